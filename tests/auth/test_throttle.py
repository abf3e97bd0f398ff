"""Tries are counted exactly, under a race too, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from diary.auth import throttle
from diary.db import db
from tests.driven_clock import Clock

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.both_databases


def test_the_limit_is_the_last_that_passes(app: Flask, clock: Clock) -> None:
    passed = [throttle.allow("a", 3, MINUTE, clock.now) for _ in range(5)]
    assert passed == [True, True, True, False, False]


def test_buckets_do_not_share(app: Flask, clock: Clock) -> None:
    assert not throttle.allow("a", 0, MINUTE, clock.now)
    assert throttle.allow("b", 1, MINUTE, clock.now)


def test_a_new_window_starts_at_nothing(app: Flask, clock: Clock) -> None:
    throttle.allow("a", 1, MINUTE, clock.now)
    assert not throttle.allow("a", 1, MINUTE, clock.now)
    assert throttle.allow("a", 1, MINUTE, clock.travel(minutes=1))


def test_two_hundred_at_once_let_exactly_five_pass(app: Flask, clock: Clock) -> None:
    now = clock.now

    def one_try(_number: int) -> bool:
        with app.app_context():
            passed = throttle.allow("race", 5, MINUTE, now)
            db.session.commit()
            return passed

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(one_try, range(200)))
    assert sum(passed) == 5


def test_what_is_over_is_forgotten(app: Flask, clock: Clock) -> None:
    throttle.allow("old", 5, MINUTE, clock.now)
    later = clock.travel(hours=1)
    throttle.allow("new", 5, MINUTE, later)
    throttle.forget_past(later)
    kept = db.session.execute(
        db.text("SELECT bucket FROM throttle ORDER BY bucket")
    ).scalars()
    assert list(kept) == ["new"]
