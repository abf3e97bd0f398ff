"""A patient's courses: what each treats, begun with its sessions, ended.

For clinicians alone, since a condition says what somebody suffers from. Leaves the
rules to ``courses``; a change that touches sessions has the texts to come follow it.
"""

from datetime import time

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import courses, patients, watches
from diary.audit import Action
from diary.auth import Permission
from diary.courses import Condition, Course, CourseDraft, Protocol, Route, Weekday
from diary.errors import NotFound
from diary.localtime import local_day
from diary.patients import Patient
from diary.web import plans
from diary.web.answers import Page, note_look
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("courses", __name__)

MORNING = time(10, 0)


@bp.get("/patients/<ref>/courses")
@staff(Permission.DIARY)
def show(ref: str, course_ref: str | None = None) -> Page:
    """Show the courses; ``course_ref`` is of a form that was refused."""
    patient = patients.patient_by_ref(g.clinic.id, ref)
    note_look(Action.READ, patient.ref)
    today = local_day(g.now, g.clinic.zone)
    model = {
        "patient": patient,
        "today": today,
        "courses": courses.courses_of(g.clinic.id, patient.id),
        "watcher": watches.watcher_of(g.clinic.id, patient.id, today),
        "refused": course_ref,
        "conditions": list(Condition),
        "protocols": list(Protocol),
        "routes": list(Route),
        "weekdays": list(Weekday),
    }
    return Page("clinician/courses.html", model)


@bp.post("/patients/<ref>/courses")
@staff(Permission.DIARY, again=show)
def start(ref: str) -> Response:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    draft = CourseDraft(
        protocol=fields.choice("protocol", Protocol, Protocol.BY_HAND),
        route=fields.choice("route", Route, Route.IV),
        condition=fields.choice("condition", Condition, Condition.OTHER),
        starts_on=fields.day("starts_on", local_day(g.now, g.clinic.zone)),
        first_at=fields.wall_time("first_at", MORNING),
        weekdays=fields.choices("weekdays", Weekday),
    )
    with fields.all_at_once():
        courses.start_course(g.clinic, patient, draft, g.actor, g.now)
    plans.follow(patient)
    return _back(patient)


@bp.post("/patients/<ref>/courses/<course_ref>/end")
@staff(Permission.DIARY, again=show)
def end(ref: str, course_ref: str) -> Response:
    patient, course = _course(ref, course_ref)
    fields = Fields(request.form)
    ended_on = fields.day("ended_on", local_day(g.now, g.clinic.zone))
    with fields.all_at_once():
        courses.end_course(g.clinic, course, ended_on, g.actor, g.now)
    return _back(patient)


@bp.post("/patients/<ref>/courses/<course_ref>/condition")
@staff(Permission.DIARY, again=show)
def correct(ref: str, course_ref: str) -> Response:
    patient, course = _course(ref, course_ref)
    fields = Fields(request.form)
    condition = fields.choice("condition", Condition, course.condition)
    with fields.all_at_once():
        courses.correct_condition(g.clinic, course, condition, g.actor, g.now)
    return _back(patient)


def _course(ref: str, course_ref: str) -> tuple[Patient, Course]:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    course = courses.course_by_ref(g.clinic.id, course_ref)
    if course.patient_id != patient.id:
        raise NotFound("There is no such course.")
    return patient, course


def _back(patient: Patient) -> Response:
    return redirect(url_for("courses.show", ref=patient.ref), 303)
