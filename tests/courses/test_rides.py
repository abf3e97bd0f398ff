"""A ride home is asked for, answered, and looked after by the desk."""

from collections.abc import Callable

import pytest

from diary import courses
from diary.clinics import Clinic
from diary.courses import RideStatus, TreatmentSession
from diary.errors import Invalid, Refused
from diary.tasks import open_tasks
from tests.courses.conftest import DESK
from tests.driven_clock import Clock

Plan = Callable[..., TreatmentSession]
pytestmark = pytest.mark.both_databases


def test_a_yes_keeps_the_patients_words_and_the_escort(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    ride = courses.answer_ride(
        clinic, planned(), True, "Y my sister", DESK, clock.now, escort_name="sister"
    )
    assert ride.status is RideStatus.CONFIRMED
    assert (ride.answer, ride.escort_name) == ("Y my sister", "sister")
    assert ride.answered_at == clock.now


def test_a_no_opens_one_task_and_a_later_yes_closes_it(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    for words in ("N", "no ride"):
        courses.answer_ride(clinic, visit, False, words, DESK, clock.now)
    (task,) = open_tasks(clinic.id, clinical=False)
    assert task.sentence == "No ride home after the session on Tue 10 Mar, 10:00."
    courses.answer_ride(clinic, visit, True, "Y", DESK, clock.now)
    assert open_tasks(clinic.id, clinical=False) == []


def test_a_ride_lost_again_is_a_new_task(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    for is_set in (False, True, False):
        courses.answer_ride(clinic, visit, is_set, "", DESK, clock.now)
    assert len(open_tasks(clinic.id, clinical=False)) == 1


def test_silence_becomes_a_task_once(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    for _ in range(2):
        courses.tell_desk_of_silence(visit, clock.now)
    assert len(open_tasks(clinic.id, clinical=False)) == 1
    courses.cancel_session(clinic, visit, DESK, clock.now)
    assert open_tasks(clinic.id, clinical=False) == []


def test_asking_does_not_undo_what_is_known(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    courses.note_ride_asked(clinic.id, [visit.id], clock.now)
    assert courses.ride_of(clinic.id, visit.id).status is RideStatus.ASKED
    courses.set_ride(clinic, visit, RideStatus.CONFIRMED, DESK, clock.now)
    courses.note_ride_asked(clinic.id, [visit.id], clock.now)
    assert courses.ride_of(clinic.id, visit.id).status is RideStatus.CONFIRMED


def test_an_escorts_number_is_checked_and_can_be_taken_away(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    with pytest.raises(Invalid) as caught:
        courses.set_ride(
            clinic,
            visit,
            RideStatus.CONFIRMED,
            DESK,
            clock.now,
            escort_name="x" * 121,
            escort_phone="soon",
        )
    assert set(caught.value.fields) == {"escort_name", "escort_phone"}
    ride = courses.set_ride(
        clinic,
        visit,
        RideStatus.CONFIRMED,
        DESK,
        clock.now,
        escort_phone="(212) 555-0147",
    )
    assert ride.escort_phone == "+12125550147"
    courses.set_ride(
        clinic, visit, RideStatus.CONFIRMED, DESK, clock.now, escort_phone=""
    )
    assert ride.escort_phone == ""


def test_an_answer_to_a_session_called_off_is_refused(
    planned: Plan, clinic: Clinic, clock: Clock
) -> None:
    visit = planned()
    courses.cancel_session(clinic, visit, DESK, clock.now)
    with pytest.raises(Refused):
        courses.answer_ride(clinic, visit, True, "Y", DESK, clock.now)
