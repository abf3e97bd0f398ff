"""Treatment sessions and rides as JSON, and what a patient will be sent."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from diary import clinics, courses, patients, reminders
from diary.api import guards
from diary.api.guards import patient_token, token
from diary.api.patients import opened
from diary.api.problems import json_blueprint
from diary.api.shapes import Instant, LocalDay, Strict, Words
from diary.api.spec import CLINIC, PATIENT, answers, spec
from diary.audit import Action, record
from diary.auth import Scope
from diary.courses import Ride, RideStatus, Route, SessionStatus, TreatmentSession
from diary.errors import Invalid
from diary.localtime import local
from diary.patients import Patient

blueprint = json_blueprint("api_sessions")
TAGS = ["sessions"]


class RideOut(Strict):
    status: RideStatus
    escort_name: str | None
    escort_phone: str | None
    asked_at: datetime | None
    answered_at: datetime | None


class RideIn(Strict):
    """How the patient gets home, as the desk learned it."""

    status: Literal["confirmed", "refused", "arrived", "none"]
    escort_name: Words = Field(default="", max_length=80)
    escort_phone: str = Field(default="", max_length=40)


class SessionIn(Strict):
    """A session by the clinic's wall clock."""

    starts_on: LocalDay
    starts_at_time: time
    route: Route
    dose_mg: float | None = Field(default=None, gt=0, le=1000)


class SessionPatch(Strict):
    """One change at a time: moved, canceled, ended, or its ride."""

    starts_at: Instant | None = None
    status: Literal["canceled", "missed"] | None = None
    ended_at: Instant | None = None
    ride: RideIn | None = None


class SessionOut(Strict):
    ref: str
    starts_at: datetime
    time_zone: str
    route: Route
    dose_mg: float | None
    status: SessionStatus
    ended_at: datetime | None
    confirmed_at: datetime | None
    declined_at: datetime | None
    ride: RideOut | None


class SessionList(Strict):
    items: list[SessionOut]
    next: None = None


class Upcoming(Strict):
    """One text a patient will be sent, unless something answers it first."""

    kind: str
    purpose: str
    due_at: datetime


class UpcomingList(Strict):
    items: list[Upcoming]
    next: None = None


class UpcomingQuery(Strict):
    days: int = Field(default=14, ge=1, le=60)


def shown(visit: TreatmentSession, ride: Ride | None) -> SessionOut:
    """Return what the API says of a session."""
    return SessionOut(
        ref=visit.ref,
        starts_at=local(visit.starts_at, visit.zone),
        time_zone=visit.zone,
        route=visit.route,
        dose_mg=None if visit.dose_mg is None else float(visit.dose_mg),
        status=visit.status,
        ended_at=visit.ended_at,
        confirmed_at=visit.confirmed_at,
        declined_at=visit.declined_at,
        ride=None if ride is None else _ride(ride),
    )


def _ride(ride: Ride) -> RideOut:
    return RideOut(
        status=ride.status,
        escort_name=ride.escort_name or None,
        escort_phone=ride.escort_phone or None,
        asked_at=ride.asked_at,
        answered_at=ride.answered_at,
    )


@blueprint.post("/patients/<ref>/sessions")
@token(Scope.SESSIONS)
@spec.validate(
    resp=answers(creates=True, HTTP_201=SessionOut), tags=TAGS, security=CLINIC
)
def plan_session(ref: str, json: SessionIn) -> Any:
    """Plan one session by hand."""
    patient = opened(ref, Action.PLAN)
    visit = courses.plan_session(
        guards.clinic(),
        patient,
        json.starts_on,
        json.starts_at_time,
        json.route,
        guards.actor(),
        guards.now(),
        dose_mg=_dose(json.dose_mg),
    )
    reminders.sync(patient.clinic_id, [patient.id], guards.now())
    return shown(visit, None), 201


def _dose(given: float | None) -> Decimal | None:
    return None if given is None else Decimal(str(given))


@blueprint.get("/patients/<ref>/sessions")
@token(Scope.SESSIONS)
@spec.validate(resp=answers(HTTP_200=SessionList), tags=TAGS, security=CLINIC)
def list_sessions(ref: str) -> Any:
    """List a patient's sessions, oldest first."""
    patient = opened(ref)
    found = courses.sessions_of(patient.clinic_id, patient.id)
    rides = courses.rides_of(patient.clinic_id, [each.id for each in found])
    return SessionList(items=[shown(each, rides.get(each.id)) for each in found])


@blueprint.patch("/sessions/<ref>")
@token(Scope.SESSIONS)
@spec.validate(
    resp=answers(creates=True, HTTP_200=SessionOut), tags=TAGS, security=CLINIC
)
def change_session(ref: str, json: SessionPatch) -> Any:
    """Move, cancel or end a session, or set its ride."""
    visit = courses.session_by_ref(guards.clinic().id, ref)
    patient = patients.patient_by_id(visit.clinic_id, visit.patient_id)
    _note_change(patient)
    if len(json.model_fields_set) != 1:
        raise Invalid(
            "Change one thing at a time: starts_at, status, ended_at or ride."
        )
    _change(visit, json)
    reminders.sync(patient.clinic_id, [patient.id], guards.now())
    rides = courses.rides_of(visit.clinic_id, [visit.id])
    return shown(visit, rides.get(visit.id))


def _note_change(patient: Patient) -> None:
    record(
        Action.CHANGE,
        guards.actor(),
        guards.now(),
        clinic_id=patient.clinic_id,
        patient_ref=patient.ref,
    )


def _change(visit: TreatmentSession, wanted: SessionPatch) -> None:
    clinic, who, now = guards.clinic(), guards.actor(), guards.now()
    if wanted.starts_at is not None:
        at = local(wanted.starts_at, clinic.zone)
        courses.move_session(clinic, visit, at.date(), at.time(), who, now)
    elif wanted.status is not None:
        _close(clinic, visit, wanted.status)
    elif wanted.ended_at is not None:
        courses.end_session(clinic, visit, wanted.ended_at, who, now)
    elif wanted.ride is not None:
        ride = wanted.ride
        courses.set_ride(
            clinic,
            visit,
            RideStatus(ride.status),
            who,
            now,
            escort_name=ride.escort_name,
            escort_phone=ride.escort_phone,
        )


def _close(clinic: clinics.Clinic, visit: TreatmentSession, status: str) -> None:
    if status == SessionStatus.MISSED:
        courses.mark_missed(clinic, visit, guards.actor(), guards.now())
    else:
        courses.cancel_session(clinic, visit, guards.actor(), guards.now())


@blueprint.get("/patients/<ref>/upcoming")
@token(Scope.PATIENTS)
@spec.validate(resp=answers(HTTP_200=UpcomingList), tags=TAGS, security=CLINIC)
def list_upcoming(ref: str, query: UpcomingQuery) -> Any:
    """List what this patient will be sent, from the planner that sends."""
    return _upcoming(opened(ref), query.days)


@blueprint.get("/me/upcoming")
@patient_token
@spec.validate(resp=answers(HTTP_200=UpcomingList), tags=["me"], security=PATIENT)
def list_my_upcoming(query: UpcomingQuery) -> Any:
    """List what I will be sent."""
    return _upcoming(guards.patient(), query.days)


def _upcoming(patient: Patient, days: int) -> UpcomingList:
    wishes = reminders.upcoming(guards.clinic(), patient, guards.now(), days)
    items = [
        Upcoming(
            kind=wish.kind,
            purpose=wish.purpose,
            due_at=local(wish.due_at, patient.zone),
        )
        for wish in wishes
    ]
    return UpcomingList(items=items)
