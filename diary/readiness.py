"""Whether this box can do its work: database, migrations, keys, clock.

Leaves settings to ``config`` and saying it to the edges: ``/readyz`` and
``flask check`` ask the same questions.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from diary.db import db
from diary.runs import is_standing, last_runs, late_jobs, stands_since
from diary.sealed import SealBroken, new_ref, seal, unseal

MINUTE = timedelta(minutes=1)
VERSIONS = Path(__file__).with_name("migrations") / "versions"
_REVISION = re.compile(r"^(down_revision|revision)\b.*= ['\"](\w+)['\"]", re.MULTILINE)


def faults(now: datetime, *, clock_is_on: bool) -> list[str]:
    """Return one sentence for everything that is not ready; none means ready."""
    found = database_faults()
    if found:
        return found
    return _key_faults() + (_clock_faults(now) if clock_is_on else [])


def database_faults() -> list[str]:
    """Return what keeps the database from being used, at most one sentence."""
    try:
        stored = _stored_revision()
    except SQLAlchemyError:
        db.session.rollback()
        return ["The database cannot be reached."]
    if stored != newest_revision():
        return ["The database is not up to date; run: flask db upgrade"]
    return []


def _stored_revision() -> str | None:
    """Return where the database stands; None before the first migration."""
    db.session.execute(text("SELECT 1"))
    try:
        stored = text("SELECT version_num FROM alembic_version")
        return db.session.execute(stored).scalar()
    except SQLAlchemyError:
        db.session.rollback()
        return None


@lru_cache(maxsize=1)
def newest_revision() -> str:
    """Return the end of the chain, read from the files: importing Alembic is slow."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in VERSIONS.glob("*.py"):
        for kind, name in _REVISION.findall(path.read_text("utf-8")):
            named[kind].add(name)
    (newest,) = named["revision"] - named["down_revision"]
    return newest


def _key_faults() -> list[str]:
    ref = new_ref()
    try:
        unseal(seal("ready", "readiness", ref), "readiness", ref)
    except (SealBroken, AssertionError):
        return ["The column keys do not open what they seal."]
    return []


def _clock_faults(now: datetime) -> list[str]:
    if not last_runs():
        return ["The clock has not run yet; no reminder goes out."]
    return warnings(now) if is_standing(now) else []


def warnings(now: datetime) -> list[str]:
    """Return which jobs of the timetable are late, in one sentence at most.

    No reason to send people elsewhere: the clock may beat in another process, and
    texts in must still be taken. Ask only where the database is in order.
    """
    late = late_jobs(now)
    return [f"The clock is late with: {', '.join(late)}."] if late else []


def standing(now: datetime) -> str | None:
    """Return what staff read where no clock beats anywhere; None while one does."""
    since = stands_since(now)
    if since is None:
        return None
    minutes = (now - since) // MINUTE
    return f"The clock has stood still for {minutes} minutes: no reminder goes out."
