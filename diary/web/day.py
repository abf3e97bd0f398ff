"""The day list: who comes when, who drives them home, and how their diary stands.

Leaves the rows to ``courses`` and the moods to ``timeline``. What the desk may not
see is not looked up for it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask import Blueprint, g, request
from markupsafe import Markup

from diary import alerts, courses, patients, timeline
from diary.audit import Action
from diary.auth import Permission
from diary.courses import Ride, RideStatus, SessionStatus, TreatmentSession
from diary.localtime import local_day
from diary.patients import Patient
from diary.timeline import Timeline
from diary.web.answers import Page, note_look
from diary.web.guards import staff

bp = Blueprint("day", __name__)

LOOK_BACK_DAYS = 14
FURTHEST = timedelta(days=3660)
ON_THE_WAY = (RideStatus.CONFIRMED, RideStatus.ARRIVED)


@dataclass(frozen=True)
class Diary:
    """The last 14 days of one diary, as a line and in figures."""

    sparkline: Markup
    answered_count: int
    day_count: int
    last_mood: Decimal | None


@dataclass(frozen=True)
class Visitor:
    """One row of the day; ``diary`` is None for who may not see diaries."""

    patient: Patient
    visit: TreatmentSession
    ride: Ride | None
    diary: Diary | None
    has_open_alert: bool

    @property
    def needs_ride(self) -> bool:
        is_to_come = self.visit.status is SessionStatus.PLANNED
        is_set = self.ride is not None and self.ride.status in ON_THE_WAY
        return is_to_come and not is_set


@bp.get("/today")
@staff(Permission.DAY)
def show() -> Page:
    today = local_day(g.now, g.clinic.zone)
    day = _wanted_day(today)
    visitors = _visitors(day)
    for one in visitors:
        note_look(Action.LIST, one.patient.ref, about=one.visit.ref)
    model = {
        "day": day,
        "today": today,
        "visitors": visitors,
        "without_ride": [one for one in visitors if one.needs_ride],
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    return Page("desk/today.html", model)


def _wanted_day(today: date) -> date:
    """Return the day asked for; one that cannot be meant is today."""
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return asked if abs(asked - today) <= FURTHEST else today


def _visitors(day: date) -> list[Visitor]:
    visits = courses.sessions_on(g.clinic.id, day)
    rides = courses.rides_of(g.clinic.id, [visit.id for visit in visits])
    ids = [visit.patient_id for visit in visits]
    people = patients.patients_by_id(g.clinic.id, ids)
    is_clinical = g.viewer.may(Permission.DIARY)
    in_crisis = alerts.has_open_crisis(g.clinic.id, ids) if is_clinical else set()
    diaries = _diaries(ids, day) if is_clinical else {}
    return [
        Visitor(
            patient=people[visit.patient_id],
            visit=visit,
            ride=rides.get(visit.id),
            diary=diaries.get(visit.patient_id),
            has_open_alert=visit.patient_id in in_crisis,
        )
        for visit in visits
    ]


def _diaries(patient_ids: list[int], last: date) -> dict[int, Diary]:
    told = timeline.build_many(g.clinic.id, patient_ids, last, LOOK_BACK_DAYS)
    return {patient_id: _diary(story) for patient_id, story in told.items()}


def _diary(story: Timeline) -> Diary:
    moods = [day.scores["mood"] for day in story.days if "mood" in day.scores]
    return Diary(
        sparkline=timeline.sparkline(story),
        answered_count=sum(day.is_answered for day in story.days),
        day_count=len(story.days),
        last_mood=moods[-1] if moods else None,
    )
