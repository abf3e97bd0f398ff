"""A clinic in New York with one patient and the verbs of its desk."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from diary.audit import Actor, ActorKind
from diary.clinics import Clinic, create_clinic
from diary.courses import Route, TreatmentSession, plan_session
from diary.patients import Patient, PatientDraft, Purpose, enrol
from tests.driven_clock import Clock

DESK = Actor(ActorKind.STAFF, "desk")


@pytest.fixture
def clinic(app: Flask, clock: Clock) -> Clinic:
    return create_clinic("oak", "Oak Clinic", "America/New_York", clock.now)


@pytest.fixture
def patient(clinic: Clinic, clock: Clock) -> Patient:
    draft = PatientDraft(
        name="Ana Ruiz",
        date_of_birth=date(1980, 5, 1),
        phone="+15550100001",
        time_zone="America/New_York",
        consents=tuple(Purpose),
    )
    return enrol(clinic, draft, DESK, clock.now)


@pytest.fixture
def planned(
    clinic: Clinic, patient: Patient, clock: Clock
) -> Callable[..., TreatmentSession]:
    """Plan a session for 10 March at 10:00 unless said otherwise."""

    def plan(
        on: date = date(2026, 3, 10), at: time = time(10), **more: Any
    ) -> TreatmentSession:
        return plan_session(clinic, patient, on, at, Route.IV, DESK, clock.now, **more)

    return plan
