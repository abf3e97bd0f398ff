"""The two cookies staff browsers hold: the visit's, and one for the door before it.

Their names and flags follow the scheme of the public address. Leaves what a cookie
opens to ``auth``.
"""

from flask import current_app, request
from werkzeug import Response

VISIT = "diary-visit"
DOOR = "diary-door"


def read(name: str) -> str | None:
    """Return what the browser holds under one of the two names."""
    return request.cookies.get(_called(name)) or None


def give(response: Response, name: str, token: str) -> None:
    """Hand over a cookie that lasts as long as the browser is open."""
    response.set_cookie(
        _called(name),
        token,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_back(response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(
        _called(name), path="/", secure=_is_secure(), httponly=True, samesite="Lax"
    )


def _called(name: str) -> str:
    # The prefix binds a cookie to this host and to https; over plain http browsers
    # would drop it.
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return bool(current_app.config["SETTINGS"].is_secure)
