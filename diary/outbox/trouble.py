"""The one sentence staff read when texts do not go out, on whatever page they are.

Leaves figures to ``figures`` and ``watching``.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from diary.db import db
from diary.outbox.models import IS_PLANNED, Message
from diary.outbox.senders import senders_of
from diary.outbox.watching import broken

MINUTE = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=5)
HELD = "Sending is on hold: no reminder goes out until somebody lets it go on."


def trouble(clinic_id: int, now: datetime) -> str | None:
    """Return what keeps a clinic's texts from going out; None while all is well.

    The gravest first: an account that is not called, sending held by somebody, texts
    that have waited for more than five minutes. What waits for its hour is not late.
    """
    told = broken()
    if told:
        return told[0]
    if any(sender.paused_at for sender in senders_of(clinic_id)):
        return HELD
    waited = _waited(clinic_id, now)
    if waited < LATE_AFTER:
        return None
    return f"Texts are late: the oldest has waited {waited // MINUTE} minutes."


def _waited(clinic_id: int, now: datetime) -> timedelta:
    ready = select(func.min(Message.wake_at)).where(
        text(IS_PLANNED),
        Message.clinic_id == clinic_id,
        Message.wake_at <= now,
        Message.useless_after > now,
    )
    oldest = db.session.scalar(ready)
    return now - oldest if oldest else timedelta()
