"""A reminder that did not arrive leaves a call to make where it matters."""

from datetime import date, time

import pytest

from diary import courses, outbox
from diary.outbox import Failure
from diary.patients import Purpose
from diary.tasks import TaskKind, open_tasks
from tests.reminders.conftest import STAFF, House

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 3, 4)
NOT_MOBILE, FILTERED, NO_ROUTE = 21614, 30007, 21408


def tasks_of(house: House) -> list[tuple[TaskKind, str]]:
    found = open_tasks(house.clinic.id, clinical=False)
    return [(task.kind, task.sentence) for task in found]


def test_a_lost_ride_question_is_a_call(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    house.visit(patient, date(2026, 3, 6))
    house.carrier.fail(Failure.REJECTED, FILTERED)
    house.tick(patient)
    ((kind, sentence),) = tasks_of(house)
    assert kind is TaskKind.CALL_PATIENT
    assert sentence.startswith("The question about the ride home did not arrive.")


def test_after_stop_the_desk_hears_what_can_not_be_texted(house: House) -> None:
    patient = house.patient(consents=(Purpose.RIDES,))
    visit = house.visit(patient, TODAY, time(11, 30))
    now = house.at(TODAY, time(14))
    courses.end_session(house.clinic, visit, now, STAFF, now)
    house.sync(patient)
    house.release()
    sender = outbox.sender_for(house.clinic.id, patient.phone)
    outbox.suppress(sender, patient.phone, "STOP", now)
    assert house.dispatch() == []
    ((kind, sentence),) = tasks_of(house)
    assert kind is TaskKind.CALL_PATIENT
    assert "not driving" in sentence


def test_a_number_that_takes_no_texts_is_to_be_checked_once(house: House) -> None:
    patient = house.patient(consents=(Purpose.DIARY,))
    for day in (5, 6):
        house.carrier.fail(Failure.REJECTED, NOT_MOBILE)
        house.at(date(2026, 3, day), time(9, 30))
        house.tick(patient)
    ((kind, _),) = tasks_of(house)
    assert kind is TaskKind.CHECK_NUMBER


def test_a_lost_diary_question_is_nobodys_task(house: House) -> None:
    patient = house.patient(consents=(Purpose.DIARY,))
    house.carrier.fail(Failure.REJECTED, FILTERED)
    house.tick(patient)
    assert tasks_of(house) == []


def test_a_country_that_may_not_be_texted_is_told_once_a_day(house: House) -> None:
    for phone in ("+15550102001", "+15550102002"):
        patient = house.patient(consents=(Purpose.DIARY,), phone=phone)
        house.carrier.fail(Failure.REJECTED, NO_ROUTE)
        house.tick(patient)
    ((kind, sentence),) = tasks_of(house)
    assert kind is TaskKind.CHECK_SENDING
    assert "not allowed to text this country" in sentence


def beat(house: House, minutes: int) -> None:
    """Let both jobs of sending run for so long."""
    for _ in range(minutes):
        house.dispatch()
        outbox.reconcile(house.gateways, house.clock.now)
        house.clock.travel(minutes=1)


def test_while_the_carrier_is_down_rides_are_called_about_in_minutes(
    house: House,
) -> None:
    rider = house.patient(consents=(Purpose.RIDES,))
    house.visit(rider, date(2026, 3, 6))
    diarist = house.patient(consents=(Purpose.DIARY,))
    house.at(TODAY, time(10))
    house.sync(rider, diarist)
    house.release()
    house.carrier.fail(Failure.NOT_SENT, times=10_000)
    beat(house, 4)
    assert tasks_of(house) == []
    beat(house, 4)
    ((kind, sentence),) = tasks_of(house)
    assert kind is TaskKind.CALL_PATIENT
    assert sentence.startswith("The question about the ride home is not out yet.")
    # Six hours later it is up again: what is still of use goes, and once.
    house.clock.travel(hours=6)
    house.carrier.troubles.clear()
    before = len(house.carrier.kept)
    beat(house, 20)
    sent = [one.to for one in house.carrier.kept.values()][before:]
    assert sent.count(rider.phone) == 1
    assert sent.count(diarist.phone) <= 1
    assert len([kind for kind, _ in tasks_of(house)]) == 1


def test_what_a_person_holds_back_is_no_call(house: House) -> None:
    rider = house.patient(consents=(Purpose.RIDES,))
    house.visit(rider, date(2026, 3, 6))
    house.at(TODAY, time(10))
    house.sync(rider)
    house.release()
    outbox.pause_sending(house.clinic.id, STAFF, house.clock.now)
    beat(house, 8)
    assert tasks_of(house) == []


def test_a_text_nobody_can_vouch_for_is_shown_with_its_patient(house: House) -> None:
    patient = house.patient(consents=(Purpose.DIARY,))
    house.carrier.fail(Failure.IN_DOUBT, 503)
    house.tick(patient)
    house.clock.travel(minutes=3)
    outbox.reconcile(house.gateways, house.clock.now)
    (task,) = open_tasks(house.clinic.id, clinical=False)
    assert (task.kind, task.patient_id) == (TaskKind.CHECK_SENDING, patient.id)
    assert "Nobody can say whether this text was sent." in task.sentence
