"""Consent by purpose: given for one number, taken back at any time.

A text about a purpose needs a standing consent (47 CFR 64.1200). Leaves opting out
by STOP to ``outbox``: it stands beside consents and leaves them as they were.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from diary.audit import Action, Actor, record
from diary.db import db
from diary.patients.models import Consent, ConsentHow, Patient, Purpose

WORDING_VERSION = "2026-11"


def give_consent(
    patient: Patient,
    purpose: Purpose,
    actor: Actor,
    now: datetime,
    how: ConsentHow,
) -> None:
    """Write down a yes for the patient's present number; a standing one stays."""
    if has_consent(patient, purpose):
        return
    db.session.add(
        Consent(
            clinic_id=patient.clinic_id,
            patient_id=patient.id,
            purpose=purpose,
            wording_version=WORDING_VERSION,
            language=patient.language,
            how=how,
            given_by=f"{actor.kind}:{actor.ref or ''}",
            phone_index=patient.phone_index,
            given_at=now,
        )
    )
    db.session.flush()
    _note(Action.CONSENT, patient, purpose, actor, now)


def withdraw_consent(
    patient: Patient, purpose: Purpose, actor: Actor, now: datetime
) -> None:
    """Take back every standing yes to a purpose; without one nothing changes."""
    taken = db.session.execute(
        update(Consent)
        .where(
            Consent.clinic_id == patient.clinic_id,
            Consent.patient_id == patient.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .returning(Consent.id)
    )
    if taken.all():
        _note(Action.WITHDRAW, patient, purpose, actor, now)


def has_consent(patient: Patient, purpose: Purpose) -> bool:
    """Say whether this patient agreed to this purpose, for the present number."""
    return patient.id in consented(patient.clinic_id, [patient.id], purpose)


def consented(
    clinic_id: int, patient_ids: Collection[int], purpose: Purpose
) -> set[int]:
    """Return which of these patients agree to the purpose for their present number."""
    standing = (
        select(Consent.patient_id)
        .join(Patient, Patient.id == Consent.patient_id)
        .where(
            Consent.clinic_id == clinic_id,
            Consent.patient_id.in_(patient_ids),
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
            Consent.phone_index == Patient.phone_index,
            Patient.discharged_at.is_(None),
        )
    )
    return set(db.session.scalars(standing))


def _note(
    action: Action, patient: Patient, purpose: Purpose, actor: Actor, now: datetime
) -> None:
    record(
        action,
        actor,
        now,
        clinic_id=patient.clinic_id,
        patient_ref=patient.ref,
        detail=purpose,
    )
