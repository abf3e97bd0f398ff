"""Nights of failing phones and sleeping people: somebody is always being called."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from diary import alerts
from tests.alerts.nights import BASE, Night, Told

MIDNIGHT = datetime(2026, 3, 5, 5, tzinfo=UTC)


def played(seed: int, **other: Any) -> Told:
    return Night(seed, MIDNIGHT + timedelta(days=seed), minutes=180, **other).play()


def test_no_minute_is_nobodys(app: Flask) -> None:
    told = [played(seed) for seed in range(6)]

    assert sum(night.unowned for night in told) == 0
    assert max(night.longest_silence for night in told) < 15
    # Bad nights they were: somebody fell asleep over it, somebody never woke.
    assert any(night.handed_on for night in told)
    assert any(night.first_taken is None for night in told)
    assert sum(night.closed is not None for night in told) >= 4


def test_a_clock_that_stops_after_one_page_is_found_out(app: Flask) -> None:
    paged: set[int] = set()

    def once(alert_id: int, now: datetime) -> None:
        if alert_id not in paged:
            paged.add(alert_id)
            alerts.page_people(alert_id, now, BASE)

    assert played(1, step=once).unowned > 60
