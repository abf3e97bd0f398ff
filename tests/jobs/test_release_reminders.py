"""A row that nobody can handle stops only itself."""

from datetime import date

import pytest
from flask import Flask

from diary import reminders
from diary.db import db
from diary.outbox import Gateways, messages_about
from diary.patients import Purpose
from diary.reminders import ReminderState
from diary.tasks import TaskKind, open_tasks
from jobs.scheduler import Metronome
from jobs.timetable import job_named
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient, make_sender
from tests.outbox.pretend import Pretend

FAULTS = 5


@pytest.mark.both_databases
def test_a_poisoned_row_is_set_aside_and_the_others_flow(
    app: Flask, clock: Clock
) -> None:
    clinic = make_clinic()
    make_sender(clinic)
    patients = [make_patient(clinic, consents=(Purpose.DIARY,)) for _ in range(4)]
    poisoned = patients[1]
    ids = [patient.id for patient in patients]
    reminders.sync(clinic.id, ids, clock.now)
    # A number sealed with a key that nobody has any more.
    poisoned.phone_box = b"gone:" + b"0" * 40
    db.session.commit()
    metronome = Metronome(app, Gateways(Pretend(), Pretend()))
    job = job_named("release_reminders")
    assert job is not None
    for _ in range(FAULTS):
        assert metronome.turn(job)
        clock.travel(seconds=5)
    db.session.expire_all()
    texts = [len(messages_about(clinic.id, patient.ref)) for patient in patients]
    assert texts == [1, 0, 1, 1]
    (task,) = open_tasks(clinic.id, clinical=False)
    assert (task.kind, task.patient_id) == (TaskKind.CHECK_SENDING, poisoned.id)
    found = reminders.reminders_of(clinic.id, poisoned.id, clock.now.replace(hour=0))
    today = next(each for each in found if each.slot == f"check_in/{date(2026, 3, 4)}")
    assert today.state is ReminderState.REFUSED
