"""What the carrier tells of a message afterwards.

Leaves the signature to the webhook, and what never came to ``reconciling``.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from diary.db import db, upsert
from diary.outbox.handing_over import advance, bind, locked
from diary.outbox.models import CarrierEvent, Message
from diary.outbox.states import Lane, Outcome
from diary.outbox.tokens import read_token


@dataclass(frozen=True)
class StatusReport:
    """One status callback; ``error_code`` only where the carrier gave one.

    ``account`` is whose it is, as its gateway names it.
    """

    sid: str
    status: str
    error_code: int | None = None
    account: str = ""


def apply_status(token: str, report: StatusReport, now: datetime) -> bool:
    """Keep what the carrier says, once, and move the message forward by it.

    The token finds the message even before we know its sid. In any order, any number
    of times, the end is the same. Returns False for what belongs to no message of
    ours; it is kept all the same. The edge commits.
    """
    message_id = _message_id(token, report.sid)
    # Locked before the event that refers to it: two callbacks that share the lock of
    # the reference and then both want the row would wait for each other.
    message = locked(message_id) if message_id else None
    keep(report, message_id, now)
    if message is None:
        return False
    is_ours = bind(message, report.sid, Outcome.ACCEPTED, now)
    if is_ours or message.lane == Lane.PAGES:
        advance(message, report.status, report.error_code, now, report.account)
    return is_ours


def _message_id(token: str, sid: str) -> int | None:
    named = read_token(token)
    found = select(Message.id).where(
        Message.ref == named[0] if named else Message.sid == sid
    )
    return db.session.scalars(found).first()


def keep(report: StatusReport, message_id: int | None, now: datetime) -> None:
    """Keep what a carrier says, once; also of a second message of the same text."""
    clinic = select(Message.clinic_id).where(Message.id == message_id)
    event = upsert(CarrierEvent.__table__).values(
        clinic_id=clinic.scalar_subquery(),
        message_id=message_id,
        sid=report.sid,
        status=report.status,
        error_code=report.error_code or 0,
        received_at=now,
    )
    db.session.execute(event.on_conflict_do_nothing())
