"""THE table: every job, how often, how late is too late, and why.

Leaves the beat to ``scheduler`` and the deed to each job's own file. ``python -m jobs
--list`` prints it; ``docs/jobs.md`` is held equal to it by a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs import (
    bring_pages,
    dispatch_outbox,
    escalate_alerts,
    plan_reminders,
    prune,
    reconcile_outbox,
    redact_bodies,
    release_reminders,
    sweep_inbound,
)
from jobs.tick import Tick


@dataclass(frozen=True)
class Job:
    """One line of the table.

    Every process turns to the job ``every`` so often. With ``slot`` only the one that
    claims the slot of that length runs it; without, all may run at once and rows keep
    them apart. After ``late_after`` without a good end the clock is called late.
    """

    name: str
    run: Callable[[Tick], str]
    every: timedelta
    late_after: timedelta
    why: str
    slot: timedelta | None = None

    def slot_at(self, now: datetime) -> str:
        """Return the name of the slot an instant falls into."""
        length = (self.slot or self.every).total_seconds()
        begun = now - timedelta(seconds=now.timestamp() % length)
        return begun.isoformat(timespec="minutes")


TIMETABLE: tuple[Job, ...] = (
    Job(
        "dispatch_outbox",
        dispatch_outbox.run,
        timedelta(seconds=2),
        timedelta(minutes=2),
        "a text should leave within seconds of its hour, a page at once",
    ),
    Job(
        "escalate_alerts",
        escalate_alerts.run,
        timedelta(seconds=3),
        timedelta(minutes=1),
        "somebody must be paged within ten seconds, and again until one answers",
    ),
    Job(
        "bring_pages",
        bring_pages.run,
        timedelta(seconds=3),
        timedelta(minutes=2),
        "a page nobody answers goes on by e-mail and by voice",
    ),
    Job(
        "release_reminders",
        release_reminders.run,
        timedelta(seconds=5),
        timedelta(minutes=2),
        "a reminder belongs to a minute; due is a range, so a missed beat loses none",
    ),
    Job(
        "reconcile_outbox",
        reconcile_outbox.run,
        timedelta(seconds=30),
        timedelta(minutes=5),
        "what never came back must be settled while somebody can still call",
    ),
    Job(
        "sweep_inbound",
        sweep_inbound.run,
        timedelta(minutes=1),
        timedelta(minutes=15),
        "a text whose webhook was lost may be a STOP, or a cry for help",
        slot=timedelta(minutes=3),
    ),
    Job(
        "plan_reminders",
        plan_reminders.run,
        timedelta(minutes=1),
        timedelta(minutes=15),
        "changes are synced where they are made; this catches what was forgotten",
        slot=timedelta(minutes=5),
    ),
    Job(
        "redact_bodies",
        redact_bodies.run,
        timedelta(minutes=5),
        timedelta(hours=6),
        "what a patient wrote need not lie at the carrier once both ends have it",
        slot=timedelta(minutes=15),
    ),
    Job(
        "prune",
        prune.run,
        timedelta(hours=1),
        timedelta(days=2),
        "tables must not grow by what nobody asks about",
        slot=timedelta(days=1),
    ),
)


def job_named(name: str) -> Job | None:
    """Return the job of this name, or None."""
    return next((job for job in TIMETABLE if job.name == name), None)
