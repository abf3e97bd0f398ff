"""Everybody in treatment is planned for, whatever is wrong with one of them."""

from datetime import timedelta

import pytest
from flask import Flask

from diary import reminders
from diary.db import db
from diary.outbox import Gateways
from diary.patients import Patient, Purpose, discharge
from diary.tasks import open_tasks
from jobs.scheduler import Metronome
from jobs.timetable import job_named
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient, make_ride, make_treatment_session
from tests.outbox.pretend import Pretend
from tests.reminders.conftest import STAFF


def turn(app: Flask) -> None:
    db.session.commit()
    job = job_named("plan_reminders")
    assert job is not None
    assert Metronome(app, Gateways(Pretend(), Pretend())).turn(job)
    db.session.expire_all()


def planned(patient: Patient, clock: Clock) -> int:
    since = clock.now - timedelta(days=9)
    return len(reminders.reminders_of(patient.clinic_id, patient.id, since))


@pytest.mark.both_databases
def test_patients_of_all_clinics_are_planned_for(app: Flask, clock: Clock) -> None:
    patients = [make_patient(consents=(Purpose.DIARY,)) for _ in range(3)]
    discharge(patients[2], STAFF, clock.now)
    turn(app)
    assert [planned(each, clock) > 0 for each in patients] == [True, True, False]


def test_one_who_cannot_be_planned_for_keeps_nobody_else(
    app: Flask, clock: Clock
) -> None:
    clinic = make_clinic()
    patients = [make_patient(clinic, consents=(Purpose.DIARY,)) for _ in range(3)]
    patients[0].zone = "Gone/With_The_Zone_Files"
    turn(app)
    assert [planned(each, clock) > 0 for each in patients] == [False, True, True]


def test_a_ride_nobody_spoke_of_reaches_the_desk(app: Flask, clock: Clock) -> None:
    patient = make_patient(consents=())
    tomorrow = clock.now.date() + timedelta(days=1)
    make_ride(make_treatment_session(patient, tomorrow))
    clock.travel(hours=8)
    turn(app)
    (task,) = open_tasks(patient.clinic_id, clinical=False)
    assert task.patient_id == patient.id
