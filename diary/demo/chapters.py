"""Writing one life of the story down: the patient, the visits, the diary so far.

The past is written as rows, many at a time, since living it through every door would
take minutes. The edge commits. Leaves the last days to ``living``, which does use the
doors.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from diary.audit import Actor
from diary.clinics import VISIT_ASKED_DAYS, Clinic
from diary.courses import (
    Booster,
    Course,
    Protocol,
    Ride,
    RideStatus,
    Route,
    SessionStatus,
    TreatmentSession,
)
from diary.db import Row, db
from diary.demo.days import Answer
from diary.demo.story import Life
from diary.demo.visits import Visit
from diary.entries import Entry, EntrySymptom, Source, Submission
from diary.instruments import DAILY_VERSION
from diary.localtime import instant_of
from diary.patients import ConsentHow, Patient, PatientDraft, Purpose, enrol
from diary.sealed import new_ref

PROTOCOLS = {
    Route.IN_ESKETAMINE: Protocol.ESK_TRD,
    Route.IV: Protocol.IV_2X3,
    Route.IM: Protocol.IM_6_8,
}
VISIT_LASTS = {"IN_ESKETAMINE": timedelta(hours=2, minutes=10)}
OTHERS_LAST = timedelta(hours=1, minutes=40)
ASKED_AHEAD = timedelta(days=1)
"""Rides of the first lived days were asked about before those days began."""


def write_down(clinic: Clinic, life: Life, until: date) -> Patient:
    """Add one patient with visits, and the diary of the days before ``until``.

    Sessions from that day on are planned: how they went is for ``living`` to say.
    """
    patient = _enrolled(clinic, life)
    _add([_course(patient, life)])
    visits = [
        _visit_row(clinic, patient, life, visit, until) for visit in life.care.visits
    ]
    _add(visits)
    _add(_ride(life, visit, until) for visit in visits)
    _write_diary(patient, life.answers(until))
    _set_booster(patient, life)
    return patient


def _enrolled(clinic: Clinic, life: Life) -> Patient:
    who = life.person
    draft = PatientDraft(
        name=who.name,
        date_of_birth=who.date_of_birth,
        phone=who.phone,
        time_zone=who.zone,
        language=who.language,
        check_in_at=who.check_in_at,
        consents=tuple(Purpose),
        external_id=who.external_id,
        emergency_contact=who.emergency_contact,
        address=who.address,
    )
    at = instant_of(life.enrolled_on, time(10), clinic.zone)
    return enrol(clinic, draft, Actor.system(), at, ConsentHow.FORM)


def _course(patient: Patient, life: Life) -> Course:
    care = life.care
    starts_on = min((visit.on for visit in care.visits), default=care.booster_due_on)
    return Course(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        protocol=PROTOCOLS.get(care.course.route, Protocol.BY_HAND),
        route=care.course.route,
        condition=care.condition,
        starts_on=starts_on or life.enrolled_on,
        written_at=patient.enrolled_at,
    )


def visit_lasts(route: str) -> timedelta:
    """Return how long a visit of the route takes; esketamine is watched two hours."""
    return VISIT_LASTS.get(route, OTHERS_LAST)


def _visit_row(
    clinic: Clinic, patient: Patient, life: Life, visit: Visit, until: date
) -> TreatmentSession:
    starts_at = instant_of(visit.on, visit.at, clinic.zone)
    is_past = visit.on < until
    route = life.care.course.route
    return TreatmentSession(
        clinic_id=clinic.id,
        patient_id=patient.id,
        starts_on=visit.on,
        starts_at_time=visit.at,
        zone=clinic.zone,
        starts_at=starts_at,
        route=route,
        dose_mg=visit.dose_mg,
        status=visit.status if is_past else SessionStatus.PLANNED,
        ended_at=starts_at + visit_lasts(route) if visit.is_held and is_past else None,
        confirmed_at=_confirmed_at(starts_at, life, visit, until),
    )


def _confirmed_at(
    starts_at: datetime, life: Life, visit: Visit, until: date
) -> datetime | None:
    """Visits of the first lived week were asked about before those days began.

    Not those before which somebody comes in anyway.
    """
    week = timedelta(days=VISIT_ASKED_DAYS)
    is_spared = any(
        visit.on - week <= other.on < visit.on for other in life.care.visits
    )
    is_asked = until <= visit.on < until + week
    return starts_at - week if is_asked and not is_spared else None


def _ride(life: Life, visit: TreatmentSession, until: date) -> Ride:
    """Whoever was treated went home with somebody; later ones are still to be asked."""
    ride = Ride(clinic_id=visit.clinic_id, treatment_session_id=visit.id)
    is_held = visit.status is SessionStatus.HELD
    if is_held or until <= visit.starts_on <= until + ASKED_AHEAD:
        escort = life.person.escort
        ride.status = RideStatus.ARRIVED if is_held else RideStatus.CONFIRMED
        ride.escort_name = f"{escort.name} ({escort.relation})"
        ride.escort_phone = escort.phone
        ride.asked_at = visit.starts_at - timedelta(days=2)
        ride.answered_at = ride.asked_at + timedelta(minutes=20)
    return ride


def _set_booster(patient: Patient, life: Life) -> None:
    due_on = life.care.booster_due_on
    if due_on is None:
        return
    last = life.care.held_on[-1]
    _add(
        [
            Booster(
                clinic_id=patient.clinic_id,
                patient_id=patient.id,
                due_on=due_on,
                set_at=instant_of(last, time(16), patient.zone),
            )
        ]
    )


def _write_diary(patient: Patient, answers: Iterable[Answer]) -> None:
    kept = list(answers)
    entries = [_entry(patient, answer) for answer in kept]
    _bulk(Submission, [_submission(patient, answer) for answer in kept])
    ids = _bulk(Entry, entries)
    _bulk(
        EntrySymptom,
        [
            {
                "clinic_id": patient.clinic_id,
                "entry_id": entry_id,
                "key": key,
                "severity": severity,
            }
            for entry_id, answer in zip(ids, kept, strict=True)
            for key, severity in answer.symptoms.items()
        ],
    )


def _submission(patient: Patient, answer: Answer) -> dict[str, Any]:
    ref = new_ref()
    answers = {
        "scores": {name: float(value) for name, value in answer.scores.items()},
        "symptoms": dict(answer.symptoms),
    }
    written = json.dumps([answers, answer.words], sort_keys=True)
    row = Submission(ref=ref, words=answer.words)
    return {
        "ref": ref,
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "day": answer.day,
        "source": answer.source,
        "client_key": client_key(patient.external_id or "", answer),
        "revision": 1,
        "answers_hash": hashlib.sha256(written.encode()).hexdigest(),
        "question_version": DAILY_VERSION,
        "received_at": received_at(patient, answer),
        "is_late": answer.days_late > 0,
        "answers": answers,
        "words_box": row.words_box,
    }


def client_key(person: str, answer: Answer) -> str:
    """Return what makes an answer harmless twice: for a text, its carrier's id."""
    known = f"{person} {answer.day.isoformat()}"
    digest = hashlib.sha256(known.encode()).hexdigest()[:32]
    return f"SM{digest}" if answer.source is Source.TEXT else digest


def received_at(patient: Patient, answer: Answer) -> datetime:
    """Return the instant an answer came in, by the patient's own clock."""
    on = answer.day + timedelta(days=answer.days_late)
    seconds = Random(f"{patient.external_id} {on}").randint(0, 59)
    at = time(answer.minutes // 60, answer.minutes % 60, seconds)
    return instant_of(on, at, patient.zone)


def _entry(patient: Patient, answer: Answer) -> dict[str, Any]:
    at = received_at(patient, answer)
    return {
        "ref": new_ref(),
        "clinic_id": patient.clinic_id,
        "patient_id": patient.id,
        "day": answer.day,
        **{name: answer.scores.get(name) for name in SCORE_COLUMNS},
        "has_words": bool(answer.words),
        "is_late": answer.days_late > 0,
        "first_received_at": at,
        "last_received_at": at,
    }


SCORE_COLUMNS = ("mood", "sleep", "sleep_hours", "anxiety")


def _add(rows: Iterable[Row]) -> None:
    db.session.add_all(rows)
    db.session.flush()


def _bulk(model: type[Row], rows: list[dict[str, Any]]) -> list[int]:
    """Insert many rows at once and return their ids in the same order."""
    if not rows:
        return []
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))
