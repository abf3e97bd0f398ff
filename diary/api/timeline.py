"""A patient's story as JSON: the very days, gaps and sessions the chart draws."""

from datetime import date, datetime, timedelta
from typing import Any

from pydantic import Field

from diary import patients, timeline
from diary.api import guards
from diary.api.entries import Symptom
from diary.api.guards import patient_token, token
from diary.api.patients import opened
from diary.api.problems import json_blueprint
from diary.api.shapes import Strict, plain
from diary.api.spec import CLINIC, PATIENT, answers, spec
from diary.audit import Action, record
from diary.auth import Scope
from diary.localtime import local_day
from diary.patients import Patient
from diary.timeline import Day, Mark, Timeline

blueprint = json_blueprint("api_timeline")
TAGS = ["diary"]
CASELOAD_DAYS = 14


class DayOut(Strict):
    """One calendar day; an unanswered one is a gap and has no figures."""

    day: date
    is_answered: bool
    is_late: bool
    scores: dict[str, float]
    symptoms: list[Symptom]


class MarkOut(Strict):
    ref: str
    starts_at: datetime
    route: str
    status: str
    number: int | None
    dose_mg: float | None


class TimelineOut(Strict):
    """``since`` is the day of the last session held."""

    first: date
    last: date
    since: date | None
    answered_count: int
    days: list[DayOut]
    sessions: list[MarkOut]


class TimelineQuery(Strict):
    days: int = Field(default=90, ge=1, le=400)


class CaseOut(Strict):
    """A patient's summary figures over the last 14 days."""

    patient: str
    last_mood: float | None
    last_mood_on: date | None
    answered_count: int
    day_count: int


class Caseload(Strict):
    items: list[CaseOut]
    next: None = None


@blueprint.get("/patients/<ref>/timeline")
@token(Scope.ENTRIES)
@spec.validate(resp=answers(HTTP_200=TimelineOut), tags=TAGS, security=CLINIC)
def read_timeline(ref: str, query: TimelineQuery) -> Any:
    """Read what the chart draws."""
    return _shown(opened(ref), query.days)


@blueprint.get("/me/timeline")
@patient_token
@spec.validate(resp=answers(HTTP_200=TimelineOut), tags=["me"], security=PATIENT)
def read_my_timeline(query: TimelineQuery) -> Any:
    """Read what my chart draws."""
    return _shown(guards.patient(), query.days)


def _shown(patient: Patient, days: int) -> TimelineOut:
    today = local_day(guards.now(), patient.zone)
    first = today - timedelta(days=days - 1)
    told = timeline.build(patient.clinic_id, patient.id, first, today, today)
    return TimelineOut(
        first=told.first_on,
        last=told.last_on,
        since=told.since_on,
        answered_count=sum(day.is_answered for day in told.days),
        days=[_day(day) for day in told.days],
        sessions=[_mark(mark) for mark in told.marks],
    )


def _day(day: Day) -> DayOut:
    return DayOut(
        day=day.on,
        is_answered=day.is_answered,
        is_late=day.is_late,
        scores={name: float(value) for name, value in day.scores.items()},
        symptoms=[Symptom(key=key, severity=n) for key, n in day.symptoms.items()],
    )


def _mark(mark: Mark) -> MarkOut:
    return MarkOut(
        ref=mark.ref,
        starts_at=mark.at,
        route=mark.route,
        status=mark.status,
        number=mark.number,
        dose_mg=None if mark.dose_mg is None else float(mark.dose_mg),
    )


@blueprint.get("/caseload")
@token(Scope.ENTRIES)
@spec.validate(resp=answers(HTTP_200=Caseload), tags=TAGS, security=CLINIC)
def read_caseload() -> Any:
    """Read a clinic's patients in treatment with their summary figures."""
    clinic = guards.clinic()
    record(Action.LIST, guards.actor(), guards.now(), clinic_id=clinic.id)
    known = patients.refs_of(clinic.id)
    today = local_day(guards.now(), clinic.zone)
    told = timeline.build_many(clinic.id, list(known), today, CASELOAD_DAYS)
    return Caseload(items=[_case(ref, told[key]) for key, ref in known.items()])


def _case(ref: str, told: Timeline) -> CaseOut:
    given = [day for day in told.days if "mood" in day.scores]
    last = given[-1] if given else None
    return CaseOut(
        patient=ref,
        last_mood=plain(last.scores["mood"]) if last else None,
        last_mood_on=last.on if last else None,
        answered_count=sum(day.is_answered for day in told.days),
        day_count=len(told.days),
    )
