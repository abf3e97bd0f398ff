"""A clinic's patients: enrol, find, read, change, and the link a text would carry."""

from datetime import date, datetime, time
from typing import Any

from flask import current_app
from pydantic import Field

from diary import auth, clock, patients, reminders
from diary.api import guards
from diary.api.guards import token
from diary.api.paging import page_of
from diary.api.problems import json_blueprint
from diary.api.shapes import LocalDay, Page, Strict
from diary.api.spec import CLINIC, answers, spec
from diary.audit import Action, record
from diary.auth import Scope
from diary.localtime import local_day
from diary.patients import ConsentHow, Patient, PatientChanges, PatientDraft, Purpose

blueprint = json_blueprint("api_patients")
TAGS = ["patients"]


class PatientIn(Strict):
    """A patient to enrol; ``check_in_at`` is a wall-clock time in ``time_zone``."""

    name: str
    date_of_birth: LocalDay
    phone: str = Field(max_length=40)
    time_zone: str = Field(max_length=40, examples=["America/New_York"])
    language: str = Field(default="en", max_length=5)
    check_in_at: time = time(9, 30)
    consents: list[Purpose] = Field(default_factory=list, max_length=8)
    external_id: str | None = None
    emergency_contact: str | None = None
    address: str | None = None


class PatientPatch(Strict):
    """What changes; left out stays, "" takes an optional value away."""

    name: str | None = None
    phone: str | None = Field(default=None, max_length=40)
    time_zone: str | None = Field(default=None, max_length=40)
    language: str | None = Field(default=None, max_length=5)
    check_in_at: time | None = None
    consents: list[Purpose] | None = Field(default=None, max_length=8)
    external_id: str | None = None
    emergency_contact: str | None = None
    address: str | None = None


class PatientOut(Strict):
    """A patient as the clinic knows them."""

    ref: str
    name: str
    date_of_birth: date
    phone: str
    language: str
    time_zone: str
    check_in_at: str
    consents: list[Purpose]
    external_id: str | None
    emergency_contact: str | None
    address: str | None
    enrolled_at: datetime
    discharged_at: datetime | None


class PatientListed(Strict):
    ref: str
    name: str
    external_id: str | None


class PatientList(Strict):
    items: list[PatientListed]
    next: str | None


class PatientQuery(Page):
    """``q`` is the beginning of each word of a name, or the clinic's own number."""

    q: str = Field(default="", max_length=120)


class FormLinkOut(Strict):
    url: str
    expires_at: datetime


class Nothing(Strict):
    """An empty body."""


def shown(patient: Patient) -> PatientOut:
    """Return what the API says of a patient."""
    return PatientOut(
        ref=patient.ref,
        name=patient.name,
        date_of_birth=date.fromisoformat(patient.date_of_birth),
        phone=patient.phone,
        language=patient.language,
        time_zone=patient.zone,
        check_in_at=patient.check_in_at.strftime("%H:%M"),
        consents=patients.purposes_of(patient),
        external_id=patient.external_id,
        emergency_contact=patient.emergency_contact or None,
        address=patient.address or None,
        enrolled_at=patient.enrolled_at,
        discharged_at=patient.discharged_at,
    )


def opened(ref: str, action: Action = Action.READ) -> Patient:
    """Return a patient of the token's clinic and leave a trace of the look."""
    patient = patients.patient_by_ref(guards.clinic().id, ref)
    record(
        action,
        guards.actor(),
        guards.now(),
        clinic_id=patient.clinic_id,
        patient_ref=patient.ref,
    )
    return patient


def put_consents(patient: Patient, wanted: list[Purpose], how: ConsentHow) -> None:
    """Bring the standing consents in line with the purposes named."""
    who, now = guards.actor(), guards.now()
    standing = set(patients.purposes_of(patient))
    for purpose in standing - set(wanted):
        patients.withdraw_consent(patient, purpose, who, now)
    for purpose in sorted(set(wanted) - standing):
        patients.give_consent(patient, purpose, who, now, how)


def replan(patient: Patient) -> None:
    """Let what the patient is sent follow what was changed."""
    reminders.sync(patient.clinic_id, [patient.id], guards.now())


@blueprint.post("/patients")
@token(Scope.PATIENTS)
@spec.validate(
    resp=answers(creates=True, HTTP_201=PatientOut), tags=TAGS, security=CLINIC
)
def enrol(json: PatientIn) -> Any:
    """Enrol a patient."""
    draft = PatientDraft(**{**json.model_dump(), "consents": tuple(json.consents)})
    patient = patients.enrol(
        guards.clinic(), draft, guards.actor(), guards.now(), ConsentHow.API
    )
    replan(patient)
    return shown(patient), 201


@blueprint.get("/patients")
@token(Scope.PATIENTS)
@spec.validate(resp=answers(HTTP_200=PatientList), tags=TAGS, security=CLINIC)
def list_patients(query: PatientQuery) -> Any:
    """List or search a clinic's patients in treatment, by name."""
    action = Action.SEARCH if query.q else Action.LIST
    record(action, guards.actor(), guards.now(), clinic_id=guards.clinic().id)
    found = patients.search(guards.clinic().id, query.q)
    items, following = page_of(
        sorted(found, key=_by_name), _by_name, limit=query.limit, cursor=query.cursor
    )
    listed = [
        PatientListed(ref=each.ref, name=each.name, external_id=each.external_id)
        for each in items
    ]
    return PatientList(items=listed, next=following)


def _by_name(patient: Patient) -> str:
    return f"{patient.name.casefold()}\n{patient.ref}"


@blueprint.get("/patients/<ref>")
@token(Scope.PATIENTS)
@spec.validate(resp=answers(HTTP_200=PatientOut), tags=TAGS, security=CLINIC)
def read_patient(ref: str) -> Any:
    """Read one patient."""
    return shown(opened(ref))


@blueprint.patch("/patients/<ref>")
@token(Scope.PATIENTS)
@spec.validate(
    resp=answers(creates=True, HTTP_200=PatientOut), tags=TAGS, security=CLINIC
)
def change_patient(ref: str, json: PatientPatch) -> Any:
    """Change a patient; ``consents`` replaces the whole list."""
    patient = patients.patient_by_ref(guards.clinic().id, ref)
    changes = PatientChanges(**json.model_dump(exclude={"consents"}))
    patients.change(
        guards.clinic(), patient, changes, guards.actor(), guards.now(), ConsentHow.API
    )
    if json.consents is not None:
        put_consents(patient, json.consents, ConsentHow.API)
    replan(patient)
    return shown(patient)


@blueprint.post("/patients/<ref>/form-links")
@token(Scope.ENTRIES)
@spec.validate(
    resp=answers(creates=True, HTTP_201=FormLinkOut), tags=["diary"], security=CLINIC
)
def make_form_link(ref: str, json: Nothing) -> Any:
    """Make the link a text would carry, for today's form."""
    patient = opened(ref, Action.LINK)
    day = local_day(guards.now(), patient.zone)
    made_at = clock.real_now()
    link = auth.make_form_link(patient.clinic_id, patient.id, day, made_at)
    base = current_app.config["SETTINGS"].base_url
    return (
        FormLinkOut(url=f"{base}/f/{link}", expires_at=made_at + auth.LINK_GOOD_FOR),
        201,
    )
