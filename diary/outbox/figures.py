"""How the queue stands, in figures; no number and no text among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from diary.db import db
from diary.outbox.models import Attempt, Message
from diary.outbox.states import MessageState

LOOKED_BACK = timedelta(days=1)
LAST_ATTEMPTS = 1000


@dataclass(frozen=True)
class Figures:
    """``by_state`` of what was made within a day; ``oldest_due_at`` still waits.

    ``late_p50_s`` and ``late_p95_s``: seconds from due to the first call, of the last
    thousand calls of the box; None where there were none.
    """

    by_state: Mapping[MessageState, int]
    oldest_due_at: datetime | None
    unresolved_count: int
    late_p50_s: float | None = None
    late_p95_s: float | None = None

    def lateness(self, now: datetime) -> timedelta:
        """Return for how long the oldest due text has waited."""
        if self.oldest_due_at is None:
            return timedelta()
        return max(now - self.oldest_due_at, timedelta())


def figures(now: datetime, clinic_id: int | None = None) -> Figures:
    """Return the figures of one clinic, or of the whole box for whoever runs it."""
    recent = select(Message.state, func.count()).where(
        Message.created_at > now - LOOKED_BACK
    )
    counted = _of(recent, clinic_id).group_by(Message.state)
    late = _seconds_late(clinic_id)
    return Figures(
        by_state={row[0]: row[1] for row in db.session.execute(counted)},
        oldest_due_at=_oldest(clinic_id, now),
        unresolved_count=_count(Message.state == MessageState.UNRESOLVED, clinic_id),
        late_p50_s=_share(late, 0.50),
        late_p95_s=_share(late, 0.95),
    )


def _seconds_late(clinic_id: int | None) -> list[float]:
    """Walk the newest attempts only, by their key, however many there ever were."""
    last = select(func.max(Attempt.id) - LAST_ATTEMPTS).scalar_subquery()
    calls = (
        select(Attempt.started_at, Message.due_at)
        .join(Message, Message.id == Attempt.message_id)
        .where(Attempt.id > last, Attempt.number == 1)
    )
    found = db.session.execute(_of(calls, clinic_id))
    return sorted((begun - due).total_seconds() for begun, due in found)


def _share(ordered: list[float], share: float) -> float | None:
    return ordered[round(share * (len(ordered) - 1))] if ordered else None


def _oldest(clinic_id: int | None, now: datetime) -> datetime | None:
    waiting = select(func.min(Message.due_at)).where(
        Message.state == MessageState.PLANNED, Message.due_at <= now
    )
    oldest: datetime | None = db.session.scalar(_of(waiting, clinic_id))
    return oldest


def _count(which: ColumnElement[bool], clinic_id: int | None) -> int:
    counted = select(func.count(Message.id)).where(which)
    count: int = db.session.scalars(_of(counted, clinic_id)).one()
    return count


def _of(found: Any, clinic_id: int | None) -> Any:
    return found if clinic_id is None else found.where(Message.clinic_id == clinic_id)
