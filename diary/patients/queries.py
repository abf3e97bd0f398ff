"""Finding patients; every look-up is within one clinic."""

import unicodedata
from collections.abc import Collection

from sqlalchemy import bindparam, select

from diary.db import db, dialect_name
from diary.errors import NotFound
from diary.patients.models import Consent, Patient, Purpose
from diary.sealed import blind_index

# Built once: every text in asks it.
_WITH_NUMBER = (
    select(Patient)
    .where(
        Patient.clinic_id == bindparam("clinic_id"),
        Patient.phone_index == bindparam("phone_index"),
        Patient.discharged_at.is_(None),
    )
    .order_by(Patient.id)
)


def patient_by_ref(clinic_id: int, ref: str) -> Patient:
    """Return a clinic's patient; raises NotFound, for another clinic's one too."""
    found = select(Patient).where(Patient.clinic_id == clinic_id, Patient.ref == ref)
    patient = db.session.scalars(found).first()
    if patient is None:
        raise NotFound("There is no such patient.")
    return patient


def patient_by_id(clinic_id: int, patient_id: int) -> Patient:
    """Return a clinic's patient by inner key; raises NotFound."""
    patients = patients_by_id(clinic_id, [patient_id])
    if patient_id not in patients:
        raise NotFound("There is no such patient.")
    return patients[patient_id]


def hold_patient(clinic_id: int, patient_id: int) -> None:
    """Let nobody else write what is one of a kind for a patient until the commit.

    Such as a day's entry, or the visit of a day: a form sent twice at once finds the
    day free twice. SQLite has one writer anyhow.
    """
    if dialect_name() == "sqlite":
        return
    held = select(Patient.id).where(
        Patient.clinic_id == clinic_id, Patient.id == patient_id
    )
    # Not the full lock: rows that refer to the patient may still be added.
    db.session.execute(held.with_for_update(key_share=True))


def patients_by_id(clinic_id: int, ids: Collection[int]) -> dict[int, Patient]:
    """Return those of these keys that are patients of the clinic."""
    found = select(Patient).where(Patient.clinic_id == clinic_id, Patient.id.in_(ids))
    return {patient.id: patient for patient in db.session.scalars(found)}


def patients_of(clinic_id: int, *, discharged: bool = False) -> list[Patient]:
    """Return a clinic's patients by name; those discharged only when asked for."""
    found = select(Patient).where(Patient.clinic_id == clinic_id)
    if not discharged:
        found = found.where(Patient.discharged_at.is_(None))
    return sorted(db.session.scalars(found), key=lambda patient: _folded(patient.name))


def search(clinic_id: int, q: str) -> list[Patient]:
    """Return patients of whom each word of ``q`` begins a name, or the clinic's number.

    Names are sealed, so a clinic's names are opened in memory. Case and accents are
    no hindrance. Nothing asked finds everybody in treatment.
    """
    words = _folded(q).split()
    if not words:
        return patients_of(clinic_id)
    everybody = patients_of(clinic_id, discharged=True)
    return [patient for patient in everybody if _fits(patient, words)]


def _fits(patient: Patient, words: list[str]) -> bool:
    parts = [*_folded(patient.name).split(), (patient.external_id or "").lower()]
    return all(any(part.startswith(word) for part in parts) for word in words)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def patients_with_number(clinic_id: int, number: str) -> list[Patient]:
    """Return a clinic's patients in treatment who share this E.164 number."""
    whose = {"clinic_id": clinic_id, "phone_index": blind_index(number)}
    return list(db.session.scalars(_WITH_NUMBER, whose))


def discharged_with_number(clinic_id: int, number: str) -> list[Patient]:
    """Return a clinic's former patients who had this E.164 number to the end.

    For safety alone: who texts from it now may be anybody, and is told nothing.
    """
    found = select(Patient).where(
        Patient.clinic_id == clinic_id,
        Patient.phone_index == blind_index(number),
        Patient.discharged_at.is_not(None),
    )
    return list(db.session.scalars(found.order_by(Patient.id)))


def purposes_of(patient: Patient) -> list[Purpose]:
    """Return the purposes with a standing consent, for whichever number."""
    found = (
        select(Consent.purpose)
        .where(
            Consent.clinic_id == patient.clinic_id,
            Consent.patient_id == patient.id,
            Consent.withdrawn_at.is_(None),
        )
        .distinct()
    )
    return sorted(db.session.scalars(found))


def patient_ids_by_clinic() -> dict[int, list[int]]:
    """Return the keys of everybody in treatment, for the jobs that plan ahead."""
    found = select(Patient.clinic_id, Patient.id).where(Patient.discharged_at.is_(None))
    grouped: dict[int, list[int]] = {}
    for clinic_id, patient_id in db.session.execute(found.order_by(Patient.id)):
        grouped.setdefault(clinic_id, []).append(patient_id)
    return grouped


def patients_anywhere_with_number(number: str) -> list[Patient]:
    """Return patients in treatment at any clinic who share this E.164 number.

    Only for a patient's own sign-in, which comes before a clinic is known.
    """
    found = select(Patient).where(
        Patient.phone_index == blind_index(number), Patient.discharged_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Patient.id)))


def refs_of(clinic_id: int) -> dict[int, str]:
    """Return {inner key: ref} of everybody in treatment; opens no sealed name."""
    found = select(Patient.id, Patient.ref).where(
        Patient.clinic_id == clinic_id, Patient.discharged_at.is_(None)
    )
    return {row.id: row.ref for row in db.session.execute(found.order_by(Patient.id))}
