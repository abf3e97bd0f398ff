"""What a clinic settles, sent by two people at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask

from diary import alerts, clock
from diary.alerts import USUAL, Timers, Window
from diary.audit import Actor
from diary.clinics import Clinic
from diary.db import db
from tests.cast import Cast

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()
CHRISTMAS = date(2026, 12, 25)
MORNINGS = [Window(day, 8 * 60, 12 * 60) for day in range(5)]
DAYS = [Window(day, 9 * 60, 17 * 60) for day in range(5)]


def both_at_once(app: Flask, *deeds: Callable[[], object]) -> None:
    """Do all at once, each in a transaction of its own; raises what they raise."""
    gate = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                deed()
                db.session.commit()
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(one, deeds))


def hours(clinic: Clinic, windows: list[Window]) -> Callable[[], None]:
    return lambda: alerts.set_hours(clinic, windows, SYSTEM, clock.now())


def test_hours_sent_at_once_do_not_mix(app: Flask, cast: Cast) -> None:
    oak = cast.clinic
    both_at_once(app, *(hours(oak, each) for each in (MORNINGS, DAYS) * 2))
    assert alerts.hours_of(oak.id) in (MORNINGS, DAYS)


def test_a_day_closed_at_once_is_closed(app: Flask, cast: Cast) -> None:
    oak = cast.clinic
    deeds = [lambda: alerts.close_on(oak, CHRISTMAS, SYSTEM, clock.now())] * 4
    both_at_once(app, *deeds)
    assert alerts.closed_days_of(oak.id, CHRISTMAS) == [CHRISTMAS]


def test_the_first_minutes_given_at_once_are_kept(app: Flask, cast: Cast) -> None:
    oak, own = cast.clinic, Timers(first=5, second=10, third=15)
    deeds = [lambda: alerts.set_timers(oak, own, SYSTEM, clock.now())] * 4
    both_at_once(app, *deeds)
    assert alerts.timers_of(oak.id).first == 5 != USUAL.first
