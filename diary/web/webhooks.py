"""What the carrier tells us: texts in, and how texts out fare.

The signature is held against the public address that is set, never against what a
proxy made of the request. Commits, then answers: what could not be stored gets 503,
so that the carrier tries again. Leaves what a text means to ``inbox``, what a status
means to ``outbox``.
"""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, current_app, request
from twilio.request_validator import (
    HMAC_SHA1,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)
from werkzeug import Response
from werkzeug.exceptions import BadRequest, Forbidden

from diary import clock, inbox, outbox
from diary.auth import Door, Guard
from diary.config import Settings
from diary.db import db
from diary.logs import log

bp = Blueprint("webhooks", __name__, url_prefix="/twilio")
FORGED = "This request is not signed by the carrier."
SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
# Short codes and names text too, and may not be E.164.
ADDRESS = re.compile(r"[+\w][\w .-]{1,30}")
STATUS = re.compile(r"[a-z_]{1,24}")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_log = log("webhooks")


def signature_holds(
    secret: str,
    url: str,
    form: Mapping[str, str],
    signature: str | None,
    algorithm: str = HMAC_SHA1,
) -> bool:
    """Say whether Twilio signed this form for this address.

    The library raises on a missing signature and on an address it cannot split; what
    cannot be checked is not signed.
    """
    try:
        found = RequestValidator(secret).validate(url, form, signature, algorithm)
    except (TypeError, ValueError, AttributeError):
        return False
    return bool(found)


def signed_by_carrier(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 403 to whatever the account's own token did not sign."""

    @wraps(view)
    def guarded(**values: Any) -> Response:
        if not _is_signed(current_app.config["SETTINGS"]):
            _log.warning("forged_webhook", route=request.endpoint)
            raise Forbidden(FORGED)
        return view(**values)

    guarded.guard = Guard(Door.CARRIER)  # type: ignore[attr-defined]
    return guarded


def _is_signed(settings: Settings) -> bool:
    told = request.headers.get(SIGNATURE_SETTINGS_HEADER, "")
    secrets = _secrets(settings, request.form.get("AccountSid", ""), _key_named(told))
    signature = request.headers.get(SIGNATURE_HEADER)
    algorithm = get_signature_algorithm(told)
    return any(
        signature_holds(secret, url + request.path, request.form, signature, algorithm)
        for url in settings.public_urls
        for secret in secrets
    )


def _key_named(told: str) -> str | None:
    """Return the shared key that signed, by its name; None for the auth token."""
    parts = (part.partition("=") for part in told.split(","))
    named = {name.strip(): value.strip() for name, _, value in parts}
    return named.get("key")


def _secrets(
    settings: Settings, account_sid: str, key_name: str | None
) -> tuple[str, ...]:
    """Return what may have signed a request of this account; nothing for a stranger.

    Twilio signs with the primary auth token alone; in a rotation that changes while
    webhooks are on their way, so others may be set for that time.
    """
    if account_sid == outbox.PHONE_ACCOUNT_SID:
        is_open = settings.demo or settings.carrier == "phone"
        return (settings.phone_auth_token,) if is_open else ()
    if not account_sid or account_sid != settings.twilio_account_sid:
        return ()
    if key_name is not None:
        shared = settings.twilio_shared_keys.get(key_name)
        return (shared,) if shared else ()
    own = (settings.twilio_auth_token, *settings.twilio_rotated_tokens)
    return tuple(token for token in own if token)


@bp.post("/inbound")
@signed_by_carrier
def inbound() -> Response:
    """Store a text, take it, answer it; the same text again gets the same answer."""
    text = _inbound(request.form)
    if text is None:
        _log.warning("unreadable_text", fields=len(request.form))
        raise BadRequest("This is not a text as the carrier hands one over.")
    reply = inbox.receive(text, clock.now())
    db.session.commit()
    base = current_app.config["SETTINGS"].base_url
    status_url = f"{base}/twilio/status/{reply.status_token}"
    return twiml(reply.body, status_url if reply.status_token else None)


def _inbound(form: Mapping[str, str]) -> inbox.Inbound | None:
    sid, number, to = (form.get(name, "") for name in ("MessageSid", "From", "To"))
    if not SID.fullmatch(sid) or not (ADDRESS.fullmatch(number) and to):
        return None
    media = form.get("NumMedia", "")
    is_number = media.isascii() and media.isdecimal() and len(media) <= 3
    return inbox.Inbound(
        sid=sid,
        from_number=number,
        to_number=to,
        body=form.get("Body", ""),
        media_count=int(media) if is_number else 0,
        opt_out_type=form.get("OptOutType") or None,
    )


@bp.post("/status/<token>")
@signed_by_carrier
def status(token: str) -> Response:
    """Keep what became of a text we sent; unknown ones get 200 like all others."""
    report = _report(request.form)
    if report is None:
        _log.warning("unreadable_status", fields=len(request.form))
        return Response(status=200)
    is_ours = outbox.apply_status(token, report, clock.now())
    db.session.commit()
    if not is_ours:
        _log.warning("status_of_nothing_ours", status=report.status)
    return Response(status=200)


def _report(form: Mapping[str, str]) -> outbox.StatusReport | None:
    sid, said = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not SID.fullmatch(sid) or not STATUS.fullmatch(said):
        return None
    code = form.get("ErrorCode", "")
    is_number = code.isascii() and code.isdecimal() and len(code) <= 9
    account = outbox.account_named(form.get("AccountSid", ""))
    return outbox.StatusReport(sid, said, int(code) if is_number else None, account)


def twiml(body: str | None, status_url: str | None) -> Response:
    """Return the answer that has the carrier text ``body`` back, or do nothing."""
    message = ""
    if body:
        told = f" statusCallback={quoteattr(status_url)}" if status_url else ""
        message = f"<Message{told}>{escape(NOT_IN_XML.sub('', body))}</Message>"
    document = f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>'
    return Response(document, content_type="text/xml; charset=utf-8")
