"""Forget what nobody will ask about again."""

from datetime import timedelta

from diary import auth, clock, replays, runs
from diary.db import db
from jobs.tick import Tick

RUNS_KEPT_FOR = timedelta(days=14)


def run(tick: Tick) -> str:
    """Delete old runs of daily jobs, answers kept for repeats, what sign-in left."""
    count = runs.prune(tick.now - RUNS_KEPT_FOR) + replays.prune(tick.now)
    # Visits, links and codes live by the wall clock, in a demo too.
    auth.forget_past(clock.real_now())
    db.session.commit()
    return f"forgot {count} rows" if count else ""
