"""Whether a patient comes to a visit: what they answered when asked days ahead.

Leaves the asking to ``reminders`` and the ride home to ``rides``. The edge commits.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from diary.audit import Action, Actor
from diary.clinics import Clinic
from diary.courses.models import SessionStatus, TreatmentSession
from diary.courses.rides import spoken
from diary.courses.trail import note
from diary.db import db
from diary.errors import NotFound, Refused
from diary.patients import patient_by_id
from diary.tasks import TaskKind, finish_by_key, open_task

DESK_HAS = timedelta(hours=4)


def answer_visit(
    clinic: Clinic,
    treatment_session: TreatmentSession,
    is_coming: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Take an answer whether a patient comes, by text or as the desk heard it.

    A no calls nothing off: it opens a task for the desk to ring, which a yes closes.
    The same answer again changes nothing but when a yes was last given. Raises Refused
    where the session is not to come any more, or was moved at this very moment.
    """
    if treatment_session.clinic_id != clinic.id:
        raise NotFound("There is no such session.")
    known = treatment_session.starts_at
    db.session.refresh(treatment_session, with_for_update=True)
    if treatment_session.starts_at != known:
        raise Refused("This session was moved just now.")
    if treatment_session.status is not SessionStatus.PLANNED:
        raise Refused("This session is not to come any more.")
    if is_coming:
        settle_visit_task(treatment_session, now)
        treatment_session.confirmed_at = now
        treatment_session.declined_at = None
    elif treatment_session.declined_at is None:
        treatment_session.confirmed_at = None
        treatment_session.declined_at = now
        _have_the_desk_ring(treatment_session, now)
    db.session.flush()
    _note(treatment_session, "confirmed" if is_coming else "declined", actor, now)


def visit_answered_since(
    clinic_id: int, patient_id: int, since: datetime
) -> tuple[TreatmentSession, datetime] | None:
    """Return the visit a patient answered about last, not before an instant."""
    at = func.coalesce(TreatmentSession.confirmed_at, TreatmentSession.declined_at)
    found = (
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.status == SessionStatus.PLANNED,
            or_(
                TreatmentSession.confirmed_at >= since,
                TreatmentSession.declined_at >= since,
            ),
        )
        .order_by(at.desc())
    )
    visit = db.session.scalars(found).first()
    answered_at = visit and (visit.confirmed_at or visit.declined_at)
    return (visit, answered_at) if visit and answered_at else None


def take_back_coming(
    treatment_session: TreatmentSession, actor: Actor, now: datetime
) -> None:
    """Have the visit unanswered again; the desk need not ring about a no any more."""
    forget_coming(treatment_session, now)
    db.session.flush()
    _note(treatment_session, "answer taken back", actor, now)


def forget_coming(treatment_session: TreatmentSession, now: datetime) -> None:
    """Start over: what was answered was about another day or time."""
    settle_visit_task(treatment_session, now)
    treatment_session.confirmed_at = treatment_session.declined_at = None


def settle_visit_task(treatment_session: TreatmentSession, now: datetime) -> None:
    """Close the desk's task to ring about a no; without one nothing happens."""
    if treatment_session.declined_at is not None:
        finish_by_key(treatment_session.clinic_id, _key(treatment_session), now)


def _have_the_desk_ring(treatment_session: TreatmentSession, now: datetime) -> None:
    day = spoken(treatment_session.starts_on)
    open_task(
        treatment_session.clinic_id,
        TaskKind.MOVE_VISIT,
        _key(treatment_session),
        f"Said no to the visit on {day}, {treatment_session.starts_at_time:%H:%M}: "
        "please ring.",
        max(now, min(now + DESK_HAS, treatment_session.starts_at)),
        now,
        patient_id=treatment_session.patient_id,
        again=True,
    )


def _key(treatment_session: TreatmentSession) -> str:
    """A no after a yes is a new thing to do, so the instant is part of it."""
    at = treatment_session.declined_at
    return f"visit-no:{treatment_session.ref}:{at:%Y%m%dT%H%M%S}"


def _note(
    treatment_session: TreatmentSession, detail: str, actor: Actor, now: datetime
) -> None:
    patient = patient_by_id(treatment_session.clinic_id, treatment_session.patient_id)
    note(Action.CHANGE, treatment_session, patient, actor, now, detail)
