"""How the queue stands, in figures; no number and no text among them.

Each reads what is open, or the newest rows by their key, however many there ever were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import aliased

from diary.db import db
from diary.outbox.codes import SET_ASIDE
from diary.outbox.models import (
    IS_DOUBTFUL,
    IS_PLANNED,
    IS_UNRESOLVED,
    Attempt,
    CarrierEvent,
    Message,
)
from diary.outbox.states import Lane, MessageState, Mode

LOOKED_BACK = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LAST_MESSAGES = 50_000
LAST_ATTEMPTS = 1000
LAST_EVENTS = 50_000


@dataclass(frozen=True)
class Figures:
    """``by_state`` of what was made within a day; ``oldest_due_at`` still waits.

    ``late_p50_s`` and ``late_p95_s``: seconds from when a text could leave to its
    first call, of the last thousand calls of the box; None where there were none.
    ``a_minute`` were called in the last minute, a thousand at most. Within a day:
    ``set_aside_count`` texts on which our own code failed, ``duplicate_count`` texts
    of which the carrier named a second one (pages apart, which may go twice).
    """

    by_state: Mapping[MessageState, int]
    oldest_due_at: datetime | None
    unresolved_count: int
    doubtful_count: int = 0
    set_aside_count: int = 0
    duplicate_count: int = 0
    a_minute: int = 0
    late_p50_s: float | None = None
    late_p95_s: float | None = None

    def lateness(self, now: datetime) -> timedelta:
        """Return for how long the oldest due text has waited."""
        if self.oldest_due_at is None:
            return timedelta()
        return max(now - self.oldest_due_at, timedelta())


def figures(now: datetime, clinic_id: int | None = None) -> Figures:
    """Return the figures of one clinic, or of the whole box for whoever runs it."""
    calls = _last_calls(clinic_id)
    late = sorted((begun - could).total_seconds() for begun, could in calls)
    return Figures(
        by_state=_by_state(clinic_id, now),
        oldest_due_at=_oldest(clinic_id, now),
        unresolved_count=_count(clinic_id, text(IS_UNRESOLVED)),
        doubtful_count=_doubtful(clinic_id),
        set_aside_count=_count(
            clinic_id, *_made_lately(now), Message.error_code == SET_ASIDE
        ),
        duplicate_count=_duplicates(clinic_id, now),
        a_minute=sum(1 for begun, _ in calls if begun > now - MINUTE),
        late_p50_s=_share(late, 0.50),
        late_p95_s=_share(late, 0.95),
    )


def _made_lately(now: datetime) -> tuple[Any, Any]:
    newest = select(func.max(Message.id) - LAST_MESSAGES).scalar_subquery()
    return Message.id > newest, Message.created_at > now - LOOKED_BACK


def _by_state(clinic_id: int | None, now: datetime) -> dict[MessageState, int]:
    recent = select(Message.state, func.count()).where(*_made_lately(now))
    counted = _of(recent, clinic_id).group_by(Message.state)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _last_calls(clinic_id: int | None) -> list[tuple[datetime, datetime]]:
    """Return when first calls began and when each could have, at the earliest.

    A text that had to wait for its hour could leave when that came; once it has been
    put off after a call, its own due time is what is left to go by.
    """
    last = select(func.max(Attempt.id) - LAST_ATTEMPTS).scalar_subquery()
    was_ready = Message.wake_at <= Attempt.started_at
    could = case((was_ready, Message.wake_at), else_=Message.due_at)
    calls = (
        select(Attempt.started_at, could)
        .join(Message, Message.id == Attempt.message_id)
        .where(Attempt.id > last, Attempt.number == 1, Attempt.mode == Mode.CALL)
    )
    return [(row[0], row[1]) for row in db.session.execute(_of(calls, clinic_id))]


def _share(ordered: list[float], share: float) -> float | None:
    return ordered[round(share * (len(ordered) - 1))] if ordered else None


def _oldest(clinic_id: int | None, now: datetime) -> datetime | None:
    ready = (text(IS_PLANNED), Message.due_at <= now, Message.wake_at <= now)
    waiting = select(func.min(Message.due_at)).where(*ready)
    oldest: datetime | None = db.session.scalar(_of(waiting, clinic_id))
    return oldest


def _duplicates(clinic_id: int | None, now: datetime) -> int:
    """Count texts of which a callback or a list named a second one at the carrier."""
    last = select(func.max(CarrierEvent.id) - LAST_EVENTS).scalar_subquery()
    other = aliased(Message)
    is_anothers = select(other.id).where(other.sid == CarrierEvent.sid).exists()
    # Not joined: a planner that finds few events would walk every message instead.
    is_a_second = _of(
        select(Message.id).where(
            Message.id == CarrierEvent.message_id,
            Message.sid != CarrierEvent.sid,
            Message.lane == Lane.REMINDERS,
        ),
        clinic_id,
    ).exists()
    twice = select(func.count(CarrierEvent.message_id.distinct())).where(
        CarrierEvent.id > last,
        CarrierEvent.received_at > now - LOOKED_BACK,
        is_a_second,
        ~is_anothers,
    )
    return db.session.scalar(twice) or 0


def _count(clinic_id: int | None, *which: Any) -> int:
    counted = select(func.count(Message.id)).where(*which)
    return db.session.scalar(_of(counted, clinic_id)) or 0


def _doubtful(clinic_id: int | None) -> int:
    """Walk all doubts there are: few, where a clinic's texts are all it ever had."""
    which: list[Any] = [text(IS_DOUBTFUL)]
    if clinic_id is not None:
        # A sum, so that no index of the clinic's is taken.
        which.append(Message.clinic_id + 0 == clinic_id)
    return _count(None, *which)


def _of(found: Any, clinic_id: int | None) -> Any:
    return found if clinic_id is None else found.where(Message.clinic_id == clinic_id)
