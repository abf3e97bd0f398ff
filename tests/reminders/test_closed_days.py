"""What falls due on a day the clinic is closed is asked on the last open day before."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from diary.alerts import close_on, open_on
from diary.localtime import instant_of
from diary.patients import Purpose
from diary.reminders import tell_of_silent_rides
from diary.reminders.planning import Offer
from diary.reminders.policy import (
    LONGEST_CLOSED,
    desk_day_after,
    desk_day_before,
    last_day_readied_by,
)
from diary.tasks import open_tasks
from tests.factories import make_clinic
from tests.reminders.conftest import HOME, STAFF, House
from tests.reminders.test_planning import FACTS, only, told, visit

FRIDAY, MONDAY, TUESDAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)
WEDNESDAY, THURSDAY = date(2026, 3, 11), date(2026, 3, 12)


def days(first: date, count: int) -> frozenset[date]:
    return frozenset(first + timedelta(days=ahead) for ahead in range(count))


TWO_WEEKS = days(MONDAY, 12)
"""Monday to the Friday after next: closed from a Saturday to a Sunday, 16 days."""


@pytest.mark.parametrize(
    ("closed_on", "before", "after"),
    [
        (frozenset(), MONDAY, MONDAY),
        ({MONDAY}, FRIDAY, TUESDAY),
        ({MONDAY, TUESDAY}, FRIDAY, WEDNESDAY),
        ({FRIDAY, MONDAY}, date(2026, 3, 5), TUESDAY),
        ({date(2026, 3, 8)}, MONDAY, MONDAY),  # a Sunday, on which nobody reads anyway
    ],
)
def test_a_closed_day_is_no_desk_day(
    closed_on: frozenset[date], before: date, after: date
) -> None:
    assert desk_day_before(MONDAY, closed_on) == before
    assert desk_day_after(MONDAY, closed_on) == after


def test_two_weeks_and_their_weekends_are_passed_over() -> None:
    first, last = date(2026, 3, 7), date(2026, 3, 22)
    assert (last - first).days + 1 == LONGEST_CLOSED
    assert desk_day_before(last, TWO_WEEKS) == FRIDAY
    assert desk_day_after(first, TWO_WEEKS) == date(2026, 3, 23)


def test_a_longer_closure_counts_for_nothing() -> None:
    closed_on = days(MONDAY, 730)
    assert desk_day_before(date(2026, 3, 23), closed_on) == date(2026, 3, 23)
    assert desk_day_before(date(2027, 3, 14), closed_on) == date(2027, 3, 12)
    assert desk_day_after(date(2026, 3, 21), closed_on) == date(2026, 3, 23)


@pytest.mark.parametrize(
    ("closed_on", "last"),
    [
        (frozenset(), date(2026, 3, 9)),
        ({MONDAY}, date(2026, 3, 10)),
        (TWO_WEEKS, date(2026, 3, 23)),
    ],
)
def test_a_friday_readies_what_is_up_to_the_next_open_day(
    closed_on: frozenset[date], last: date
) -> None:
    assert last_day_readied_by(FRIDAY, closed_on) == last


@pytest.mark.parametrize(
    ("closed_on", "question", "chase"),
    [
        ({MONDAY}, "Fri 06 10:00", "Tue 10 15:00"),
        ({TUESDAY}, "Mon 09 10:00", "Mon 09 15:00"),
        ({MONDAY, TUESDAY}, "Fri 06 10:00", "Fri 06 15:00"),
        ({WEDNESDAY}, "Mon 09 10:00", "Tue 10 15:00"),
    ],
)
def test_the_ride_is_asked_about_before_a_closed_day(
    closed_on: frozenset[date], question: str, chase: str
) -> None:
    facts = replace(only(FACTS, Purpose.RIDES), visits=(visit(WEDNESDAY),))
    facts = replace(facts, closed_on=frozenset(closed_on))
    assert told(facts, 14) == [("ride_question", question), ("ride_chase", chase)]


def test_the_visit_is_asked_about_before_a_closed_day_unless_the_ride_is() -> None:
    facts = replace(only(FACTS, Purpose.SESSIONS), visit_asked_days=7)
    facts = replace(facts, visits=(visit(date(2026, 3, 16)),))
    assert told(facts, 14) == [("visit_question", "Mon 09 10:00")]
    closed = replace(facts, closed_on=frozenset({MONDAY}))
    assert told(closed, 14) == [("visit_question", "Fri 06 10:00")]
    both_on_friday = replace(facts, closed_on=days(MONDAY, 5))
    assert told(both_on_friday, 14) == []


def test_a_booster_is_offered_before_a_closed_day_and_again_after_one() -> None:
    facts = replace(
        only(FACTS, Purpose.BOOSTERS), closed_on=frozenset({MONDAY, THURSDAY})
    )
    first = replace(facts, offer=Offer("b", MONDAY + timedelta(days=14)))
    assert told(first, 14) == [("booster_offer", "Fri 06 10:00")]
    said_later = Offer("b", date(2026, 3, 25), 2, THURSDAY - timedelta(days=7))
    again = replace(facts, offer=said_later)
    assert told(again, 14) == [("booster_offer", "Fri 13 10:00")]


def test_the_diary_is_asked_for_on_closed_days_too() -> None:
    facts = only(FACTS, Purpose.DIARY)
    closed = replace(facts, closed_on=days(date(2026, 3, 4), 7))
    assert told(closed, 7) == told(facts, 7)


def close(house: House, *closed_on: date) -> None:
    for day in closed_on:
        close_on(house.clinic, day, STAFF, house.clock.now)


@pytest.mark.both_databases
def test_closing_and_opening_a_day_moves_what_is_planned(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    house.at(date(2026, 3, 5), time(9))
    planned = house.visit(patient, MONDAY, time(14))
    chase = f"ride_chase/{planned.ref}/2026-03-09"
    assert house.stored(patient)[chase].due_at == instant_of(FRIDAY, time(15), HOME)
    close(house, FRIDAY)
    assert house.sync(patient).moved == 2
    thursday = instant_of(date(2026, 3, 5), time(15), HOME)
    assert house.stored(patient)[chase].due_at == thursday
    open_on(house.clinic, FRIDAY, STAFF, house.clock.now)
    assert house.sync(patient).moved == 2
    assert house.stored(patient)[chase].due_at == instant_of(FRIDAY, time(15), HOME)


@pytest.mark.both_databases
def test_another_clinics_closed_day_moves_nothing(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    house.visit(patient, MONDAY)
    close_on(make_clinic(), FRIDAY, STAFF, house.clock.now)
    assert house.sync(patient).moved == 0
    close(house, FRIDAY)
    assert house.sync(patient).moved == 2


def test_a_text_that_waits_moves_with_the_day(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    close(house, MONDAY)
    house.visit(patient, WEDNESDAY)
    house.at(FRIDAY, time(10))
    house.sync(patient)
    assert house.release().released == 1
    open_on(house.clinic, MONDAY, STAFF, house.clock.now)
    assert house.dispatch() == []
    house.clock.travel(minutes=10)
    assert house.tick(patient) == []
    house.at(MONDAY, time(10))
    (body,) = house.tick(patient)
    assert "Wed 11 Mar" in body


def test_what_went_out_before_a_closed_day_is_not_asked_again(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    close(house, MONDAY)
    house.visit(patient, WEDNESDAY)
    house.at(FRIDAY, time(10))
    assert len(house.tick(patient)) == 1
    open_on(house.clinic, MONDAY, STAFF, house.clock.now)
    house.at(MONDAY, time(10))
    assert house.tick(patient) == []


@pytest.mark.both_databases
def test_closed_days_that_are_over_still_say_when_something_was_due(
    house: House,
) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    close(house, *TWO_WEEKS)
    planned = house.visit(patient, date(2026, 3, 23))
    house.at(date(2026, 3, 22), time(8))
    house.sync(patient)
    question = house.stored(patient)[f"ride_question/{planned.ref}/2026-03-23"]
    assert question.due_at == instant_of(FRIDAY, time(10), HOME)


@pytest.mark.both_databases
def test_a_visit_before_the_closure_spares_the_question_after_it(house: House) -> None:
    patient = house.patient(consents=(Purpose.SESSIONS,))
    close(house, *TWO_WEEKS)
    house.visit(patient, FRIDAY)
    house.visit(patient, date(2026, 3, 25))
    house.at(date(2026, 3, 18), time(10))
    assert house.tick(patient) == []


@pytest.mark.both_databases
def test_silence_is_the_desks_on_the_last_open_day_before(house: House) -> None:
    house.visit(house.patient(), date(2026, 3, 23))
    close(house, *TWO_WEEKS)
    for at, count in ((time(16, 59), 0), (time(17), 1)):
        tell_of_silent_rides(house.clinic, house.at(FRIDAY, at))
        assert len(open_tasks(house.clinic.id, clinical=False)) == count


def test_what_a_closure_comes_too_late_for_is_asked_at_once(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    house.visit(patient, WEDNESDAY)
    house.at(MONDAY, time(9))
    assert house.tick(patient) == []
    close(house, MONDAY)
    (body,) = house.tick(patient)
    assert "Wed 11 Mar" in body
