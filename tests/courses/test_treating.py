"""Courses are begun with their sessions, say what they treat, and end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from typing import Any

import pytest

from diary import courses
from diary.audit import events_about
from diary.clinics import Clinic, create_clinic
from diary.courses import (
    Begun,
    Condition,
    CourseDraft,
    Protocol,
    Route,
    TreatmentSession,
    Weekday,
)
from diary.errors import Invalid, NotFound, Refused
from diary.patients import Patient, discharge
from tests.courses.conftest import DESK
from tests.driven_clock import Clock

Plan = Callable[..., TreatmentSession]
Start = Callable[..., Begun]
pytestmark = pytest.mark.both_databases

# 9 March 2026 is a Monday, the day after the clocks went forward.
DRAFT = CourseDraft(
    Protocol.IV_2X3,
    Route.IV,
    Condition.BIPOLAR_DEPRESSION,
    date(2026, 3, 9),
    time(10),
    (Weekday.MON, Weekday.THU),
)


@pytest.fixture
def start(clinic: Clinic, patient: Patient, clock: Clock) -> Start:
    def begin(**changes: Any) -> Begun:
        draft = replace(DRAFT, **changes)
        return courses.start_course(clinic, patient, draft, DESK, clock.now)

    return begin


def test_a_course_plans_its_first_sessions_with_their_rides(
    start: Start, clinic: Clinic, patient: Patient
) -> None:
    begun = start()
    visits = courses.sessions_of(clinic.id, patient.id)

    assert list(begun.visits) == visits
    assert [f"{one.starts_at:%d %H}" for one in visits] == [
        *("09 14", "12 14", "16 14"),
        *("19 14", "23 14", "26 14"),
    ]
    assert len(courses.rides_of(clinic.id, [one.id for one in visits])) == 6


def test_the_condition_is_kept_with_the_course(
    start: Start, clinic: Clinic, patient: Patient
) -> None:
    start()
    (kept,) = courses.courses_of(clinic.id, patient.id)
    assert (kept.condition, kept.ended_on) == (Condition.BIPOLAR_DEPRESSION, None)


def test_a_course_may_be_only_written_down(start: Start) -> None:
    assert start(protocol=Protocol.BY_HAND, weekdays=()).visits == ()


def test_a_day_that_is_taken_is_named_and_nothing_is_planned(
    start: Start, planned: Plan, clinic: Clinic, patient: Patient
) -> None:
    planned(date(2026, 3, 16))
    with pytest.raises(Invalid) as caught:
        start()
    assert "Mon 16 Mar" in caught.value.fields["starts_on"]
    assert len(courses.sessions_of(clinic.id, patient.id)) == 1
    assert courses.courses_of(clinic.id, patient.id) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"starts_on": date(2090, 1, 2)}, {"starts_on"}),
        ({"starts_on": date.max, "protocol": Protocol.SINGLE}, {"starts_on"}),
        ({"first_at": time(10, tzinfo=UTC)}, {"first_at"}),
        ({"route": Route.IM, "weekdays": ()}, {"route", "weekdays"}),
    ],
)
def test_every_wrong_field_is_named(
    start: Start, changes: dict[str, Any], wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        start(**changes)
    assert wrong <= caught.value.fields.keys()


def test_a_course_that_runs_or_ended_lately_is_treatment_for_its_condition(
    start: Start, clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    course = start(starts_on=date(2026, 2, 2)).course

    def is_treated(since: date, condition: Condition = course.condition) -> bool:
        return courses.is_treated_for(clinic.id, patient.id, condition, since)

    assert is_treated(date(2030, 1, 1))
    assert not is_treated(date(2026, 1, 1), Condition.TRD)
    courses.end_course(clinic, course, date(2026, 2, 20), DESK, clock.now)
    assert is_treated(date(2026, 2, 20))
    assert not is_treated(date(2026, 2, 21))


def test_it_ends_between_its_first_day_and_today(
    start: Start, clinic: Clinic, clock: Clock
) -> None:
    course = start(starts_on=date(2026, 2, 2)).course
    tomorrow = clock.now.date() + timedelta(days=1)
    for day in (date(2026, 2, 1), tomorrow):
        with pytest.raises(Invalid):
            courses.end_course(clinic, course, day, DESK, clock.now)


def test_one_that_never_began_may_end(
    start: Start, clinic: Clinic, clock: Clock
) -> None:
    course = start().course
    courses.end_course(clinic, course, clock.now.date(), DESK, clock.now)
    assert course.ended_on == clock.now.date()
    for day in (course.starts_on, clock.now.date() - timedelta(days=1)):
        with pytest.raises(Invalid):
            courses.end_course(clinic, course, day, DESK, clock.now)


def test_no_condition_stands_in_the_audit(
    start: Start, clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    course = start().course
    courses.correct_condition(clinic, course, Condition.PTSD, DESK, clock.now)

    assert course.condition is Condition.PTSD
    said = [f"{event.detail}" for event in events_about(clinic.id, patient.ref)]
    assert "condition of a course" in said
    assert not any(name in each for name in Condition for each in said)


def test_a_discharged_patient_gets_no_course(
    start: Start, patient: Patient, clock: Clock
) -> None:
    discharge(patient, DESK, clock.now)
    with pytest.raises(Refused):
        start()


def test_another_clinic_finds_neither_patient_nor_course(
    start: Start, patient: Patient, clock: Clock
) -> None:
    course = start().course
    other = create_clinic("elm", "Elm", "Europe/Berlin", clock.now)
    with pytest.raises(NotFound):
        courses.start_course(other, patient, DRAFT, DESK, clock.now)
    with pytest.raises(NotFound):
        courses.course_by_ref(other.id, course.ref)
    with pytest.raises(NotFound):
        courses.end_course(other, course, date(2026, 3, 9), DESK, clock.now)
