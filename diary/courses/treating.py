"""Courses: begun with their sessions, ended, and what they treat. The edge commits.

Leaves sessions, once planned, to ``lifecycle``: ending a course calls none of them
off. What the audit keeps names no condition, since administrators read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import or_, select

from diary.audit import Action, Actor
from diary.clinics import Clinic
from diary.courses.checks import FURTHEST
from diary.courses.lifecycle import TWICE, plan_session, taken_day
from diary.courses.models import (
    Condition,
    Course,
    Protocol,
    Route,
    TreatmentSession,
)
from diary.courses.protocols import Weekday, session_days, wrong_plan
from diary.courses.rides import spoken
from diary.courses.trail import note
from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from diary.localtime import local_day
from diary.patients import Patient, hold_patient, patient_by_id

TOO_FAR = "Give a day within two years of today."
ALREADY = "This course is written down already."
NO_END = "Give a day from its first one to today; today if it has yet to begin."


@dataclass(frozen=True)
class CourseDraft:
    """A course as somebody wants it; ``first_at`` is the clinic's wall clock.

    ``weekdays`` may be left out where there is one session a week or none.
    """

    protocol: Protocol
    route: Route
    condition: Condition
    starts_on: date
    first_at: time
    weekdays: Sequence[Weekday] = ()


@dataclass(frozen=True)
class Begun:
    """A course with the sessions its protocol planned, in their order."""

    course: Course
    visits: tuple[TreatmentSession, ...]


def start_course(
    clinic: Clinic, patient: Patient, draft: CourseDraft, actor: Actor, now: datetime
) -> Begun:
    """Write a course down and plan the first sessions of its protocol, with rides.

    Raises Invalid naming every wrong field, a day taken by another session among
    them; Refused for a patient who was discharged. Two courses may run side by side,
    but not the same one twice.
    """
    if patient.clinic_id != clinic.id:
        raise NotFound("There is no such patient.")
    if patient.discharged_at is not None:
        raise Refused("This patient was discharged; enrol them again first.")
    hold_patient(clinic.id, patient.id)
    days = _days(clinic, patient, draft, now)
    course = Course(
        clinic_id=clinic.id,
        patient_id=patient.id,
        protocol=draft.protocol,
        route=draft.route,
        condition=draft.condition,
        starts_on=draft.starts_on,
        written_at=now,
    )
    db.session.add(course)
    db.session.flush()
    note(Action.PLAN, course, patient, actor, now, "course")
    at, how = draft.first_at, draft.route
    visits = [plan_session(clinic, patient, day, at, how, actor, now) for day in days]
    return Begun(course, tuple(visits))


def _days(
    clinic: Clinic, patient: Patient, draft: CourseDraft, now: datetime
) -> list[date]:
    asked = (draft.protocol, draft.route, draft.starts_on, draft.weekdays)
    wrong, days = wrong_plan(*asked), []
    if abs(draft.starts_on - local_day(now, clinic.zone)) > FURTHEST:
        wrong["starts_on"] = TOO_FAR
    else:
        days = session_days(draft.protocol, draft.starts_on, draft.weekdays)
    taken = taken_day(clinic.id, patient.id, days)
    if taken:
        wrong["starts_on"] = f"{TWICE[:-1]}: {spoken(taken)}."
    elif not days and _runs(patient, draft):
        wrong.setdefault("starts_on", ALREADY)
    if draft.first_at.tzinfo is not None:
        wrong["first_at"] = "Give a wall-clock time like 10:00."
    if wrong:
        raise Invalid(wrong)
    return days


def _runs(patient: Patient, draft: CourseDraft) -> bool:
    """Say whether just this course stands; one with sessions is told by their days."""
    found = select(Course.id).where(
        Course.clinic_id == patient.clinic_id,
        Course.patient_id == patient.id,
        Course.protocol == draft.protocol,
        Course.route == draft.route,
        Course.condition == draft.condition,
        Course.starts_on == draft.starts_on,
        Course.ended_on.is_(None),
    )
    return db.session.scalars(found.limit(1)).first() is not None


def end_course(
    clinic: Clinic, course: Course, ended_on: date, actor: Actor, now: datetime
) -> None:
    """Say on which day a course ended; a second time corrects the day.

    Sessions still planned stay planned; a course that has yet to begin ends today,
    before its first day. Raises Invalid naming ``ended_on``.
    """
    patient = _patient_of(clinic, course)
    today = local_day(now, clinic.zone)
    if not min(course.starts_on, today) <= ended_on <= today:
        raise Invalid({"ended_on": NO_END})
    course.ended_on = ended_on
    db.session.flush()
    note(Action.END, course, patient, actor, now, "course")


def correct_condition(
    clinic: Clinic,
    course: Course,
    condition: Condition,
    actor: Actor,
    now: datetime,
) -> None:
    """Say what a course treats, where it was written down wrong; twice is once."""
    patient = _patient_of(clinic, course)
    if course.condition is condition:
        return
    course.condition = condition
    db.session.flush()
    note(Action.CHANGE, course, patient, actor, now, "condition of a course")


def course_by_ref(clinic_id: int, ref: str) -> Course:
    """Return a clinic's course; raises NotFound, for another clinic's one too."""
    found = select(Course).where(Course.clinic_id == clinic_id, Course.ref == ref)
    course = db.session.scalars(found).first()
    if course is None:
        raise NotFound("There is no such course.")
    return course


def courses_of(clinic_id: int, patient_id: int) -> list[Course]:
    """Return a patient's courses, the latest first, ended or not."""
    found = select(Course).where(
        Course.clinic_id == clinic_id, Course.patient_id == patient_id
    )
    ordered = found.order_by(Course.starts_on.desc(), Course.id.desc())
    return list(db.session.scalars(ordered))


def is_treated_for(
    clinic_id: int, patient_id: int, condition: Condition, since: date
) -> bool:
    """Say whether a course for this condition runs, or ended on that day or later.

    One that is written down and has yet to begin counts: the condition is known.
    """
    found = select(Course.id).where(
        Course.clinic_id == clinic_id,
        Course.patient_id == patient_id,
        Course.condition == condition,
        or_(Course.ended_on.is_(None), Course.ended_on >= since),
    )
    return db.session.scalars(found.limit(1)).first() is not None


def _patient_of(clinic: Clinic, course: Course) -> Patient:
    if course.clinic_id != clinic.id:
        raise NotFound("There is no such course.")
    return patient_by_id(clinic.id, course.patient_id)
