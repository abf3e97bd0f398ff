"""Texts that wait past their time: the useless end, the urgent are told to staff.

For what no claim looks at, held back by a pause or an open breaker. Leaves doubts to
``reconciling``.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, text

from diary.db import db
from diary.outbox import news
from diary.outbox.drafts import RIDE_RANK
from diary.outbox.models import IS_PLANNED, Message, Sender
from diary.outbox.states import MessageState

AT_MOST = 100
TOLD_AFTER = timedelta(minutes=5)
"""Somebody must have time to call before a patient is on the way home."""


def expire(now: datetime) -> int:
    """End what is of no more use and tell of it; commits. Returns how many."""
    late = (
        select(Message)
        .where(
            text(IS_PLANNED),
            Message.wake_at <= now,
            Message.useless_after <= now,
        )
        .limit(AT_MOST)
        .with_for_update(skip_locked=True)
    )
    ended = list(db.session.scalars(late))
    for message in ended:
        message.state, message.final_at = MessageState.EXPIRED, now
        news.tell(message)
    db.session.commit()
    return len(ended)


def tell_of_waiting(now: datetime) -> None:
    """Tell of texts about rides and crises that do not get out; commits.

    Not of what a person holds back. A text that only waited for its hour has a wake
    that is later than its due time, and no try behind it.
    """
    since = now - TOLD_AFTER
    was_tried = and_(Message.tries > 0, Message.due_at <= since)
    waiting = (
        select(Message)
        .join(Sender, Sender.id == Message.sender_id)
        .where(
            text("message." + IS_PLANNED),
            Message.rank <= RIDE_RANK,
            or_(Message.wake_at <= since, was_tried),
            Message.useless_after > now,
            Sender.paused_at.is_(None),
        )
        .order_by(Message.due_at)
        .limit(AT_MOST)
    )
    for message in db.session.scalars(waiting):
        news.tell_waiting(message)
    db.session.commit()
