"""When a text that stayed unresolved is looked for once more.

Two minutes without proof show it to staff and free its number for other texts. The
carrier may list it later all the same, so it is asked again, ever more rarely, as
long as it could still deliver the text. Leaves the asking to ``reconciling``.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select, text

from diary.outbox.matching import CLOCKS_DIFFER
from diary.outbox.models import IS_UNRESOLVED, Message

FIRST_AFTER = timedelta(minutes=5)
VALID_MOST = timedelta(hours=10)
"""The longest that Twilio holds a text for delivery."""
CREATED_WITHIN = timedelta(seconds=75) + CLOCKS_DIFFER
"""From an attempt's start: a call begins within 5 s and lasts 30, an answer to a
webhook reaches the carrier within a minute."""


def due(now: datetime, limit: int) -> Select[int]:
    """Return the statement that picks those whose next look is due."""
    waiting = select(Message.id).where(text(IS_UNRESOLVED), Message.lease_until <= now)
    return waiting.order_by(Message.lease_until).limit(limit)


def plan(message: Message, started_at: datetime, now: datetime) -> None:
    """Set when it is looked for next; never again once it can be delivered no more."""
    ends = min(message.useless_after, started_at + VALID_MOST) + CLOCKS_DIFFER
    next_at = now + max(FIRST_AFTER, (now - started_at) / 2)
    message.lease_until = next_at if next_at <= ends else None
