"""What the clock has run: one row per job and slot of daily jobs, the last run of each.

Leaves to ``jobs`` what there is to run and how often.
"""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import Row, UTCDateTime, db


class JobRun(Row):
    """One run of a job in its slot. Belongs to the whole box, so to no clinic."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    job: Mapped[str] = mapped_column(String(40))
    slot: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(200))


def claim_slot(job: str, slot: str, now: datetime) -> JobRun | None:
    """Return this worker's run of the slot, or None where another has it."""
    run = JobRun(job=job, slot=slot, started_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(run)
    except IntegrityError:
        return None
    return run


def note_tick(job: str, now: datetime, outcome: str) -> None:
    """Keep when a job that runs on every tick last ran, in the one row it has."""
    tick = db.session.scalars(select(JobRun).filter_by(job=job, slot="tick")).first()
    if tick is None:
        tick = claim_slot(job, "tick", now)
    if tick is not None:
        tick.started_at, tick.finished_at, tick.outcome = now, now, outcome[:200]


def last_runs() -> dict[str, datetime]:
    """Return when each job last finished."""
    latest = select(JobRun.job, func.max(JobRun.finished_at)).group_by(JobRun.job)
    return {job: at for job, at in db.session.execute(latest) if at is not None}
