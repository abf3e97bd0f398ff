"""One question is open at a time, and none loses its day by waiting."""

from datetime import date, datetime, time, timedelta

import pytest

from diary import courses, reminders
from diary.courses import RideStatus
from diary.localtime import local
from diary.patients import Patient, Purpose
from diary.reminders import Wish
from tests.factories import make_booster, make_entry
from tests.reminders.conftest import STAFF, House

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 3, 5)
"""A Thursday; the clock of the tests begins the day before, at ten."""


def test_the_ride_is_asked_about_first(house: House) -> None:
    patient = house.patient(check_in_at=time(10))
    house.visit(patient, date(2026, 3, 7))
    house.at(TODAY, time(10))
    (body,) = house.tick(patient)
    assert "Ride set?" in body
    house.at(TODAY, time(10, 59))
    assert house.tick(patient) == []
    house.at(TODAY, time(11))
    (body,) = house.tick(patient)
    assert "How is today" in body


def test_an_answered_question_keeps_none_waiting(house: House) -> None:
    patient = house.patient(check_in_at=time(10))
    visit = house.visit(patient, date(2026, 3, 7))
    house.at(TODAY, time(10))
    assert len(house.tick(patient)) == 1
    now = house.at(TODAY, time(10, 5))
    courses.set_ride(house.clinic, visit, RideStatus.CONFIRMED, STAFF, now)
    (body,) = house.tick(patient)
    assert "How is today" in body


def test_what_is_answered_holds_nothing_though_an_older_question_is_open(
    house: House,
) -> None:
    patient = house.patient()
    house.visit(patient, date(2026, 3, 7))
    house.at(TODAY, time(10))
    assert len(house.tick(patient)) == 1
    friday = date(2026, 3, 6)
    house.at(friday, time(9, 30))
    assert len(house.tick(patient)) == 1
    make_entry(patient, friday)
    house.visit(patient, date(2026, 3, 9))
    house.at(friday, time(10))
    (body,) = house.tick(patient)
    assert "Visit Mon 9 Mar" in body


def test_an_unanswered_check_in_costs_no_ride_its_day(house: House) -> None:
    patient = house.patient(check_in_at=time(9, 30))
    house.visit(patient, date(2026, 3, 7))
    house.at(TODAY, time(9, 30))
    said = house.live(house.clock.now + timedelta(hours=4), patient)
    assert clock_times(house, said) == ["09:30", "10:30"]


def test_a_question_that_would_be_lost_by_waiting_is_asked_beside_another(
    house: House,
) -> None:
    patient = house.patient(check_in_at=time(19))
    house.visit(patient, date(2026, 3, 7))
    house.at(TODAY, time(19, 10))
    assert len(house.tick(patient)) == 2


def test_two_rides_are_two_questions(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    for day in (9, 10):  # Monday and Tuesday, both asked about on Friday
        house.visit(patient, date(2026, 3, day))
    house.at(date(2026, 3, 6), time(10))
    said = house.live(house.clock.now + timedelta(hours=4), patient)
    assert clock_times(house, said) == ["10:00", "11:00"]


def test_a_ride_asked_about_on_friday_is_chased_on_monday(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    house.visit(patient, date(2026, 3, 10))  # a Tuesday
    house.at(date(2026, 3, 6), time(9))
    said = house.live(house.clock.now + timedelta(days=4), patient, minutes=60)
    assert [f"{at:%a}" for at, _ in said] == ["Fri", "Mon"]


def test_a_nudge_waits_for_nothing_but_its_own_question(house: House) -> None:
    patient = house.patient(consents=(Purpose.DIARY,), check_in_at=time(9))
    house.at(TODAY, time(9))
    said = house.live(house.clock.now + timedelta(hours=5), patient)
    assert clock_times(house, said) == ["09:00", "13:00"]


def test_what_is_foreseen_in_silence_is_what_goes_out(house: House) -> None:
    patient = house.patient(check_in_at=time(9, 30))
    make_booster(patient, date(2026, 3, 20))
    for day in (6, 7, 9, 10):
        house.visit(patient, date(2026, 3, day), time(16))
    house.at(TODAY, time(9, 30))
    assert house.tick(patient)
    ahead = foreseen(house, patient)
    until = house.clock.now + timedelta(hours=35)
    said = house.live(until, patient, minutes=30)
    wanted = [wish.due_at for wish in ahead if wish.due_at < until]
    assert [at for at, _ in said] == wanted


def test_what_waits_now_is_shown_at_its_turn(house: House) -> None:
    patient = house.patient(check_in_at=time(9, 30))
    house.visit(patient, date(2026, 3, 7))
    house.at(TODAY, time(9, 30))
    house.tick(patient)
    shown = reminders.upcoming(house.clinic, patient, house.clock.now)
    assert shown[0].due_at == house.at(TODAY, time(10, 30))


def foreseen(house: House, patient: Patient) -> list[Wish]:
    now = house.clock.now
    return reminders.upcoming(house.clinic, patient, now, if_silent=True)


def clock_times(house: House, said: list[tuple[datetime, str]]) -> list[str]:
    zone = house.clinic.zone
    return [f"{local(at, zone):%H:%M}" for at, _ in said]
