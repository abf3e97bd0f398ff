"""Forget what nobody will ask about again."""

from datetime import timedelta

from diary import runs
from diary.db import db
from jobs.tick import Tick

RUNS_KEPT_FOR = timedelta(days=14)


def run(tick: Tick) -> str:
    """Delete old runs of daily jobs."""
    count = runs.prune(tick.now - RUNS_KEPT_FOR)
    db.session.commit()
    return f"forgot {count} runs" if count else ""
