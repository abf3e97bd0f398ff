"""Finding alerts; every look-up is within one clinic."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from diary.alerts.escalation import MINUTE, PAGING_TIER
from diary.alerts.models import Alert, AlertKind
from diary.alerts.plans import timers_of
from diary.db import db
from diary.errors import NotFound


def open_alerts(clinic_id: int) -> list[Alert]:
    """Return what is not closed: untaken ones first, then by urgency and age."""
    found = select(Alert).where(Alert.clinic_id == clinic_id, Alert.closed_at.is_(None))
    ordered = found.order_by(
        Alert.acknowledged_at.is_not(None), Alert.tier, Alert.opened_at, Alert.id
    )
    return list(db.session.scalars(ordered))


def closed_alerts(clinic_id: int, since: datetime, limit: int = 50) -> list[Alert]:
    """Return what was closed from an instant on, newest first."""
    found = select(Alert).where(Alert.clinic_id == clinic_id, Alert.closed_at >= since)
    return list(db.session.scalars(found.order_by(Alert.closed_at.desc()).limit(limit)))


def alert_by_ref(clinic_id: int, ref: str) -> Alert:
    """Return a clinic's alert; raises NotFound, for another clinic's one too."""
    found = select(Alert).where(Alert.clinic_id == clinic_id, Alert.ref == ref)
    alert = db.session.scalars(found).first()
    if alert is None:
        raise NotFound("There is no such alert.")
    return alert


def alerts_of(clinic_id: int, patient_id: int, limit: int = 100) -> list[Alert]:
    """Return a patient's alerts, open and closed, newest first."""
    found = select(Alert).where(
        Alert.clinic_id == clinic_id, Alert.patient_id == patient_id
    )
    newest = found.order_by(Alert.opened_at.desc(), Alert.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def has_open_crisis(clinic_id: int, patient_ids: Collection[int]) -> set[int]:
    """Return which of these patients have a paging alert without a disposition.

    Ordinary reminders to them wait until there is one.
    """
    found = select(Alert.patient_id).where(
        Alert.clinic_id == clinic_id,
        Alert.patient_id.in_(patient_ids),
        Alert.closed_at.is_(None),
        _pages(),
    )
    return set(db.session.scalars(found))


def count_open(clinic_id: int) -> int:
    """Return how many alerts wait for somebody to take them."""
    counted = select(func.count(Alert.id)).where(
        Alert.clinic_id == clinic_id,
        Alert.closed_at.is_(None),
        Alert.acknowledged_at.is_(None),
    )
    return db.session.scalars(counted).one()


def waits_too_long(clinic_id: int, now: datetime) -> str | None:
    """Return a sentence where an alert that pages is untaken though all were called.

    For every page of staff, whoever looks: it tells of nobody. Rehearsals are told of
    too, since they are to show what would happen.
    """
    oldest = select(func.min(Alert.opened_at)).where(
        Alert.clinic_id == clinic_id,
        Alert.tier == PAGING_TIER,
        Alert.closed_at.is_(None),
        Alert.acknowledged_at.is_(None),
    )
    opened_at = db.session.scalar(oldest)
    if opened_at is None:
        return None
    minutes = (now - opened_at) // MINUTE
    if minutes < timers_of(clinic_id).third:
        return None
    return f"An alert has waited {minutes} minutes: nobody has taken it."


def _pages() -> ColumnElement[bool]:
    return or_(Alert.kind == AlertKind.CRISIS, Alert.tier == 0)
