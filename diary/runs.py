"""What the clock has run: one row per job and slot of daily jobs, the last run of each.

Leaves to ``jobs`` what there is to run and how often.
"""

from datetime import datetime, timedelta

from sqlalchemy import String, UniqueConstraint, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import Row, UTCDateTime, db

NEWS_FOR = timedelta(days=1)
STANDSTILL = "standstill"
MATTERS_FOR = timedelta(minutes=30)
STANDS_AFTER = timedelta(minutes=2)
STEADY = ("dispatch_outbox", "release_reminders")
"""Every clock turns to these each few seconds: their silence is the clock's."""


class JobRun(Row):
    """One run of a job in its slot. Belongs to the whole box, so to no clinic."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    job: Mapped[str] = mapped_column(String(40))
    slot: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(200))
    # Not finished again by then, something is wrong with the clock.
    late_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def claim_slot(job: str, slot: str, now: datetime) -> JobRun | None:
    """Return this worker's run of the slot, or None where another has it."""
    run = JobRun(job=job, slot=slot, started_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(run)
    except IntegrityError:
        return None
    return run


def finish(run: JobRun, now: datetime, outcome: str, late_at: datetime) -> None:
    """Write down how a run of a slot ended, and when the next one is missed."""
    run.finished_at, run.outcome, run.late_at = now, outcome[:200], late_at


def note_tick(job: str, now: datetime, outcome: str, late_at: datetime) -> None:
    """Keep when a job that runs on every tick last ran, in the one row it has."""
    tick = _tick_row(job, now)
    if tick is not None:
        tick.started_at = now
        finish(tick, now, outcome, late_at)


def note_failure(job: str, now: datetime, error: str, late_at: datetime) -> None:
    """Keep that a job failed, by the error's name; when it last ended well stays.

    ``late_at`` counts for one that never ended well: it would not be missed.
    """
    tick = _tick_row(job, now)
    if tick is not None:
        tick.late_at = tick.late_at or late_at
        tick.started_at, tick.outcome = now, f"failed: {error}"[:200]


def _tick_row(job: str, now: datetime) -> JobRun | None:
    tick = db.session.scalars(select(JobRun).filter_by(job=job, slot="tick")).first()
    return tick or claim_slot(job, "tick", now)


def last_runs() -> dict[str, datetime]:
    """Return when each job last finished."""
    latest = select(JobRun.job, func.max(JobRun.finished_at)).group_by(JobRun.job)
    return {job: at for job, at in db.session.execute(latest) if at is not None}


def is_standing(now: datetime) -> bool:
    """Say whether no job at all has ended well these last minutes.

    Several are turned to every few seconds; one alone that fails is late, the clock
    is not.
    """
    last = last_runs().values()
    return not last or max(last) <= now - STANDS_AFTER


def stands_since(now: datetime) -> datetime | None:
    """Return when a clock that stands beat last; None while one beats, or never did.

    Asked for every page of staff, so it reads two rows only.
    """
    beats = select(func.max(JobRun.finished_at)).where(
        JobRun.job.in_(STEADY), JobRun.slot == "tick"
    )
    last = db.session.scalar(beats)
    return last if last and last <= now - STANDS_AFTER else None


def late_jobs(now: datetime) -> list[str]:
    """Return the jobs that should have ended well again by now.

    While others run, a job that is a day late has gone by another name since.
    """
    latest = select(JobRun.job, func.max(JobRun.late_at)).group_by(JobRun.job)
    due = {job: at for job, at in db.session.execute(latest) if at is not None}
    late = {job: at for job, at in due.items() if at <= now}
    is_all = len(late) == len(due)
    return sorted(job for job, at in late.items() if is_all or now < at + NEWS_FOR)


def standstill(job: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return from when to when a job did not run, where that ended a short while ago.

    The first to ask after it writes it down, so that every process knows for as long
    as it matters; the edge commits.
    """
    ticks = select(JobRun.finished_at).filter_by(job=job, slot="tick")
    last = db.session.scalars(ticks).first()
    noted = select(JobRun).filter_by(job=STANDSTILL).order_by(JobRun.slot.desc())
    known = db.session.scalars(noted.limit(1)).first()
    is_new = known is None or known.started_at != last
    if last and last <= now - STANDS_AFTER and is_new:
        claim_slot(STANDSTILL, now.isoformat(timespec="seconds"), last)
        return last, now
    ended_at = datetime.fromisoformat(known.slot) if known else None
    is_lately = ended_at is not None and now < ended_at + MATTERS_FOR
    return (known.started_at, ended_at) if known and ended_at and is_lately else None


def prune(before: datetime) -> int:
    """Forget runs of slots that began before an instant; return how many."""
    old = delete(JobRun).where(JobRun.started_at < before, JobRun.slot != "tick")
    return len(db.session.scalars(old.returning(JobRun.id)).all())
