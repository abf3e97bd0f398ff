"""One patient's page: what happened since the last session, then all one may do.

Leaves the forms on it to ``treatment`` and ``record``. What the desk may not see is
not looked up for it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, g, request

from diary import alerts, courses, outbox, patients, reminders
from diary.alerts import Alert
from diary.audit import Action
from diary.auth import Permission
from diary.courses import Ride, RideStatus, Route, SessionStatus, TreatmentSession
from diary.localtime import local_day
from diary.patients import Patient, Purpose
from diary.texts import LANGUAGES
from diary.web.answers import Page, note_look
from diary.web.guards import staff
from diary.web.reported import Reported, reported

bp = Blueprint("patient", __name__)

DAYS_AHEAD = 14
SPANS = (14, 90, 365)
WITHOUT_SESSION_DAYS = 30


@dataclass(frozen=True)
class Visit:
    """A treatment session with its ride."""

    visit: TreatmentSession
    ride: Ride


@dataclass(frozen=True)
class Clinical:
    """What only clinicians see; ``span`` None is since the last session."""

    reported: Reported
    last_held: TreatmentSession | None
    span: int | None
    alerts: list[Alert]


@bp.get("/patients/<ref>")
@staff(Permission.CONTACT)
def show(ref: str) -> Page:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    note_look(Action.READ, patient.ref)
    is_clinical = g.viewer.may(Permission.DIARY)
    today = local_day(g.now, patient.zone)
    visits = _visits(patient)
    model = {
        "patient": patient,
        "age": patients.age_on(date.fromisoformat(patient.date_of_birth), today),
        "today": today,
        "visits": visits,
        "next_visit": _next(visits),
        "booster": courses.booster_of(g.clinic.id, patient.id),
        "clinical": _clinical(patient, today) if is_clinical else None,
        "upcoming": reminders.upcoming(g.clinic, patient, g.now, DAYS_AHEAD),
        "consents": patients.purposes_of(patient),
        "is_stopped": _is_stopped(patient),
    }
    return Page("clinician/patient.html", model | _choices())


def _choices() -> dict[str, object]:
    return {
        "purposes": list(Purpose),
        "routes": list(Route),
        "ride_statuses": list(RideStatus),
        "languages": LANGUAGES,
        "spans": SPANS,
    }


def _visits(patient: Patient) -> list[Visit]:
    found = courses.sessions_of(g.clinic.id, patient.id)
    rides = courses.rides_of(g.clinic.id, [one.id for one in found])
    return [Visit(one, rides[one.id]) for one in found if one.id in rides]


def _next(visits: list[Visit]) -> Visit | None:
    coming = [
        one
        for one in visits
        if one.visit.status is SessionStatus.PLANNED and one.visit.starts_at >= g.now
    ]
    return min(coming, key=lambda one: one.visit.starts_at, default=None)


def _clinical(patient: Patient, today: date) -> Clinical:
    last_held = courses.last_held(g.clinic.id, patient.id)
    asked = request.args.get("days", "")
    span = int(asked) if asked in [str(days) for days in SPANS] else None
    first = today - timedelta(days=(span or WITHOUT_SESSION_DAYS) - 1)
    if span is None and last_held is not None:
        first = last_held.starts_on
    return Clinical(
        reported=reported(patient, first, today),
        last_held=last_held,
        span=span,
        alerts=alerts.alerts_of(g.clinic.id, patient.id),
    )


def _is_stopped(patient: Patient) -> bool:
    stopped = outbox.suppressed_numbers(g.clinic.id, [patient.phone_index])
    return patient.phone_index in stopped
