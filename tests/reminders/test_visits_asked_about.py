"""Whether a patient comes is asked once, days ahead, where nothing else asks it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from diary import courses
from diary.clinics import ask_about_visits
from diary.db import db
from diary.errors import Invalid
from diary.localtime import instant_of, local
from diary.patients import Purpose
from diary.reminders import ReminderState
from diary.reminders.planning import Facts
from tests.reminders.conftest import STAFF, House
from tests.reminders.test_planning import FACTS, HOME, NOW, only, planned, told, visit

ASKED = replace(only(FACTS, Purpose.SESSIONS), visit_asked_days=7)
SESSIONS = (Purpose.SESSIONS,)


def with_visits(*days: date) -> Facts:
    """Return the facts of a patient with visits on these days, each with its ref."""
    visits = tuple(replace(visit(day), ref=f"{day}") for day in days)
    return replace(ASKED, visits=visits)


@pytest.mark.parametrize(
    ("starts_on", "asked"),
    [
        (date(2026, 3, 12), "Thu 05 10:00"),
        (date(2026, 3, 13), "Fri 06 10:00"),
        (date(2026, 3, 14), "Fri 06 10:00"),  # a Saturday: the last desk day before
        (date(2026, 3, 15), "Fri 06 10:00"),
        (date(2026, 3, 16), "Mon 09 10:00"),
    ],
)
def test_a_visit_is_asked_about_a_week_ahead_on_a_desk_day(
    starts_on: date, asked: str
) -> None:
    assert told(with_visits(starts_on), days=7) == [("visit_question", asked)]


def test_the_clinics_days_ahead_count() -> None:
    facts = with_visits(date(2026, 3, 12))
    for days, asked in ((3, ["Mon 09 10:00"]), (7, ["Thu 05 10:00"]), (0, [])):
        chosen = replace(facts, visit_asked_days=days)
        assert [at for _, at in told(chosen, days=7)] == asked


def test_who_comes_in_before_is_not_asked() -> None:
    first, second, third = date(2026, 3, 12), date(2026, 3, 19), date(2026, 3, 27)
    facts = with_visits(first, second, third)
    asked = [wish.anchor_ref for wish in planned(facts, days=25)]
    assert asked == [f"{first}", f"{third}"]


def test_a_visit_that_nobody_came_to_before_spares_no_question() -> None:
    facts = with_visits(date(2026, 3, 6), date(2026, 3, 12))
    missed, coming = facts.visits
    facts = replace(facts, visits=(replace(missed, is_planned=False), coming))
    assert [wish.anchor_ref for wish in planned(facts, days=5)] == ["2026-03-12"]


@pytest.mark.parametrize(("hours_before", "is_asked"), [(1, True), (-1, False)])
def test_what_was_booked_later_than_the_question_is_not_asked_about(
    hours_before: int, is_asked: bool
) -> None:
    facts = with_visits(date(2026, 3, 12))
    asked_at = instant_of(date(2026, 3, 5), time(10), HOME)
    booked_at = asked_at - timedelta(hours=hours_before)
    facts = replace(facts, visits=(replace(facts.visits[0], booked_at=booked_at),))
    assert bool(planned(facts, days=7)) is is_asked


def test_an_answer_ends_the_question_and_the_ride_takes_over() -> None:
    facts = with_visits(date(2026, 3, 12))
    answered = replace(facts.visits[0], is_answer_open=False)
    assert planned(replace(facts, visits=(answered,)), days=7) == []
    (wish,) = planned(facts, days=7)
    assert wish.useless_after == instant_of(date(2026, 3, 10), time(10), HOME)


def test_an_open_alert_holds_the_question_back() -> None:
    facts = replace(with_visits(date(2026, 3, 12)), is_paused=True)
    assert [wish.is_held for wish in planned(facts, days=7)] == [True]


def test_it_is_asked_in_the_patients_own_hours() -> None:
    facts = replace(with_visits(date(2026, 3, 12)), zone="Pacific/Honolulu")
    (wish,) = planned(facts, days=7)
    assert f"{local(wish.due_at, facts.zone):%a %H:%M}" == "Thu 10:00"
    assert wish.due_at > NOW


@pytest.mark.parametrize(
    ("language", "body"),
    [
        (
            "en",
            "Oak Clinic: Your visit with us is Thu 12 Mar 2:00 PM. Will you come? "
            "Reply Y or N, or MOVE for another time. STOP to stop.",
        ),
        (
            "es",
            "Oak Clinic: Su cita con nosotros es jue 12 mar 2:00 PM. Viene? "
            "Responda S o N, o MOVER para otra hora. STOP: parar",
        ),
    ],
)
def test_the_question_says_when_and_where_and_what_to_reply(
    house: House, language: str, body: str
) -> None:
    patient = house.patient(language=language, consents=SESSIONS)
    house.visit(patient, date(2026, 3, 12), time(14))
    house.at(date(2026, 3, 5), time(10))
    assert house.tick(patient) == [body]
    house.at(date(2026, 3, 9), time(10))
    assert house.tick(patient) == []


@pytest.mark.both_databases
def test_a_moved_visit_is_asked_about_at_its_new_time_or_not_at_all(
    house: House,
) -> None:
    patient = house.patient(consents=SESSIONS)
    visit = house.visit(patient, date(2026, 3, 13), time(14))
    now = house.at(date(2026, 3, 5), time(12))
    courses.move_session(
        house.clinic, visit, date(2026, 3, 13), time(9), STAFF, house.clock.now
    )
    house.at(date(2026, 3, 6), time(10))
    (body,) = house.tick(patient)
    assert "Fri 13 Mar 9:00 AM" in body
    courses.move_session(
        house.clinic, visit, date(2026, 3, 12), time(9), STAFF, house.clock.now
    )
    house.clock.travel(days=1)
    assert house.tick(patient) == []
    assert house.clock.now > now


def test_a_visit_called_off_is_not_asked_about(house: House) -> None:
    patient = house.patient(consents=SESSIONS)
    visit = house.visit(patient, date(2026, 3, 12))
    house.sync(patient)
    courses.cancel_session(house.clinic, visit, STAFF, house.clock.now)
    house.at(date(2026, 3, 5), time(10))
    assert house.tick(patient) == []
    (stored,) = house.stored(patient).values()
    assert stored.state is ReminderState.CANCELED


def test_who_came_in_between_is_not_asked_late(house: House) -> None:
    patient = house.patient(consents=SESSIONS)
    first = house.visit(patient, date(2026, 3, 5), time(11))
    house.visit(patient, date(2026, 3, 12), time(14))
    now = house.at(date(2026, 3, 5), time(13))
    courses.end_session(house.clinic, first, now, STAFF, now)
    for day in (6, 9, 10):
        house.at(date(2026, 3, day), time(10))
        assert house.tick(patient) == []


@pytest.mark.both_databases
def test_a_clinic_switches_the_question_off(house: House) -> None:
    patient = house.patient(consents=SESSIONS)
    house.visit(patient, date(2026, 3, 12))
    house.sync(patient)
    ask_about_visits(house.clinic, 0, STAFF, house.clock.now)
    db.session.commit()
    house.at(date(2026, 3, 5), time(10))
    assert house.tick(patient) == []
    for days in (1, 2, 15, -1):
        with pytest.raises(Invalid):
            ask_about_visits(house.clinic, days, STAFF, house.clock.now)
