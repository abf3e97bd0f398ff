"""Forget what nobody will ask about again."""

from datetime import timedelta

from diary import auth, clock, runs
from diary.db import db
from jobs.tick import Tick

RUNS_KEPT_FOR = timedelta(days=14)


def run(tick: Tick) -> str:
    """Delete old runs of daily jobs, and what of signing in is over."""
    count = runs.prune(tick.now - RUNS_KEPT_FOR)
    # Visits, links and codes live by the wall clock, in a demo too.
    auth.forget_past(clock.real_now())
    db.session.commit()
    return f"forgot {count} runs" if count else ""
