"""A clinic whose clock of reminders a test turns by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from diary import courses, reminders
from diary.audit import Actor
from diary.clinics import Clinic
from diary.courses import Route, TreatmentSession
from diary.db import db
from diary.localtime import instant_of
from diary.outbox import Gateways, dispatch_due
from diary.patients import Patient
from diary.reminders import Reminder
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient, make_sender
from tests.outbox.pretend import Pretend

HOME = "America/New_York"
STAFF = Actor.system()


def link_of(clinic_id: int, patient_id: int, day: date) -> str:
    return f"https://diary.example/f/{day}"


@dataclass
class House:
    """One clinic with a number, a carrier in memory, and the jobs as verbs."""

    clinic: Clinic
    clock: Clock
    carrier: Pretend
    gateways: Gateways

    def patient(self, **changes: Any) -> Patient:
        made = make_patient(self.clinic, **changes)
        db.session.commit()
        return made

    def visit(
        self, patient: Patient, on: date, at: time = time(10)
    ) -> TreatmentSession:
        planned = courses.plan_session(
            self.clinic, patient, on, at, Route.IV, STAFF, self.clock.now
        )
        self.sync(patient)
        return planned

    def sync(self, *patients: Patient) -> reminders.Synced:
        ids = [patient.id for patient in patients]
        synced = reminders.sync(self.clinic.id, ids, self.clock.now)
        db.session.commit()
        return synced

    def at(self, day: date, at: time, zone: str = HOME) -> datetime:
        """Move to where the zone's clock shows this."""
        return self.clock.travel(instant_of(day, at, zone))

    def release(self) -> reminders.Released:
        released = reminders.release_due(self.clock.now, link_of)
        db.session.commit()
        return released

    def dispatch(self) -> list[str]:
        """Send what is due and return the bodies that reached the carrier by it."""
        before = len(self.carrier.requests)
        dispatch_due(self.gateways, self.clock.now, "https://diary.example")
        db.session.expire_all()
        return [request.body for request in self.carrier.requests[before:]]

    def tick(self, *patients: Patient) -> list[str]:
        """Plan, release and send once; return the bodies that went out."""
        self.sync(*patients)
        self.release()
        return self.dispatch()

    def live(
        self, until: datetime, *patients: Patient, minutes: int = 15
    ) -> list[tuple[datetime, str]]:
        """Tick every so many minutes until an instant; return what went out."""
        said = []
        while self.clock.now < until:
            said += [(self.clock.now, body) for body in self.tick(*patients)]
            self.clock.travel(minutes=minutes)
        return said

    def stored(self, patient: Patient) -> dict[str, Reminder]:
        """Return a patient's reminders by slot."""
        since = self.clock.now - timedelta(days=90)
        found = reminders.reminders_of(self.clinic.id, patient.id, since)
        return {each.slot: each for each in found}


@pytest.fixture
def house(app: Flask, clock: Clock) -> House:
    clinic = make_clinic(slug="oak", name="Oak Clinic", text_name="Oak Clinic")
    make_sender(clinic)
    db.session.commit()
    carrier = Pretend()
    gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=4)
    return House(clinic, clock, carrier, gateways)
