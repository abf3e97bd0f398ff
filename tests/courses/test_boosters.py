"""A booster is set by a clinician, offered by text, answered CALL or LATER."""

from datetime import date

import pytest

from diary import courses
from diary.clinics import Clinic
from diary.courses import BoosterAnswer, BoosterStatus
from diary.errors import Invalid, Refused
from diary.patients import Patient
from diary.tasks import open_tasks
from tests.courses.conftest import DESK
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases
DUE = date(2026, 4, 10)


def test_call_opens_a_task_that_settling_closes(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    booster = courses.set_booster(clinic, patient, DUE, DESK, clock.now)
    courses.answer_booster(clinic, booster, BoosterAnswer.CALL, DESK, clock.now)
    (task,) = open_tasks(clinic.id, clinical=False)
    assert task.sentence == "Call to plan the booster due Fri 10 Apr."
    courses.settle_booster(clinic, patient, DESK, clock.now)
    assert open_tasks(clinic.id, clinical=False) == []
    assert courses.booster_of(clinic.id, patient.id) is None


def test_later_twice_hands_over_to_a_person(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    booster = courses.set_booster(clinic, patient, DUE, DESK, clock.now)
    courses.note_booster_offered(clinic.id, [booster.ref], clock.now)
    for _ in range(2):
        courses.answer_booster(clinic, booster, BoosterAnswer.LATER, DESK, clock.now)
    assert (booster.status, booster.later_count) == (BoosterStatus.LATER, 1)
    assert open_tasks(clinic.id, clinical=False) == []
    courses.note_booster_offered(clinic.id, [booster.ref], clock.now)
    courses.answer_booster(clinic, booster, BoosterAnswer.LATER, DESK, clock.now)
    assert booster.later_count == 2
    assert len(open_tasks(clinic.id, clinical=False)) == 1


def test_the_same_day_again_changes_nothing_and_another_starts_over(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    booster = courses.set_booster(clinic, patient, DUE, DESK, clock.now)
    assert courses.set_booster(clinic, patient, DUE, DESK, clock.now) is booster
    moved = courses.set_booster(clinic, patient, date(2026, 5, 1), DESK, clock.now)
    assert booster.status is BoosterStatus.SETTLED
    assert courses.booster_of(clinic.id, patient.id) is moved
    assert courses.boosters_due(clinic.id, DUE) == []
    assert courses.boosters_due(clinic.id, date(2026, 5, 1)) == [moved]


def test_a_call_that_is_wanted_is_not_offered_over(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    booster = courses.set_booster(clinic, patient, DUE, DESK, clock.now)
    courses.answer_booster(clinic, booster, BoosterAnswer.CALL, DESK, clock.now)
    courses.note_booster_offered(clinic.id, [booster.ref], clock.now)
    assert booster.status is BoosterStatus.CALL_WANTED


def test_a_day_that_was_is_named_as_wrong(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    with pytest.raises(Invalid) as caught:
        courses.set_booster(clinic, patient, date(2026, 3, 3), DESK, clock.now)
    assert set(caught.value.fields) == {"due_on"}


def test_a_settled_booster_takes_no_answer(
    clinic: Clinic, patient: Patient, clock: Clock
) -> None:
    booster = courses.set_booster(clinic, patient, DUE, DESK, clock.now)
    courses.settle_booster(clinic, patient, DESK, clock.now)
    with pytest.raises(Refused):
        courses.answer_booster(clinic, booster, BoosterAnswer.CALL, DESK, clock.now)
