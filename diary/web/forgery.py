"""Forms that another site sent: refused by a token bound to the browser's cookie.

Nothing is stored: the token is a keyed hash of the cookie the form was shown under,
the visit's or, before signing in, the door's. A browser that says a request came from
another site is refused whatever it brings.
"""

import hashlib
import hmac

from flask import current_app, g, request
from werkzeug import Response

from diary.config import derived
from diary.sealed import new_token
from diary.web import cookies

FIELD = "csrf_token"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def form_token() -> str:
    """Return what forms on this page carry; before signing in it makes a cookie."""
    held = cookies.read(cookies.VISIT) or cookies.read(cookies.DOOR)
    if held is None:
        held = g.setdefault("new_door", new_token())
    return _token_for(held)


def is_forged() -> bool:
    """Say whether an unsafe request lacks the token of a page of ours."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        return True
    given = request.form.get(FIELD, "")
    held = [cookies.read(name) for name in (cookies.VISIT, cookies.DOOR)]
    return not any(
        hmac.compare_digest(_token_for(one).encode(), _bytes(given))
        for one in held
        if one
    )


def keep_door(response: Response) -> Response:
    """Hand over the cookie that a form on this page was bound to."""
    if "new_door" in g:
        cookies.give(response, cookies.DOOR, g.new_door)
    return response


def _token_for(cookie: str) -> str:
    key = derived(current_app.config["SECRET_KEY"], "forms")
    return hmac.new(key.encode(), _bytes(cookie), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
