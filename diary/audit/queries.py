"""Reading the trail."""

from sqlalchemy import select

from diary.audit.models import AuditEvent
from diary.db import db


def events_about(
    clinic_id: int, patient_ref: str, limit: int = 200
) -> list[AuditEvent]:
    """Return what was done to one patient's record, newest first."""
    found = (
        select(AuditEvent)
        .where(AuditEvent.clinic_id == clinic_id, AuditEvent.patient_ref == patient_ref)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(found))
