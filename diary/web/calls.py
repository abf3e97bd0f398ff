"""What the carrier tells of a voice call to somebody on call: a key, and how it went.

Signed like every webhook; the address names the call and cannot be made up. Leaves
taking the alert to ``alerts``.
"""

import re

from flask import Blueprint, request
from werkzeug import Response

from diary import alerts, clock
from diary.alerts import Bringing
from diary.clinics import clinic_by_id
from diary.db import db
from diary.logs import log
from diary.web.webhooks import signed_by_carrier

bp = Blueprint("calls", __name__, url_prefix="/twilio")
STATUS = re.compile(r"[a-z-]{1,24}")
_log = log("webhooks")


@bp.post("/key/<token>")
@signed_by_carrier
def key(token: str) -> Response:
    """Take the alert of a call by the key its listener pressed."""
    bringing = alerts.bringing_called(token)
    if bringing is None:
        _log.warning("key_of_no_call_of_ours")
        return twiml("<Response/>")
    taken = None
    if request.form.get("Digits") == alerts.TAKING_KEY:
        taken = alerts.answer_page_called(bringing, clock.now())
    db.session.commit()
    said = alerts.answer_to_key(
        language=clinic_by_id(bringing.clinic_id).language,
        is_taken=taken is not None,
        is_rehearsal=taken is not None and taken.alert_id is None,
    )
    return twiml(said)


@bp.post("/call/<token>")
@signed_by_carrier
def call(token: str) -> Response:
    """Keep how a call went; unknown ones get 200 like all others."""
    bringing: Bringing | None = alerts.bringing_called(token)
    said = request.form.get("CallStatus", "")
    if bringing is None or not STATUS.fullmatch(said):
        _log.warning("status_of_no_call_of_ours")
        return Response(status=200)
    alerts.note_call(bringing, said, clock.now())
    db.session.commit()
    return Response(status=200)


def twiml(document: str) -> Response:
    """Return what the carrier is to do next in the call."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>{document}'
    return Response(body, content_type="text/xml; charset=utf-8")
