"""Enrolling, changing and discharging patients. The edge commits."""

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from diary.audit import Action, Actor, record
from diary.clinics import Clinic
from diary.db import db
from diary.errors import Invalid
from diary.localtime import local_day
from diary.patients.consents import give_consent, withdraw_consent
from diary.patients.drafts import PatientChanges, PatientDraft, checked, wrong_fields
from diary.patients.models import ConsentHow, Patient
from diary.patients.queries import purposes_of
from diary.phone import e164
from diary.sealed import blind_index

TAKEN = "Another patient of this clinic has this number."


def enrol(
    clinic: Clinic,
    draft: PatientDraft,
    actor: Actor,
    now: datetime,
    how: ConsentHow = ConsentHow.SPOKEN,
) -> Patient:
    """Add a patient with the consents given; raises Invalid naming each fault."""
    draft = checked(draft, local_day(now, clinic.zone), clinic.country)
    _refuse_taken(clinic, draft.external_id)
    patient = Patient(
        clinic_id=clinic.id,
        name=draft.name.strip(),
        date_of_birth=draft.date_of_birth.isoformat(),
        phone=draft.phone,
        phone_index=blind_index(draft.phone),
        language=draft.language,
        zone=draft.time_zone,
        check_in_at=draft.check_in_at,
        external_id=draft.external_id or None,
        emergency_contact=draft.emergency_contact,
        address=draft.address,
        enrolled_at=now,
    )
    _store(patient)
    _note(Action.ENROL, patient, actor, now)
    for purpose in dict.fromkeys(draft.consents):
        give_consent(patient, purpose, actor, now, how)
    return patient


def _refuse_taken(clinic: Clinic, external_id: str | None) -> None:
    wanted = select(Patient.id).filter_by(clinic_id=clinic.id, external_id=external_id)
    if external_id and db.session.scalars(wanted).first():
        raise Invalid({"external_id": TAKEN})


def _store(patient: Patient) -> None:
    """Flush, telling a number taken in the meantime from every other fault."""
    try:
        with db.session.begin_nested():
            db.session.add(patient)
    except IntegrityError as error:
        if patient.external_id is None:
            raise
        raise Invalid({"external_id": TAKEN}) from error


def change(
    clinic: Clinic,
    patient: Patient,
    changes: PatientChanges,
    actor: Actor,
    now: datetime,
    how: ConsentHow = ConsentHow.SPOKEN,
) -> None:
    """Change what is given; raises Invalid naming every wrong field.

    A consent belongs to the number it was given for: with a new number it is given
    anew, in the name of whoever changed the number and the way they were told.
    """
    given = changes.given()
    wrong = wrong_fields(given, clinic.country)
    if wrong:
        raise Invalid(wrong)
    if given.get("external_id") not in (None, patient.external_id):
        _refuse_taken(clinic, changes.external_id)
    before = patient.phone_index
    for field, value in given.items():
        _set(patient, field, value, clinic.country)
    db.session.flush()
    _note(Action.CHANGE, patient, actor, now, ",".join(sorted(given)))
    if patient.phone_index != before:
        _renew_consents(patient, actor, now, how)


def _set(patient: Patient, field: str, value: str | time, country: str) -> None:
    if field == "phone":
        patient.phone = e164(str(value), country)
        patient.phone_index = blind_index(patient.phone)
    elif field == "time_zone":
        patient.zone = str(value)
    else:
        kept = value.strip() or None if isinstance(value, str) else value
        setattr(patient, field, kept)


def _renew_consents(
    patient: Patient, actor: Actor, now: datetime, how: ConsentHow
) -> None:
    for purpose in purposes_of(patient):
        withdraw_consent(patient, purpose, actor, now)
        give_consent(patient, purpose, actor, now, how)


def discharge(patient: Patient, actor: Actor, now: datetime) -> None:
    """End the treatment: nothing more is sent; a second time changes nothing."""
    if patient.discharged_at is None:
        patient.discharged_at = now
        _note(Action.END, patient, actor, now, "discharged")


def _note(
    action: Action, patient: Patient, actor: Actor, now: datetime, detail: str = ""
) -> None:
    record(
        action,
        actor,
        now,
        clinic_id=patient.clinic_id,
        patient_ref=patient.ref,
        detail=detail or None,
    )
