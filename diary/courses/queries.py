"""Finding sessions; every look-up is within one clinic.

Rides and boosters are found beside what changes them.
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from diary.courses.models import SessionStatus, TreatmentSession
from diary.db import db
from diary.errors import NotFound


def session_by_ref(clinic_id: int, ref: str) -> TreatmentSession:
    """Return a clinic's session; raises NotFound, for another clinic's one too."""
    found = select(TreatmentSession).where(
        TreatmentSession.clinic_id == clinic_id, TreatmentSession.ref == ref
    )
    treatment_session = db.session.scalars(found).first()
    if treatment_session is None:
        raise NotFound("There is no such session.")
    return treatment_session


def sessions_of(clinic_id: int, patient_id: int) -> list[TreatmentSession]:
    """Return all of a patient's sessions, the first one first, called off or not."""
    found = select(TreatmentSession).where(
        TreatmentSession.clinic_id == clinic_id,
        TreatmentSession.patient_id == patient_id,
    )
    return list(db.session.scalars(found.order_by(TreatmentSession.starts_at)))


def sessions_on(clinic_id: int, day: date) -> list[TreatmentSession]:
    """Return the sessions of one day by time, without those called off."""
    return sessions_between(clinic_id, day, day)


def sessions_between(clinic_id: int, first: date, last: date) -> list[TreatmentSession]:
    """Return the sessions of these days by time, without those called off."""
    found = select(TreatmentSession).where(
        TreatmentSession.clinic_id == clinic_id,
        TreatmentSession.starts_on.between(first, last),
        TreatmentSession.status != SessionStatus.CANCELED,
    )
    ordered = found.order_by(TreatmentSession.starts_at, TreatmentSession.id)
    return list(db.session.scalars(ordered))


def sessions_since(
    clinic_id: int, patient_ids: Collection[int], since: datetime
) -> dict[int, list[TreatmentSession]]:
    """Return these patients' sessions from an instant on by patient key, in order."""
    found = select(TreatmentSession).where(
        TreatmentSession.clinic_id == clinic_id,
        TreatmentSession.patient_id.in_(patient_ids),
        TreatmentSession.starts_at >= since,
        TreatmentSession.status != SessionStatus.CANCELED,
    )
    grouped: dict[int, list[TreatmentSession]] = {}
    for each in db.session.scalars(found.order_by(TreatmentSession.starts_at)):
        grouped.setdefault(each.patient_id, []).append(each)
    return grouped


def sessions_by_ref(
    clinic_id: int, refs: Collection[str]
) -> dict[str, TreatmentSession]:
    """Return those of these refs that are sessions of the clinic."""
    found = select(TreatmentSession).where(
        TreatmentSession.clinic_id == clinic_id, TreatmentSession.ref.in_(refs)
    )
    return {each.ref: each for each in db.session.scalars(found)}


def next_session(
    clinic_id: int, patient_id: int, now: datetime
) -> TreatmentSession | None:
    """Return the patient's next planned session from now on."""
    return next_sessions(clinic_id, [patient_id], now).get(patient_id)


def next_sessions(
    clinic_id: int, patient_ids: Collection[int], now: datetime
) -> dict[int, TreatmentSession]:
    """Return each patient's next planned session by patient key."""
    return _last_of_each(
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.patient_id.in_(patient_ids),
            TreatmentSession.status == SessionStatus.PLANNED,
            TreatmentSession.starts_at >= now,
        )
        .order_by(TreatmentSession.starts_at.desc())
    )


def last_held(clinic_id: int, patient_id: int) -> TreatmentSession | None:
    """Return the patient's last session that took place."""
    found = (
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.status == SessionStatus.HELD,
        )
        .order_by(TreatmentSession.starts_at.desc())
    )
    return db.session.scalars(found.limit(1)).first()


def last_begun(clinic_id: int, patient_id: int, until: datetime) -> Any:
    """Return day, start and end of the last session that began by then, or None.

    A row of ``starts_on``, ``starts_at`` and ``ended_at``, which may be None still.
    """
    asked = {"clinic_id": clinic_id, "patient_id": patient_id, "until": until}
    return db.session.connection().execute(_last_begun(), asked).first()


@cache
def _last_begun() -> Any:
    table = TreatmentSession.__table__.c
    begun = table.status.in_((SessionStatus.HELD, SessionStatus.PLANNED))
    return (
        select(table.starts_on, table.starts_at, table.ended_at)
        .where(
            table.clinic_id == bindparam("clinic_id"),
            table.patient_id == bindparam("patient_id"),
            table.starts_at <= bindparam("until"),
            begun,
        )
        .order_by(table.starts_at.desc())
        .limit(1)
    )


def last_held_of(
    clinic_id: int, patient_ids: Collection[int]
) -> dict[int, TreatmentSession]:
    """Return each patient's last session that took place by patient key."""
    return _last_of_each(
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.patient_id.in_(patient_ids),
            TreatmentSession.status == SessionStatus.HELD,
        )
        .order_by(TreatmentSession.starts_at)
    )


def _last_of_each(ordered: Select[TreatmentSession]) -> dict[int, TreatmentSession]:
    return {each.patient_id: each for each in db.session.scalars(ordered)}
