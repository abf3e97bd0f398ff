"""Keeping the demo's one row: who fills the clinic, how far it got, what time it is.

The edge commits. A claim lasts seconds and is renewed with every bit of progress, so
that a filler that was killed holds nobody up.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, true, update

from diary import clock
from diary.clinics import demo_clinic, has_real_clinic
from diary.db import db, upsert
from diary.demo.models import DemoClock

THE_ROW = 1
CLAIM_FOR = timedelta(seconds=20)


def the_row() -> DemoClock | None:
    """Return the row as the database has it now, or None before any demo."""
    found = select(DemoClock).filter_by(id=THE_ROW)
    return db.session.scalars(
        found, execution_options={"populate_existing": True}
    ).first()


def use_clock() -> bool:
    """Live as far ahead as the row says; edges call it before they read the time.

    Beside a real clinic that is not at all: its time is nobody's to move. Returns
    whether time may go on by itself: not while the clinic is being filled.
    """
    row = the_row()
    if row is None or has_real_clinic():
        clock.use_offset(timedelta())
        return row is None or row.is_filled
    clock.use_offset(timedelta(seconds=row.ahead_seconds))
    return row.is_filled


def ahead() -> timedelta:
    """Return how far ahead of the wall clock the row says the demo lives."""
    row = the_row()
    return timedelta(seconds=row.ahead_seconds if row else 0)


def is_filled() -> bool:
    """Say whether there is a whole demo clinic."""
    row = the_row()
    return row is not None and row.is_filled


def is_wanted() -> bool:
    """Say whether a demo clinic should be filled: begun and not whole, or no clinic."""
    row = the_row()
    if row is not None and not row.is_filled:
        return True
    return demo_clinic() is None and not has_real_clinic()


def filled_share() -> int:
    """Return how much of the demo clinic is there, in percent."""
    row = the_row()
    return 0 if row is None else row.filled_share


def claim_filling(filler: str, real_now: datetime, *, again: bool = False) -> bool:
    """Take the filling for this process; False where another has it or it is done.

    ``again`` takes it also where it is done.
    """
    if the_row() is None:
        _make_row()
    free = or_(DemoClock.filler_until.is_(None), DemoClock.filler_until < real_now)
    wanted = true() if again else DemoClock.is_filled.is_(False)
    claimed = db.session.execute(
        update(DemoClock)
        .where(DemoClock.id == THE_ROW, wanted, free)
        .values(
            filler=filler,
            filler_until=real_now + CLAIM_FOR,
            is_filled=False,
            filled_share=0,
        )
        .returning(DemoClock.id)
    )
    return bool(claimed.all())


def _make_row() -> None:
    """Another process may be making it at this moment."""
    new = upsert(DemoClock).values(id=THE_ROW).on_conflict_do_nothing()
    db.session.execute(new)


def note_progress(share: int, real_now: datetime) -> None:
    """Keep how far the filling is, and with it the claim."""
    _set(filled_share=share, filler_until=real_now + CLAIM_FOR)


def leave_filling() -> None:
    """Give the claim back, so that the next filler begins at once."""
    _set(filler_until=None)


def note_story(today: date, patients: int, months: int, seed: int) -> None:
    """Keep what it takes to tell the same story again."""
    _set(started_on=today, patients=patients, months=months, seed=seed)


def note_filled() -> None:
    """Open the demo clinic: from here on time goes on by itself."""
    _set(is_filled=True, filled_share=100, filler_until=None)


def move_to(ahead_seconds: int) -> None:
    """Set how far ahead the demo lives, unless it is there or past it already."""
    db.session.execute(
        update(DemoClock)
        .where(DemoClock.id == THE_ROW, DemoClock.ahead_seconds < ahead_seconds)
        .values(ahead_seconds=ahead_seconds)
    )


def _set(**values: Any) -> None:
    db.session.execute(update(DemoClock).filter_by(id=THE_ROW).values(**values))
