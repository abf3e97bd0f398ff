"""One message at a time: it is the carrier's now, or it is known how it ended.

For callbacks and for doubts that a list settled. The many at once are in
``outcomes``.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.audit import Action, Actor, record
from diary.db import db
from diary.outbox import breaker, news
from diary.outbox.consequences import draw
from diary.outbox.models import Attempt, Message
from diary.outbox.once_more import plan_once_more
from diary.outbox.states import MessageState, Outcome
from diary.outbox.statuses import is_final, merged


def locked(message_id: int) -> Message:
    """Return a message held until commit, as it is now."""
    return db.session.get_one(
        Message, message_id, with_for_update=True, populate_existing=True
    )


def bind(message: Message, sid: str, outcome: Outcome, now: datetime) -> bool:
    """Note under which sid the carrier has it; say no where that cannot be.

    A sid that belongs to another message is refused. A second sid of one message
    stays unbound: the first is followed, the event is kept.
    """
    if message.sid is not None:
        return message.sid == sid
    other = select(Message.id).where(Message.sid == sid)
    if db.session.scalars(other).first() is not None:
        return False
    message.sid = sid
    if message.handed_over_at is None:
        message.handed_over_at = now
        _note_disclosure(message, now)
    end_attempts(message, outcome, now)
    return True


def advance(
    message: Message,
    status: str,
    error_code: int | None,
    now: datetime,
    account: str = "",
) -> None:
    """Merge what the carrier says into the message; only forward, endings once.

    ``account`` is whose word it is, as its gateway names it.
    """
    state = merged(message.state, status)
    if error_code:
        message.error_code = error_code
    if state == message.state:
        return
    message.state = state
    if is_final(state):
        message.final_at = now
        _learn_from(message, account, now)
        goes_again = plan_once_more(message, now)
        db.session.flush()
        if not goes_again:
            news.tell(message)


def end_attempts(
    message: Message, outcome: Outcome, now: datetime, code: int | None = None
) -> None:
    """Close what is open of a message's attempts."""
    db.session.execute(
        update(Attempt)
        .where(
            Attempt.clinic_id == message.clinic_id,
            Attempt.message_id == message.id,
            Attempt.ended_at.is_(None),
        )
        .values(ended_at=now, outcome=outcome, error_code=code)
    )


def back_in_line(message: Message, now: datetime, wait: timedelta) -> None:
    """Have it sent later; one that was recalled since it was allowed ends here."""
    if message.recalled_at is None:
        message.state, message.wake_at = MessageState.PLANNED, now + wait
    else:
        message.state, message.final_at = MessageState.CANCELED, now


def _learn_from(message: Message, account: str, now: datetime) -> None:
    """A late "opted out" or "not registered" counts as much as an early one."""
    if message.state in (MessageState.FAILED, MessageState.UNDELIVERED):
        draw(message, message.error_code, account, now)
    elif message.state is MessageState.DELIVERED and account:
        breaker.note_delivered(account, now)


def _note_disclosure(message: Message, now: datetime) -> None:
    record(
        Action.TEXT_OUT,
        Actor.system(),
        now,
        clinic_id=message.clinic_id,
        patient_ref=message.about,
        about=message.ref,
        detail=message.purpose,
    )
