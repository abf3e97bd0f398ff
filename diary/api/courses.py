"""Courses as JSON: one begun, with the sessions its protocol plans.

What a course treats is taken here and told only to the program that sent it.
"""

from datetime import date, time
from typing import Any

from pydantic import Field

from diary import courses, reminders
from diary.api import guards
from diary.api.guards import token
from diary.api.patients import opened
from diary.api.problems import json_blueprint
from diary.api.sessions import SessionOut, shown
from diary.api.shapes import LocalDay, Strict
from diary.api.spec import CLINIC, answers, spec
from diary.audit import Action
from diary.auth import Scope
from diary.courses import Begun, Condition, CourseDraft, Protocol, Route, Weekday

blueprint = json_blueprint("api_courses")


class CourseIn(Strict):
    """A course by the clinic's wall clock; ``weekdays`` as many as sessions a week.

    They may be left out where there is one session a week or none.
    """

    protocol: Protocol
    route: Route
    condition: Condition
    starts_on: LocalDay
    first_at: time
    weekdays: list[Weekday] = Field(default_factory=list, max_length=7)


class CourseOut(Strict):
    ref: str
    protocol: Protocol
    route: Route
    condition: Condition
    starts_on: date
    ended_on: date | None
    sessions: list[SessionOut]


@blueprint.post("/patients/<ref>/courses")
@token(Scope.SESSIONS)
@spec.validate(
    resp=answers(creates=True, HTTP_201=CourseOut), tags=["sessions"], security=CLINIC
)
def start_course(ref: str, json: CourseIn) -> Any:
    """Begin a course and plan the first sessions of its protocol."""
    patient = opened(ref, Action.PLAN)
    draft = CourseDraft(
        protocol=json.protocol,
        route=json.route,
        condition=json.condition,
        starts_on=json.starts_on,
        first_at=json.first_at,
        weekdays=json.weekdays,
    )
    begun = courses.start_course(
        guards.clinic(), patient, draft, guards.actor(), guards.now()
    )
    reminders.sync(patient.clinic_id, [patient.id], guards.now())
    return _shown(begun), 201


def _shown(begun: Begun) -> CourseOut:
    course = begun.course
    visit_ids = [visit.id for visit in begun.visits]
    rides = courses.rides_of(course.clinic_id, visit_ids)
    return CourseOut(
        ref=course.ref,
        protocol=course.protocol,
        route=course.route,
        condition=course.condition,
        starts_on=course.starts_on,
        ended_on=course.ended_on,
        sessions=[shown(visit, rides.get(visit.id)) for visit in begun.visits],
    )
