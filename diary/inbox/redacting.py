"""Which texts that reached us still lie worded at the carrier.

Leaves the call to the job, which asks for a few at a time and commits each.
"""

from datetime import datetime

from sqlalchemy import select, update

from diary.db import db
from diary.inbox.models import InboundText
from diary.outbox import REDACT_AFTER, Sender, Worded


def worded(now: datetime, limit: int, *, skipping: int = 0) -> list[Worded]:
    """Return texts stored a day ago, oldest first, past those just refused.

    A day, so that a database restored from last night's copy finds them again.
    """
    found = (
        select(InboundText.id, InboundText.sid)
        .join(Sender, Sender.id == InboundText.sender_id)
        .where(
            InboundText.redacted_at.is_(None),
            InboundText.received_at <= now - REDACT_AFTER,
            Sender.is_demo.is_(False),
        )
        .order_by(InboundText.received_at, InboundText.id)
        .offset(skipping)
        .limit(limit)
    )
    return [Worded(row.id, row.sid) for row in db.session.execute(found)]


def note_redacted(text_id: int, now: datetime) -> None:
    """Write down that the carrier no longer has a text's words."""
    mine = update(InboundText).where(InboundText.id == text_id)
    unloaded = mine.execution_options(synchronize_session=False)
    db.session.execute(unloaded.values(redacted_at=now))
