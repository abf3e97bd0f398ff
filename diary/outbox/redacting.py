"""Which of our texts still lie worded at the carrier though nothing more comes of them.

Leaves the call to the job, which asks for a few at a time and commits each.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.db import db
from diary.outbox.models import Message, Sender

REDACT_AFTER = timedelta(hours=24)
"""Policy: until then words may still settle a doubt, or be fetched after a restore."""


@dataclass(frozen=True, slots=True)
class Worded:
    """One text at the carrier, by our row and its name for it."""

    id: int
    sid: str


def worded(now: datetime, limit: int, *, skipping: int = 0) -> list[Worded]:
    """Return texts whose end is a day old, oldest first, past those just refused."""
    found = (
        select(Message.id, Message.sid)
        .join(Sender, Sender.id == Message.sender_id)
        .where(
            Message.sid.is_not(None),
            Message.redacted_at.is_(None),
            Message.final_at <= now - REDACT_AFTER,
            Sender.is_demo.is_(False),
        )
        .order_by(Message.final_at, Message.id)
        .offset(skipping)
        .limit(limit)
    )
    return [Worded(row.id, row.sid) for row in db.session.execute(found)]


def note_redacted(message_id: int, now: datetime) -> None:
    """Write down that the carrier no longer has a text's words."""
    mine = update(Message).where(Message.id == message_id)
    unloaded = mine.execution_options(synchronize_session=False)
    db.session.execute(unloaded.values(redacted_at=now))
