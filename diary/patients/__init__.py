"""Patients of a clinic and what they agreed to be texted about.

Leaves suppressions after STOP to ``outbox``, courses and rides to ``courses``.
"""

from diary.patients.consents import (
    WORDING_VERSION,
    consented,
    give_consent,
    has_consent,
    withdraw_consent,
)
from diary.patients.drafts import PatientChanges, PatientDraft, age_on
from diary.patients.enrolment import change, discharge, enrol
from diary.patients.models import Consent, ConsentHow, Patient, Purpose
from diary.patients.queries import (
    discharged_with_number,
    hold_patient,
    patient_by_id,
    patient_by_ref,
    patient_ids_by_clinic,
    patients_anywhere_with_number,
    patients_by_id,
    patients_of,
    patients_with_number,
    purposes_of,
    refs_of,
    search,
)

__all__ = [
    "WORDING_VERSION",
    "Consent",
    "ConsentHow",
    "Patient",
    "PatientChanges",
    "PatientDraft",
    "Purpose",
    "age_on",
    "change",
    "consented",
    "discharge",
    "discharged_with_number",
    "enrol",
    "give_consent",
    "has_consent",
    "hold_patient",
    "patient_by_id",
    "patient_by_ref",
    "patient_ids_by_clinic",
    "patients_anywhere_with_number",
    "patients_by_id",
    "patients_of",
    "patients_with_number",
    "purposes_of",
    "refs_of",
    "search",
    "withdraw_consent",
]
