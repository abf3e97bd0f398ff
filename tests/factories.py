"""Rows to begin a test with: ``make_patient(language="es")``. Added and flushed.

Everything has a sensible default; ``changes`` are the row's own attributes. What must
happen through a door (an answer, a text, a sign-in) is left to ``cast.py``.
"""

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from diary import clock
from diary.alerts import Alert, AlertDraft, AlertKind
from diary.clinics import Clinic, Member, Role
from diary.courses import (
    Booster,
    Condition,
    Course,
    Protocol,
    Ride,
    Route,
    TreatmentSession,
)
from diary.db import Base, db
from diary.entries import Entry, EntrySymptom
from diary.inbox import InboundText, TextState
from diary.localtime import instant_of, local_day
from diary.outbox import Message, Sender
from diary.patients import Consent, ConsentHow, Patient, Purpose
from diary.sealed import blind_index
from diary.tasks import Task, TaskKind

AnyRow = TypeVar("AnyRow", bound=Base)
_numbers = itertools.count(1)
CRISIS = AlertDraft(AlertKind.CRISIS, 0, "crisis.words", "The words match the list.")


def number() -> str:
    """Return a phone number that nobody has."""
    return f"+1555{next(_numbers):07d}"


def make_clinic(**changes: Any) -> Clinic:
    count = next(_numbers)
    defaults = {
        "slug": f"clinic-{count}",
        "name": f"Clinic {count}",
        "text_name": f"Clinic {count}",
        "phone": "+15550009999",
        "zone": "America/New_York",
        "created_at": clock.now(),
    }
    return _add(Clinic(**defaults | changes))


def make_member(clinic: Clinic, role: Role = Role.CLINICIAN, **changes: Any) -> Member:
    count = next(_numbers)
    defaults = {
        "clinic_id": clinic.id,
        "email": f"{role}-{count}@clinic.example",
        "name": f"{role.capitalize()} {count}",
        "role": role,
        "created_at": clock.now(),
    }
    return _add(Member(**defaults | changes))


def make_sender(clinic: Clinic, **changes: Any) -> Sender:
    defaults = {
        "clinic_id": clinic.id,
        "number": number(),
        "created_at": clock.now(),
    }
    return _add(Sender(**defaults | changes))


def make_patient(
    clinic: Clinic | None = None,
    *,
    consents: tuple[Purpose, ...] = tuple(Purpose),
    **changes: Any,
) -> Patient:
    """Make a patient of the clinic (of a new one unless given) who agreed to all."""
    home = clinic or make_clinic()
    phone = changes.get("phone") or number()
    defaults = {
        "clinic_id": home.id,
        "name": f"Patient {next(_numbers)}",
        "date_of_birth": "1980-05-17",
        "phone": phone,
        "phone_index": blind_index(phone),
        "zone": home.zone,
        "enrolled_at": clock.now() - timedelta(days=90),
    }
    patient = _add(Patient(**defaults | changes))
    for purpose in consents:
        make_consent(patient, purpose)
    return patient


def make_consent(patient: Patient, purpose: Purpose, **changes: Any) -> Consent:
    defaults = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "purpose": purpose,
        "wording_version": "test",
        "language": patient.language,
        "how": ConsentHow.SPOKEN,
        "given_by": "staff",
        "phone_index": patient.phone_index,
        "given_at": patient.enrolled_at,
    }
    return _add(Consent(**defaults | changes))


def make_entry(
    patient: Patient,
    day: date | None = None,
    *,
    mood: float | None = 6,
    symptoms: dict[str, int | None] | None = None,
    **changes: Any,
) -> Entry:
    """Make one diary day, today's unless given, as the folded row only."""
    defaults = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "day": day or today(patient),
        "mood": None if mood is None else Decimal(str(mood)),
        "first_received_at": clock.now(),
        "last_received_at": clock.now(),
    }
    entry = _add(Entry(**defaults | changes))
    for key, severity in (symptoms or {}).items():
        _add(
            EntrySymptom(
                clinic_id=patient.clinic_id,
                entry_id=entry.id,
                key=key,
                severity=severity,
            )
        )
    return entry


def make_treatment_session(
    patient: Patient, day: date | None = None, at: time = time(10), **changes: Any
) -> TreatmentSession:
    """Make a visit by the patient's wall clock, in three days unless given."""
    starts_on = day or today(patient) + timedelta(days=3)
    defaults = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "starts_on": starts_on,
        "starts_at_time": at,
        "zone": patient.zone,
        "starts_at": instant_of(starts_on, at, patient.zone),
        "route": Route.IV,
        "booked_at": clock.now(),
    }
    return _add(TreatmentSession(**defaults | changes))


def make_course(patient: Patient, **changes: Any) -> Course:
    """Make a course for depression that began a month ago and runs."""
    defaults = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "protocol": Protocol.BY_HAND,
        "route": Route.IV,
        "condition": Condition.TRD,
        "starts_on": today(patient) - timedelta(days=30),
        "written_at": clock.now(),
    }
    return _add(Course(**defaults | changes))


def make_ride(visit: TreatmentSession, **changes: Any) -> Ride:
    defaults = {"clinic_id": visit.clinic_id, "treatment_session_id": visit.id}
    return _add(Ride(**defaults | changes))


def make_booster(patient: Patient, due_on: date, **changes: Any) -> Booster:
    defaults = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "due_on": due_on,
        "set_at": clock.now(),
    }
    return _add(Booster(**defaults | changes))


def make_message(sender: Sender, to: str | None = None, **changes: Any) -> Message:
    """Make a promise that is due now and useful for an hour."""
    number_to = to or number()
    defaults = {
        "clinic_id": sender.clinic_id,
        "sender_id": sender.id,
        "key": f"test-{next(_numbers)}",
        "purpose": "diary",
        "to": number_to,
        "to_index": blind_index(number_to),
        "body": "How is today, 0-10?",
        "due_at": clock.now(),
        "useless_after": clock.now() + timedelta(hours=1),
        "created_at": clock.now(),
    }
    return _add(Message(**defaults | changes))


def make_text(
    patient: Patient, sender: Sender, body: str = "7", **changes: Any
) -> InboundText:
    """Make a text as it is kept, without what reading it would have done."""
    defaults = {
        "clinic_id": patient.clinic_id,
        "sender_id": sender.id,
        "patient_id": patient.id,
        "sid": f"SM{next(_numbers):032x}",
        "from_number": patient.phone,
        "from_index": patient.phone_index,
        "body": body,
        "kind": "note",
        "state": TextState.WAITING,
        "received_at": clock.now(),
    }
    return _add(InboundText(**defaults | changes))


def make_alert(patient: Patient, **changes: Any) -> Alert:
    defaults = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "key": f"test-{next(_numbers)}",
        "kind": AlertKind.CRISIS,
        "tier": 1,
        "rule": "test",
        "sentence": "A text may tell of a crisis",
        "opened_at": clock.now(),
        "last_said_at": clock.now(),
    }
    return _add(Alert(**defaults | changes))


def make_task(clinic: Clinic, patient: Patient | None = None, **changes: Any) -> Task:
    defaults = {
        "clinic_id": clinic.id,
        "patient_id": patient and patient.id,
        "kind": TaskKind.OTHER,
        "key": f"test-{next(_numbers)}",
        "sentence": "Call back",
        "due_at": clock.now(),
        "opened_at": clock.now(),
    }
    return _add(Task(**defaults | changes))


def today(patient: Patient) -> date:
    """Return the patient's local day."""
    return local_day(clock.now(), patient.zone)


def at_local(patient: Patient, day: date, at: time) -> datetime:
    """Return the instant at which the patient's clock shows this."""
    return instant_of(day, at, patient.zone)


def _add(row: AnyRow) -> AnyRow:
    db.session.add(row)
    db.session.flush()
    return row
