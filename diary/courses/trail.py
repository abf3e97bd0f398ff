"""What the audit keeps of a deed at a course, a session or a booster."""

from datetime import datetime

from diary.audit import Action, Actor, record
from diary.courses.models import Booster, Course, TreatmentSession
from diary.patients import Patient


def note(
    action: Action,
    about: Course | TreatmentSession | Booster,
    patient: Patient,
    actor: Actor,
    now: datetime,
    detail: str | None = None,
) -> None:
    """Record a deed in the transaction that does it."""
    record(
        action,
        actor,
        now,
        clinic_id=about.clinic_id,
        patient_ref=patient.ref,
        about=about.ref,
        detail=detail,
    )
