"""Forms about visits: plan, move, call off, missed, ended, ride, booster.

Leaves the rules to ``courses``; every change has the texts to come follow it.
"""

from datetime import date, datetime, time

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import courses, patients
from diary.auth import Permission
from diary.courses import RideStatus, Route, TreatmentSession
from diary.errors import NotFound
from diary.localtime import instant_of, local_day
from diary.patients import Patient
from diary.web import patient as patient_page
from diary.web import plans
from diary.web.fields import Fields
from diary.web.guards import Decorator, staff

bp = Blueprint("treatment", __name__)

MORNING = time(10, 0)


def _planning() -> Decorator:
    return staff(Permission.PLANNING, again=patient_page.show)


@bp.post("/patients/<ref>/sessions")
@_planning()
def plan(ref: str) -> Response:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    day, at = _when(fields)
    route = fields.choice("route", Route, Route.IV)
    dose = fields.number("dose_mg")
    with fields.all_at_once():
        courses.plan_session(g.clinic, patient, day, at, route, g.actor, g.now, dose)
    return _followed(patient)


@bp.post("/patients/<ref>/sessions/<session_ref>/move")
@_planning()
def move(ref: str, session_ref: str) -> Response:
    patient, visit = _visit(ref, session_ref)
    fields = Fields(request.form)
    day, at = _when(fields)
    with fields.all_at_once():
        courses.move_session(g.clinic, visit, day, at, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/sessions/<session_ref>/cancel")
@_planning()
def cancel(ref: str, session_ref: str) -> Response:
    patient, visit = _visit(ref, session_ref)
    courses.cancel_session(g.clinic, visit, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/sessions/<session_ref>/missed")
@_planning()
def missed(ref: str, session_ref: str) -> Response:
    patient, visit = _visit(ref, session_ref)
    courses.mark_missed(g.clinic, visit, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/sessions/<session_ref>/end")
@_planning()
def end(ref: str, session_ref: str) -> Response:
    patient, visit = _visit(ref, session_ref)
    fields = Fields(request.form)
    ended_at = _ended_at(fields, visit)
    with fields.all_at_once():
        courses.end_session(g.clinic, visit, ended_at, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/sessions/<session_ref>/ride")
@_planning()
def ride(ref: str, session_ref: str) -> Response:
    patient, visit = _visit(ref, session_ref)
    fields = Fields(request.form)
    status = fields.choice("status", RideStatus, RideStatus.NONE)
    with fields.all_at_once():
        courses.set_ride(
            g.clinic,
            visit,
            status,
            g.actor,
            g.now,
            escort_name=_if_given(fields, "escort_name"),
            escort_phone=_if_given(fields, "escort_phone"),
        )
    return _followed(patient)


@bp.post("/patients/<ref>/sessions/<session_ref>/coming")
@_planning()
def coming(ref: str, session_ref: str) -> Response:
    """Write down that they come, as they told the desk."""
    patient, visit = _visit(ref, session_ref)
    courses.answer_visit(g.clinic, visit, True, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/booster")
@_planning()
def booster(ref: str) -> Response:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    if "settle" in request.form:
        courses.settle_booster(g.clinic, patient, g.actor, g.now)
        return _followed(patient)
    due_on = fields.day("due_on", local_day(g.now, g.clinic.zone))
    with fields.all_at_once():
        courses.set_booster(g.clinic, patient, due_on, g.actor, g.now)
    return _followed(patient)


def _visit(ref: str, session_ref: str) -> tuple[Patient, TreatmentSession]:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    visit = courses.session_by_ref(g.clinic.id, session_ref)
    if visit.patient_id != patient.id:
        raise NotFound("There is no such session.")
    return patient, visit


def _when(fields: Fields) -> tuple[date, time]:
    today = local_day(g.now, g.clinic.zone)
    return fields.day("starts_on", today), fields.wall_time("starts_at_time", MORNING)


def _ended_at(fields: Fields, visit: TreatmentSession) -> datetime:
    """Return the typed time on the day of the visit; nothing typed means now."""
    if not fields.text("ended_at"):
        now: datetime = g.now
        return now
    at = fields.wall_time("ended_at", visit.starts_at_time)
    return instant_of(visit.starts_on, at, visit.zone)


def _if_given(fields: Fields, name: str) -> str | None:
    return fields.text(name) if name in request.form else None


def _followed(patient: Patient) -> Response:
    plans.follow(patient)
    return redirect(url_for("patient.show", ref=patient.ref), 303)
