"""Stored reminders follow what is wanted, and what is out stays out."""

from datetime import date, time

import pytest
from flask import current_app
from sqlalchemy import event

from diary import courses, outbox, reminders
from diary.clinics import clinic_by_id
from diary.courses import RideStatus
from diary.db import db
from diary.outbox import MessageState, dispatch_due
from diary.patients import (
    Patient,
    PatientChanges,
    Purpose,
    change,
    discharge,
    withdraw_consent,
)
from tests.factories import make_entry
from tests.reminders.conftest import STAFF, House

pytestmark = pytest.mark.both_databases
ONLY_RIDES = (Purpose.RIDES,)
ONLY_DIARY = (Purpose.DIARY,)


def states(house: House, patient: Patient) -> dict[str, str]:
    return {slot: each.state.value for slot, each in house.stored(patient).items()}


def test_three_days_are_written_down_and_a_second_sync_writes_nothing(
    house: House,
) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    first = house.sync(patient)
    assert first.planned == len(house.stored(patient)) == 7
    again = house.sync(patient)
    assert (again.planned, again.moved, again.canceled) == (0, 0, 0)


def test_each_reminder_says_how_it_was_derived(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    assert {each.rule for each in house.stored(patient).values()} == {
        "09:30 daily",
        "09:30 daily, 4 h later",
    }


def test_another_hour_moves_what_is_planned(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    changes = PatientChanges(check_in_at=time(15), time_zone="America/Denver")
    change(house.clinic, patient, changes, STAFF, house.clock.now)
    synced = house.sync(patient)
    assert synced.moved > 0
    tomorrow = house.stored(patient)["check_in/2026-03-05"]
    assert tomorrow.due_at == house.at(date(2026, 3, 5), time(15), "America/Denver")


def test_an_answer_ends_the_days_question_and_nudge_by_any_door(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    today = date(2026, 3, 4)
    make_entry(patient, today)
    reminders.settle_answered(house.clinic.id, patient.id, today, house.clock.now)
    house.sync(patient)
    assert states(house, patient)["check_in_nudge/2026-03-04"] == "answered"
    assert states(house, patient)["check_in_nudge/2026-03-05"] == "planned"


def test_after_an_undo_the_nudge_is_wanted_once_more(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    today = date(2026, 3, 4)
    entry = make_entry(patient, today)
    reminders.settle_answered(house.clinic.id, patient.id, today, house.clock.now)
    house.sync(patient)
    db.session.delete(entry)
    house.sync(patient)
    assert states(house, patient)["check_in_nudge/2026-03-04"] == "planned"


def test_an_answer_takes_a_waiting_text_back(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    house.release()
    (message,) = outbox.messages_about(house.clinic.id, patient.ref)
    assert message.state is MessageState.PLANNED
    reminders.settle_answered(
        house.clinic.id, patient.id, date(2026, 3, 4), house.clock.now
    )
    db.session.commit()
    assert house.dispatch() == []
    db.session.refresh(message)
    assert message.state is MessageState.CANCELED


def test_what_was_handed_over_is_never_touched(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    (body,) = house.tick(patient)
    reminders.settle_answered(
        house.clinic.id, patient.id, date(2026, 3, 4), house.clock.now
    )
    change(
        house.clinic,
        patient,
        PatientChanges(check_in_at=time(12)),
        STAFF,
        house.clock.now,
    )
    for _ in range(3):
        house.clock.travel(minutes=30)
        assert house.tick(patient) == []
    assert body.startswith("Oak Clinic: How is today")


def test_moving_a_session_moves_its_texts(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 9))
    assert states(house, patient) == {
        f"ride_question/{visit.ref}/2026-03-09": "planned",
        f"ride_chase/{visit.ref}/2026-03-09": "planned",
    }
    courses.move_session(
        house.clinic, visit, date(2026, 3, 6), time(14), STAFF, house.clock.now
    )
    house.sync(patient)
    assert states(house, patient) == {
        f"ride_question/{visit.ref}/2026-03-09": "canceled",
        f"ride_chase/{visit.ref}/2026-03-09": "canceled",
        f"ride_question/{visit.ref}/2026-03-06": "planned",
        f"ride_chase/{visit.ref}/2026-03-06": "planned",
    }


def test_moving_there_and_back_wants_the_first_texts_again(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 9))
    before = states(house, patient)
    for day in (date(2026, 3, 6), date(2026, 3, 9)):
        courses.move_session(house.clinic, visit, day, time(10), STAFF, house.clock.now)
        house.sync(patient)
    assert {slot: states(house, patient)[slot] for slot in before} == before


def test_a_text_waiting_in_the_outbox_moves_with_its_session(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 6))
    house.release()
    courses.move_session(
        house.clinic, visit, date(2026, 3, 6), time(14), STAFF, house.clock.now
    )
    assert house.sync(patient).moved == 2
    house.release()
    (body,) = house.dispatch()
    assert "Visit Fri 6 Mar 2:00 PM" in body


def test_a_session_moved_just_before_its_text_is_sent_is_told_anew(
    house: House,
) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 6))
    house.release()

    def move(step: str) -> None:
        if step == "before_call":
            with current.app_context():
                found = courses.sessions_by_ref(clinic_id, [visit_ref])[visit_ref]
                home = clinic_by_id(clinic_id)
                day, at = date(2026, 3, 6), time(14)
                courses.move_session(home, found, day, at, STAFF, house.clock.now)
                reminders.sync(clinic_id, [found.patient_id], house.clock.now)
                db.session.commit()

    current = current_app._get_current_object()  # type: ignore[attr-defined]
    clinic_id, visit_ref = house.clinic.id, visit.ref
    db.session.commit()
    dispatch_due(house.gateways, house.clock.now, "https://diary.test", at_step=move)
    db.session.expire_all()
    assert house.carrier.requests == []
    house.clock.travel(minutes=5)
    (body,) = house.tick(patient)
    assert "Visit Fri 6 Mar 2:00 PM" in body


def test_a_moved_session_nobody_told_us_of_sends_no_old_hour(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 6))
    house.release()
    courses.move_session(
        house.clinic, visit, date(2026, 3, 6), time(14), STAFF, house.clock.now
    )
    db.session.commit()
    assert house.dispatch() == []
    house.clock.travel(minutes=5)
    (body,) = house.tick(patient)
    assert "Visit Fri 6 Mar 2:00 PM" in body


def test_a_text_about_a_session_called_off_never_leaves(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 6))
    house.release()
    courses.cancel_session(house.clinic, visit, STAFF, house.clock.now)
    house.sync(patient)
    assert house.dispatch() == []
    assert set(states(house, patient).values()) == {"canceled"}


def test_a_settled_ride_needs_no_chase(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 6))
    house.tick(patient)
    courses.set_ride(house.clinic, visit, RideStatus.CONFIRMED, STAFF, house.clock.now)
    house.sync(patient)
    assert states(house, patient) == {
        f"ride_question/{visit.ref}/2026-03-06": "released",
        f"ride_chase/{visit.ref}/2026-03-06": "canceled",
    }


def test_who_takes_consent_back_or_leaves_is_planned_for_no_more(house: House) -> None:
    patient = house.patient(consents=(Purpose.DIARY, Purpose.RIDES))
    house.visit(patient, date(2026, 3, 6))
    withdraw_consent(patient, Purpose.RIDES, STAFF, house.clock.now)
    house.sync(patient)
    planned = [k for k, state in states(house, patient).items() if state == "planned"]
    assert planned
    assert all(slot.startswith("check_in") for slot in planned)
    discharge(patient, STAFF, house.clock.now)
    house.sync(patient)
    assert set(states(house, patient).values()) == {"canceled"}
    reasons = {each.reason for each in house.stored(patient).values()}
    assert reasons == {"no consent", "opted out or discharged"}


def test_stop_ends_everything_and_start_brings_it_back(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    sender = outbox.sender_for(house.clinic.id, patient.phone)
    outbox.suppress(sender, patient.phone, "STOP", house.clock.now)
    house.sync(patient)
    assert set(states(house, patient).values()) == {"canceled"}
    outbox.lift(sender, patient.phone, house.clock.now)
    house.sync(patient)
    assert set(states(house, patient).values()) == {"planned"}


def test_another_clinics_patient_is_not_synced(house: House) -> None:
    stranger = house.patient()
    synced = reminders.sync(house.clinic.id + 1000, [], house.clock.now)
    assert synced.planned == 0
    assert house.stored(stranger) == {}


def test_the_number_of_queries_does_not_grow_with_patients(house: House) -> None:
    counted: list[str] = []
    engine = db.engine
    few = [house.patient(consents=ONLY_DIARY) for _ in range(2)]
    many = few + [house.patient(consents=ONLY_DIARY) for _ in range(20)]

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        house.sync(*few)
        first = len(counted)
        counted.clear()
        house.sync(*many)
        assert len(counted) <= first
    finally:
        event.remove(engine, "before_cursor_execute", count)
