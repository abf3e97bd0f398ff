"""Sessions are planned by hand, moved, canceled and ended by the desk."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from diary import courses
from diary.audit import Action, events_about
from diary.clinics import Clinic, create_clinic
from diary.courses import RideStatus, Route, SessionStatus, TreatmentSession
from diary.errors import Invalid, NotFound, Refused
from diary.patients import Patient, discharge
from diary.tasks import open_tasks
from tests.courses.conftest import DESK
from tests.driven_clock import Clock

Plan = Callable[..., TreatmentSession]
pytestmark = pytest.mark.both_databases


def test_a_session_keeps_its_wall_clock_time_and_knows_its_instant(
    planned: Plan,
) -> None:
    winter = planned(date(2026, 3, 7))
    summer = planned(date(2026, 3, 9))
    assert winter.starts_at == datetime(2026, 3, 7, 15, tzinfo=UTC)
    assert summer.starts_at == datetime(2026, 3, 9, 14, tzinfo=UTC)
    assert summer.zone == "America/New_York"


def test_every_session_has_a_ride_from_the_start(planned: Plan, clinic: Clinic) -> None:
    visit = planned()
    assert courses.ride_of(clinic.id, visit.id).status is RideStatus.NONE


def test_all_wrong_fields_are_named_at_once(planned: Plan) -> None:
    with pytest.raises(Invalid) as caught:
        planned(date(2090, 1, 1), time(10, tzinfo=UTC), dose_mg=Decimal(-1))
    assert set(caught.value.fields) == {"starts_on", "starts_at_time", "dose_mg"}


def test_one_patient_has_one_session_a_day(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    first = planned()
    with pytest.raises(Invalid) as caught:
        planned(at=time(15))
    assert set(caught.value.fields) == {"starts_on"}
    courses.cancel_session(clinic, first, DESK, clock.now)
    assert planned(at=time(15)).status is SessionStatus.PLANNED


def test_somebody_elses_patient_is_not_found(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    other = create_clinic("elm", "Elm", "Europe/Berlin", clock.now)
    with pytest.raises(NotFound):
        courses.plan_session(
            other, patient, date(2026, 3, 10), time(10), Route.IV, DESK, clock.now
        )


def test_a_discharged_patient_gets_no_session(
    planned: Plan, patient: Patient, clock: Clock
) -> None:
    discharge(patient, DESK, clock.now)
    with pytest.raises(Refused):
        planned()


def test_moving_across_the_clock_change_keeps_the_time_on_the_wall(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned(date(2026, 3, 7))
    courses.move_session(clinic, visit, date(2026, 3, 9), time(10), DESK, clock.now)
    assert visit.starts_at == datetime(2026, 3, 9, 14, tzinfo=UTC)


def test_a_session_may_move_within_its_own_day(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    courses.move_session(clinic, visit, visit.starts_on, time(15), DESK, clock.now)
    assert visit.starts_at_time == time(15)


def test_on_another_day_the_ride_has_to_be_asked_for_anew(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    courses.answer_ride(clinic, visit, True, "Y, Lee", DESK, clock.now)
    courses.move_session(clinic, visit, date(2026, 3, 12), time(10), DESK, clock.now)
    ride = courses.ride_of(clinic.id, visit.id)
    assert ride.status is RideStatus.NONE
    assert ride.answer == ""


def test_at_another_time_a_ride_stays_and_the_desk_is_told(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    courses.set_ride(clinic, visit, RideStatus.CONFIRMED, DESK, clock.now)
    courses.move_session(clinic, visit, visit.starts_on, time(15), DESK, clock.now)
    assert courses.ride_of(clinic.id, visit.id).status is RideStatus.CONFIRMED
    (task,) = open_tasks(clinic.id, clinical=False)
    assert "Tue 10 Mar, 15:00" in task.sentence


def test_a_session_that_took_place_is_neither_moved_nor_canceled(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned(date(2026, 3, 3))
    ended = visit.starts_at + timedelta(hours=2)
    courses.end_session(clinic, visit, ended, DESK, clock.now)
    with pytest.raises(Refused):
        courses.cancel_session(clinic, visit, DESK, clock.now)
    with pytest.raises(Refused):
        courses.move_session(clinic, visit, visit.starts_on, time(11), DESK, clock.now)


@pytest.mark.parametrize(
    ("after_start", "sentence"),
    [
        (timedelta(), "before it begins"),
        (timedelta(hours=25), "more than a day"),
        (timedelta(days=3), "in the future"),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    planned: Plan,
    clinic: Clinic,
    clock: Clock,
    after_start: timedelta,
    sentence: str,
) -> None:
    visit = planned(date(2026, 3, 2))
    with pytest.raises(Invalid) as caught:
        courses.end_session(
            clinic, visit, visit.starts_at + after_start, DESK, clock.now
        )
    assert sentence in caught.value.fields["ended_at"]
    assert visit.status is SessionStatus.PLANNED


def test_the_end_can_be_corrected(planned: Plan, clinic: Clinic, clock: Clock) -> None:
    visit = planned(date(2026, 3, 3))
    for hours in (2, 3):
        ended = visit.starts_at + timedelta(hours=hours)
        courses.end_session(clinic, visit, ended, DESK, clock.now)
    assert visit.ended_at == visit.starts_at + timedelta(hours=3)
    assert courses.last_held(clinic.id, visit.patient_id) is visit


def test_nobody_misses_a_session_that_is_still_to_come(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    with pytest.raises(Refused):
        courses.mark_missed(clinic, visit, DESK, clock.now)
    courses.mark_missed(clinic, visit, DESK, clock.travel(days=7))
    assert visit.status is SessionStatus.MISSED


def test_a_day_lists_its_sessions_by_time_without_those_called_off(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    called_off = planned(date(2026, 3, 11))
    courses.cancel_session(clinic, called_off, DESK, clock.now)
    assert courses.sessions_on(clinic.id, visit.starts_on) == [visit]
    assert courses.sessions_on(clinic.id, called_off.starts_on) == []
    assert courses.next_session(clinic.id, visit.patient_id, clock.now) is visit
    assert courses.sessions_of(clinic.id, visit.patient_id) == [visit, called_off]


def test_another_clinic_finds_no_session(planned: Plan, clock: Clock) -> None:
    visit = planned()
    other = create_clinic("elm", "Elm", "Europe/Berlin", clock.now)
    with pytest.raises(NotFound):
        courses.session_by_ref(other.id, visit.ref)
    with pytest.raises(NotFound):
        courses.cancel_session(other, visit, DESK, clock.now)
    assert courses.sessions_on(other.id, visit.starts_on) == []


def test_every_change_leaves_a_trace(
    planned: Plan, clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    visit = planned()
    courses.move_session(clinic, visit, date(2026, 3, 11), time(9), DESK, clock.now)
    courses.set_ride(clinic, visit, RideStatus.CONFIRMED, DESK, clock.now)
    courses.cancel_session(clinic, visit, DESK, clock.now)
    traced = {
        event.action
        for event in events_about(clinic.id, patient.ref)
        if event.about == visit.ref
    }
    assert traced == {Action.PLAN, Action.MOVE, Action.RIDE, Action.CHANGE}
