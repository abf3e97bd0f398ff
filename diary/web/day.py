"""The day list: who comes when, who drives them home, and how their diary stands.

Leaves the rows to ``courses`` and ``entries``. What the desk may not see is not
looked up for it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, g, request

from diary import alerts, courses, entries, patients
from diary.audit import Action
from diary.auth import Permission
from diary.courses import Ride, RideStatus, SessionStatus, TreatmentSession
from diary.entries import Entry
from diary.localtime import local_day
from diary.patients import Patient
from diary.web.answers import Page, note_look
from diary.web.guards import staff

bp = Blueprint("day", __name__)

LOOK_BACK_DAYS = 14
ON_THE_WAY = (RideStatus.CONFIRMED, RideStatus.ARRIVED)


@dataclass(frozen=True)
class DiarySummary:
    """The last 14 days of one diary; ``moods`` has None for each missing day."""

    days: list[date]
    moods: list[float | None]
    answered_count: int
    last_mood: float | None


@dataclass(frozen=True)
class Visitor:
    """One row of the day; ``summary`` is None for who may not see diaries."""

    patient: Patient
    visit: TreatmentSession
    ride: Ride | None
    summary: DiarySummary | None
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
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today


def _visitors(day: date) -> list[Visitor]:
    visits = courses.sessions_on(g.clinic.id, day)
    rides = courses.rides_of(g.clinic.id, [visit.id for visit in visits])
    ids = [visit.patient_id for visit in visits]
    people = patients.patients_by_id(g.clinic.id, ids)
    is_clinical = g.viewer.may(Permission.DIARY)
    in_crisis = alerts.has_open_crisis(g.clinic.id, ids) if is_clinical else set()
    return [
        Visitor(
            patient=people[visit.patient_id],
            visit=visit,
            ride=rides.get(visit.id),
            summary=_summary(people[visit.patient_id], day) if is_clinical else None,
            has_open_alert=visit.patient_id in in_crisis,
        )
        for visit in visits
    ]


def _summary(patient: Patient, last: date) -> DiarySummary:
    first = last - timedelta(days=LOOK_BACK_DAYS - 1)
    found = entries.entries_between(g.clinic.id, patient.id, first, last)
    return summarized(found, first, last)


def summarized(found: list[Entry], first: date, last: date) -> DiarySummary:
    """Return how a diary stood over some days; a missing day stays missing."""
    mood_on = {entry.day: entry.mood for entry in found}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    moods = [float(m) if (m := mood_on.get(day)) is not None else None for day in days]
    said = [mood for mood in moods if mood is not None]
    return DiarySummary(days, moods, len(found), said[-1] if said else None)
