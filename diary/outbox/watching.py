"""How sending stands: what waits, what is in doubt, when the last text will leave.

For pages of staff and operators. Leaves mending to ``dispatch`` and ``reconciling``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from diary.db import db
from diary.outbox.breaker import open_accounts
from diary.outbox.codes import meaning_of
from diary.outbox.models import (
    IS_DOUBTFUL,
    IS_PLANNED,
    IS_UNRESOLVED,
    Message,
    Sender,
)
from diary.outbox.pacing import last_leaves
from diary.outbox.senders import senders_of


@dataclass(frozen=True)
class Pulse:
    """Sending at one instant, over all clinics of the box.

    ``broken`` holds a sentence for every account that is not called just now.
    """

    waiting_count: int
    oldest_due_at: datetime | None
    doubtful_count: int
    unresolved_count: int
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Forecast:
    """What a clinic's numbers still have to send, and when the last of it leaves."""

    waiting_count: int
    last_at: datetime | None


def pulse(now: datetime) -> Pulse:
    """Return how sending stands; reads only what is open, however much was sent."""
    waiting, oldest = db.session.execute(
        select(func.count(), func.min(Message.due_at)).where(
            text(IS_PLANNED), Message.wake_at <= now
        )
    ).one()
    return Pulse(
        waiting_count=waiting,
        oldest_due_at=oldest,
        doubtful_count=_count(IS_DOUBTFUL),
        unresolved_count=_count(IS_UNRESOLVED),
        broken=broken(),
    )


def broken() -> tuple[str, ...]:
    """Return a sentence for every account that is not called just now."""
    return tuple(
        meaning_of(account.error_code).sentence
        if account.error_code
        else "The texting account cannot be reached. Texts wait until it can."
        for account in open_accounts()
    )


def _count(which: str) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(Message).where(text(which)))
        or 0
    )


def unresolved(clinic_id: int, limit: int = 100) -> list[Message]:
    """Return a clinic's texts of which nobody knows whether they left, newest first."""
    found = (
        select(Message)
        .where(Message.clinic_id == clinic_id, text(IS_UNRESOLVED))
        .order_by(Message.due_at.desc())
        .limit(limit)
    )
    return list(db.session.scalars(found))


def forecast(
    clinic_id: int, now: datetime, until: datetime, coming: Sequence[datetime] = ()
) -> Forecast:
    """Return when the last text due before ``until`` will leave, at the numbers' pace.

    ``coming`` are the instants, in order, of texts that are not in line yet; the
    numbers are taken to share them. None where nothing waits, or a pause holds it.
    """
    pool = senders_of(clinic_id)
    held = [
        _forecast(sender, now, until, coming[place :: len(pool)])
        for place, sender in enumerate(pool)
    ]
    last = [each.last_at for each in held if each.last_at is not None]
    return Forecast(sum(each.waiting_count for each in held), max(last, default=None))


def _forecast(
    sender: Sender, now: datetime, until: datetime, coming: Sequence[datetime]
) -> Forecast:
    due = (
        select(Message.wake_at)
        .where(
            text(IS_PLANNED),
            Message.clinic_id == sender.clinic_id,
            Message.sender_id == sender.id,
            Message.wake_at < until,
            Message.useless_after > now,
        )
        .order_by(Message.wake_at)
    )
    wakes = sorted([*db.session.scalars(due), *coming])
    if sender.paused_at is not None or not wakes:
        return Forecast(len(wakes), None)
    last = last_leaves(wakes, max(sender.free_at, now), sender.per_minute)
    return Forecast(len(wakes), last)
