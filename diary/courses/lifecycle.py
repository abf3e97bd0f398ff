"""Sessions: planned by hand, moved, canceled, missed, ended. The edge commits.

Nothing here knows of reminders. Whoever commits a change calls ``reminders.sync``
for the patient after it; where that is forgotten, ``plan_reminders`` brings the
stored wishes into line within minutes and the release asks again before a text goes.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select

from diary.audit import Action, Actor
from diary.clinics import Clinic
from diary.courses.checks import wrong_end, wrong_visit
from diary.courses.coming import forget_coming, settle_visit_task
from diary.courses.models import Ride, Route, SessionStatus, TreatmentSession
from diary.courses.rides import forget_ride, settle_ride_tasks, warn_of_new_time
from diary.courses.trail import note
from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from diary.localtime import instant_of, local_day
from diary.patients import Patient, hold_patient, patient_by_id

TWICE = "This patient has a session on that day already."
TAKES_PLACE = (SessionStatus.PLANNED, SessionStatus.HELD)


def plan_session(
    clinic: Clinic,
    patient: Patient,
    starts_on: date,
    starts_at_time: time,
    route: Route,
    actor: Actor,
    now: datetime,
    dose_mg: Decimal | None = None,
) -> TreatmentSession:
    """Add a session at this day and wall-clock time of the clinic, with its ride.

    Raises Invalid naming every wrong field, one session a patient and day; Refused
    for a patient who was discharged.
    """
    if patient.clinic_id != clinic.id:
        raise NotFound("There is no such patient.")
    if patient.discharged_at is not None:
        raise Refused("This patient was discharged; enrol them again first.")
    hold_patient(clinic.id, patient.id)
    _check(clinic, patient.id, starts_on, starts_at_time, dose_mg, now)
    planned = TreatmentSession(
        clinic_id=clinic.id,
        patient_id=patient.id,
        starts_on=starts_on,
        starts_at_time=starts_at_time,
        zone=clinic.zone,
        starts_at=instant_of(starts_on, starts_at_time, clinic.zone),
        route=Route(route),
        dose_mg=dose_mg,
        status=SessionStatus.PLANNED,
        booked_at=now,
    )
    db.session.add(planned)
    db.session.flush()
    db.session.add(Ride(clinic_id=clinic.id, treatment_session_id=planned.id))
    db.session.flush()
    note(Action.PLAN, planned, patient, actor, now)
    return planned


def move_session(
    clinic: Clinic,
    treatment_session: TreatmentSession,
    starts_on: date,
    starts_at_time: time,
    actor: Actor,
    now: datetime,
) -> TreatmentSession:
    """Give a planned session another day or time, in the clinic's zone of today.

    On another day the ride has to be asked for anew; at another time of the same day
    a confirmed ride stays and the desk is told to check it. What was answered to the
    question about the visit is forgotten. Raises Invalid, Refused.
    """
    patient = _patient_of(clinic, treatment_session)
    # An answer that comes in at this moment is about the day that was.
    db.session.refresh(treatment_session, with_for_update=True)
    _only_planned(treatment_session, "moved")
    hold_patient(clinic.id, patient.id)
    _check(
        clinic,
        patient.id,
        starts_on,
        starts_at_time,
        treatment_session.dose_mg,
        now,
        treatment_session.id,
    )
    before = (treatment_session.starts_on, treatment_session.starts_at)
    if before[0] != starts_on:
        forget_ride(treatment_session, now)
    treatment_session.starts_on = starts_on
    treatment_session.starts_at_time = starts_at_time
    treatment_session.zone = clinic.zone
    treatment_session.starts_at = instant_of(starts_on, starts_at_time, clinic.zone)
    if before[0] == starts_on and before[1] != treatment_session.starts_at:
        warn_of_new_time(treatment_session, now)
    if before != (starts_on, treatment_session.starts_at):
        forget_coming(treatment_session, now)
        treatment_session.booked_at = now
    db.session.flush()
    note(Action.MOVE, treatment_session, patient, actor, now)
    return treatment_session


def cancel_session(
    clinic: Clinic, treatment_session: TreatmentSession, actor: Actor, now: datetime
) -> None:
    """Call a planned session off; a second time changes nothing. Raises Refused."""
    patient = _patient_of(clinic, treatment_session)
    if treatment_session.status is SessionStatus.CANCELED:
        return
    _only_planned(treatment_session, "canceled")
    treatment_session.status = SessionStatus.CANCELED
    settle_ride_tasks(treatment_session, now)
    settle_visit_task(treatment_session, now)
    db.session.flush()
    note(Action.CHANGE, treatment_session, patient, actor, now, "canceled")


def mark_missed(
    clinic: Clinic, treatment_session: TreatmentSession, actor: Actor, now: datetime
) -> None:
    """Write down that nobody came; before the session begins this is refused."""
    patient = _patient_of(clinic, treatment_session)
    if treatment_session.status is SessionStatus.MISSED:
        return
    _only_planned(treatment_session, "marked as missed")
    if treatment_session.starts_at > now:
        raise Refused("This session is still to come.")
    treatment_session.status = SessionStatus.MISSED
    settle_ride_tasks(treatment_session, now)
    settle_visit_task(treatment_session, now)
    db.session.flush()
    note(Action.CHANGE, treatment_session, patient, actor, now, "missed")


def end_session(
    clinic: Clinic,
    treatment_session: TreatmentSession,
    ended_at: datetime,
    actor: Actor,
    now: datetime,
) -> TreatmentSession:
    """Record when a session ended, which starts the hours without driving.

    A second time corrects the instant, and a text with the corrected hours goes out.
    Raises Invalid naming ``ended_at``; Refused for a session called off.
    """
    patient = _patient_of(clinic, treatment_session)
    if treatment_session.status is SessionStatus.CANCELED:
        raise Refused("This session was canceled.")
    wrong = wrong_end(ended_at, treatment_session.starts_at, now)
    if wrong:
        raise Invalid({"ended_at": wrong})
    treatment_session.status = SessionStatus.HELD
    treatment_session.ended_at = ended_at
    settle_ride_tasks(treatment_session, now)
    settle_visit_task(treatment_session, now)
    db.session.flush()
    note(Action.END, treatment_session, patient, actor, now)
    return treatment_session


def _check(
    clinic: Clinic,
    patient_id: int,
    starts_on: date,
    at: time,
    dose_mg: Decimal | None,
    now: datetime,
    moving_id: int | None = None,
) -> None:
    wrong = wrong_visit(starts_on, at, dose_mg, local_day(now, clinic.zone))
    days = [] if "starts_on" in wrong else [starts_on]
    if taken_day(clinic.id, patient_id, days, moving_id):
        wrong["starts_on"] = TWICE
    if wrong:
        raise Invalid(wrong)


def taken_day(
    clinic_id: int,
    patient_id: int,
    days: Collection[date],
    moving_id: int | None = None,
) -> date | None:
    """Return the first of these days with another session of the patient, if any."""
    found = select(TreatmentSession.id, TreatmentSession.starts_on).where(
        TreatmentSession.clinic_id == clinic_id,
        TreatmentSession.patient_id == patient_id,
        TreatmentSession.starts_on.in_(days),
        TreatmentSession.status.in_(TAKES_PLACE),
    )
    others = (row for row in db.session.execute(found) if row.id != moving_id)
    return min((row.starts_on for row in others), default=None)


def _only_planned(treatment_session: TreatmentSession, deed: str) -> None:
    if treatment_session.status is not SessionStatus.PLANNED:
        status = treatment_session.status
        raise Refused(f"This session is {status} and cannot be {deed}.")


def _patient_of(clinic: Clinic, treatment_session: TreatmentSession) -> Patient:
    if treatment_session.clinic_id != clinic.id:
        raise NotFound("There is no such session.")
    return patient_by_id(clinic.id, treatment_session.patient_id)
