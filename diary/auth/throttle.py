"""Tries counted exactly: one row a bucket and window, one statement a try.

Leaves to callers which buckets there are and what a refusal looks like. Nothing takes
a try back, success included: a thief who guesses right once must not earn more tries.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from diary.auth.models import Throttle
from diary.db import db, upsert


def allow(bucket: str, limit: int, window: timedelta, now: datetime) -> bool:
    """Count one try and say whether it was within the limit of this window.

    The edge commits before the costly work, so that other tries see the count and a
    request that fails afterwards has still been counted. Where the row cannot be
    written the error goes up: without a count nobody is let in.
    """
    span = int(window.total_seconds())
    number = int(now.timestamp()) // span
    ends_at = datetime.fromtimestamp((number + 1) * span, UTC)
    return _count(bucket, number, ends_at) <= limit


def _count(bucket: str, window: int, ends_at: datetime) -> int:
    counted = (
        upsert(Throttle)
        .values(bucket=bucket, window=window, count=1, ends_at=ends_at)
        .on_conflict_do_update(
            index_elements=["bucket", "window"], set_={"count": Throttle.count + 1}
        )
        .returning(Throttle.count)
    )
    count: int = db.session.execute(counted).scalar_one()
    return count


def forget_past(now: datetime) -> None:
    """Delete the counts of windows that are over."""
    db.session.execute(delete(Throttle).where(Throttle.ends_at < now))
