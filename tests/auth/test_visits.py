"""A visit ends by idling, by age, by signing out and by dismissal."""

import pytest
from flask import Flask

from diary import auth
from diary.auth import visits
from diary.db import db
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_member


@pytest.fixture
def token(app: Flask, clock: Clock) -> str:
    member = make_member(make_clinic(), email="lee@oak.example")
    return visits.open_visit(member, clock.now, is_complete=True)


def seen(token: str, clock: Clock) -> bool:
    """Look the visit up as a request does; say whether it is alive."""
    db.session.commit()
    db.session.expire_all()
    visit = auth.visit_of(token, clock.now)
    if visit is not None:
        auth.note_seen(visit, clock.now)
    return visit is not None


def test_fifteen_idle_minutes_end_it(token: str, clock: Clock) -> None:
    clock.travel(minutes=14, seconds=59)
    assert seen(token, clock)
    clock.travel(minutes=15)
    assert not seen(token, clock)


def test_twelve_hours_end_it_however_busy(token: str, clock: Clock) -> None:
    for _ in range(71):
        clock.travel(minutes=10)
        assert seen(token, clock)
    clock.travel(minutes=10)
    assert not seen(token, clock)


def test_ended_it_stays_ended(token: str, clock: Clock) -> None:
    visit = auth.visit_of(token, clock.now)
    assert visit is not None
    auth.sign_out(visit, clock.now)
    auth.note_seen(visit, clock.now)
    assert not seen(token, clock)


def test_a_dismissed_member_is_out_at_once(token: str, clock: Clock) -> None:
    visit = auth.visit_of(token, clock.now)
    assert visit is not None
    visit.member.is_active = False
    assert not seen(token, clock)


def test_every_browser_of_a_member_can_be_ended(token: str, clock: Clock) -> None:
    visit = auth.visit_of(token, clock.now)
    assert visit is not None
    other = visits.open_visit(visit.member, clock.now, is_complete=True)
    auth.end_visits_of(visit.member, clock.now)
    assert not seen(token, clock)
    assert not seen(other, clock)


def test_a_half_visit_lasts_ten_minutes(token: str, clock: Clock) -> None:
    visit = auth.visit_of(token, clock.now)
    assert visit is not None
    half = visits.open_visit(visit.member, clock.now, is_complete=False)
    clock.travel(minutes=10)
    assert not seen(half, clock)
