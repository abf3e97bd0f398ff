"""One patient's page: what happened since the last session, then all one may do.

Leaves the forms on it to ``treatment`` and ``record``, the story of the diary to
``timeline``. What the desk may not see is not looked up for it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, g, request
from markupsafe import Markup

from diary import (
    alerts,
    courses,
    inbox,
    outbox,
    patients,
    reminders,
    timeline,
    watches,
)
from diary.alerts import Alert
from diary.audit import Action
from diary.auth import Permission
from diary.courses import (
    Course,
    Ride,
    RideStatus,
    Route,
    SessionStatus,
    TreatmentSession,
)
from diary.instruments import SYMPTOMS
from diary.localtime import local_day
from diary.patients import Patient, Purpose
from diary.texts import LANGUAGES
from diary.timeline import Table, Timeline
from diary.watches import Watcher
from diary.web.answers import Page, note_look
from diary.web.conversation import Line, conversation
from diary.web.guards import staff

bp = Blueprint("patient", __name__)

DAYS_AHEAD = 14
SPANS = (14, 90, 365)
# The story is told since the last session; a few days before it show the change.
SHORTEST_SPAN = 28
BEFORE_SESSION = timedelta(days=14)
NARROW_DAYS = 14
TEXTS_SHOWN = 60
WORDS_SHOWN = 3
KEPT_IN_VIEW = timedelta(days=7)


@dataclass(frozen=True)
class Visit:
    """A treatment session with its ride."""

    visit: TreatmentSession
    ride: Ride


@dataclass(frozen=True)
class Said:
    """The patient's own words of a day."""

    on: date
    text: str


@dataclass(frozen=True)
class Clinical:
    """What only clinicians see: sentence, pictures and their twin in rows, alerts.

    ``span`` None is around the last session. ``is_watched`` is the clinician's tick,
    ``watcher`` what holds, by tick or by course.
    """

    sentence: str
    chart: Markup
    narrow_chart: Markup
    table: Table
    span: int | None
    alerts: list[Alert]
    words: list[Said]
    is_watched: bool
    watcher: Watcher | None
    courses: list[Course]


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
        "visits": [one for one in visits if not _is_past(one)],
        "past_visits": [one for one in visits if _is_past(one)],
        "next_visit": _next(visits),
        "booster": courses.booster_of(g.clinic.id, patient.id),
        "clinical": _clinical(patient, today) if is_clinical else None,
        "upcoming": reminders.upcoming(g.clinic, patient, g.now, DAYS_AHEAD),
        "lines": _lines(patient, is_clinical=is_clinical),
        "consents": patients.purposes_of(patient),
        "is_stopped": _is_stopped(patient),
        "longest": inbox.LONGEST_ANSWER,
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


def _is_past(one: Visit) -> bool:
    """What may still be changed stays in view: sessions to come and of this week."""
    return bool(one.visit.starts_at < g.now - KEPT_IN_VIEW)


def _next(visits: list[Visit]) -> Visit | None:
    coming = [
        one
        for one in visits
        if one.visit.status is SessionStatus.PLANNED and one.visit.starts_at >= g.now
    ]
    return min(coming, key=lambda one: one.visit.starts_at, default=None)


def _clinical(patient: Patient, today: date) -> Clinical:
    asked = request.args.get("days", "")
    span = int(asked) if asked in [str(days) for days in SPANS] else None
    first = _first_day(patient, today, span)
    story = timeline.build(g.clinic.id, patient.id, first, today, today)
    last_days = story.last(NARROW_DAYS)
    labels = {key: one.label["en"] for key, one in SYMPTOMS.items()}
    return Clinical(
        sentence=timeline.sentence(story, patient.name.split()[0], labels),
        chart=timeline.chart(story, labels, key="wide", today=today),
        narrow_chart=timeline.chart(
            last_days, labels, key="narrow", today=today, is_narrow=True
        ),
        table=timeline.table(story, labels),
        span=span,
        alerts=alerts.alerts_of(g.clinic.id, patient.id),
        words=_last_words(story),
        is_watched=watches.watches_activation(g.clinic.id, patient.id),
        watcher=watches.watcher_of(g.clinic.id, patient.id, today),
        courses=courses.courses_of(g.clinic.id, patient.id),
    )


def _last_words(story: Timeline) -> list[Said]:
    said = [
        Said(day.on, each.text)
        for day in story.days
        for each in day.words
        if each.is_telling
    ]
    return said[: -WORDS_SHOWN - 1 : -1]


def _first_day(patient: Patient, today: date, span: int | None) -> date:
    shortest = today - timedelta(days=(span or SHORTEST_SPAN) - 1)
    if span is not None:
        return shortest
    last_held = courses.last_held(g.clinic.id, patient.id)
    if last_held is None:
        return shortest
    return min(last_held.starts_on - BEFORE_SESSION, shortest)


def _lines(patient: Patient, *, is_clinical: bool) -> list[Line]:
    texts = inbox.texts_of(g.clinic.id, patient.id, TEXTS_SHOWN)
    messages = outbox.messages_about(g.clinic.id, patient.ref, TEXTS_SHOWN)
    return conversation(texts, messages, clinical=is_clinical)[-TEXTS_SHOWN:]


def _is_stopped(patient: Patient) -> bool:
    stopped = outbox.suppressed_numbers(g.clinic.id, [patient.phone_index])
    return patient.phone_index in stopped
