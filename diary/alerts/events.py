"""The deeds of an alert's story, kept beside it: who did what, and when.

Leaves telling the story to ``story`` and the trail of access to ``audit``.
"""

from datetime import datetime

from sqlalchemy import select

from diary.alerts.models import Alert, AlertEvent, Deed
from diary.db import db


def note_event(
    alert: Alert,
    deed: Deed,
    now: datetime,
    *,
    member_id: int | None = None,
    until: datetime | None = None,
    note: str = "",
) -> None:
    """Add one deed to an alert's story. The edge commits."""
    event = AlertEvent(
        clinic_id=alert.clinic_id,
        alert_id=alert.id,
        deed=deed,
        member_id=member_id,
        at=now,
        until=until,
        note=note,
    )
    db.session.add(event)
    db.session.flush()


def events_of(clinic_id: int, alert_id: int) -> list[AlertEvent]:
    """Return what happened to an alert, in order."""
    found = select(AlertEvent).where(
        AlertEvent.clinic_id == clinic_id, AlertEvent.alert_id == alert_id
    )
    return list(db.session.scalars(found.order_by(AlertEvent.at, AlertEvent.id)))
