"""What needs a person now: seeing it, taking it, saying how it ended.

Leaves when an alert opens and what ends one to ``alerts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import alerts, clinics, entries, outbox, patients
from diary.alerts import Alert, Disposition
from diary.audit import Action
from diary.auth import Permission
from diary.entries import Entry
from diary.errors import Invalid
from diary.localtime import local_day
from diary.patients import Patient
from diary.reading import read
from diary.web import plans
from diary.web.answers import Page, note_look
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("alerts", __name__)

CLOSED_SHOWN_FOR = timedelta(days=7)
SCORES_SINCE = timedelta(days=13)
SCORED = ("mood", "sleep", "anxiety", "pain")
SNOOZES = (15, 30, 60, 120)
NO_SUCH_CODE = "No page with this code went to you in the last 24 hours."


@dataclass(frozen=True)
class Listed:
    """One alert, whom it is about, and who handled what."""

    alert: Alert
    patient: Patient | None
    taken_by: str | None
    closed_by: str | None


@bp.get("/alerts")
@staff(Permission.ALERTS)
def show() -> Page:
    still = alerts.open_alerts(g.clinic.id)
    closed = alerts.closed_alerts(g.clinic.id, g.now - CLOSED_SHOWN_FOR)
    names = clinics.names_of(g.clinic.id)
    on_call = [names[one.member_id] for one in alerts.on_call_of(g.clinic.id)]
    model = {
        "listed": listed(still),
        "closed": listed(closed),
        "on_call": on_call,
        "hours": alerts.who_reads_when(g.clinic, "en", g.now),
    }
    return Page("clinician/alerts.html", model)


@bp.post("/alerts/code")
@staff(Permission.ALERTS, again=show)
def answer() -> Response:
    """Take an alert by the code of a page, however that page came."""
    fields = Fields(request.form)
    with fields.all_at_once():
        page = alerts.answer_page_signed_in(g.member, fields.text("code"), g.now)
        if page is None:
            raise Invalid({"code": NO_SUCH_CODE})
    return redirect(url_for("alerts.show"), 303)


@bp.get("/alerts/<ref>")
@staff(Permission.ALERTS)
def show_one(ref: str) -> Page:
    alert = alerts.alert_by_ref(g.clinic.id, ref)
    (one,) = listed([alert])
    model = {
        "one": one,
        "story": alerts.story_of(alert, clinics.names_of(g.clinic.id)),
        "reply": _reply(alert),
        "moved": read(alert.words).crisis_evidence if alert.words else (),
        "scores": _scores(one.patient),
        "scored": SCORED,
        "dispositions": list(Disposition),
        "snoozes": SNOOZES,
    }
    return Page("clinician/alert.html", model)


def _reply(alert: Alert) -> str | None:
    """Return how the words that answered fare; None where there were none."""
    ref = alert.reply_ref
    message = outbox.message_by_ref(g.clinic.id, ref) if ref else None
    return alerts.fate_of(message) if message else None


def _scores(patient: Patient | None) -> list[Entry]:
    """Return the answered days of the last two weeks, newest first."""
    if patient is None:
        return []
    today = local_day(g.now, patient.zone)
    first = today - SCORES_SINCE
    found = entries.entries_between(g.clinic.id, patient.id, first, today)
    return found[::-1]


@bp.post("/alerts/<ref>/take")
@staff(Permission.ALERTS)
def take(ref: str) -> Response:
    alerts.acknowledge(alerts.alert_by_ref(g.clinic.id, ref), g.member, g.now)
    return redirect(url_for("alerts.show_one", ref=ref), 303)


@bp.post("/alerts/<ref>/snooze")
@staff(Permission.ALERTS, again=show_one)
def snooze(ref: str) -> Response:
    fields = Fields(request.form)
    alert = alerts.alert_by_ref(g.clinic.id, ref)
    with fields.all_at_once():
        minutes, reason = fields.number("minutes"), fields.text("reason")
        alerts.snooze(alert, g.member, int(minutes or 0), reason, g.now)
    return redirect(url_for("alerts.show_one", ref=ref), 303)


@bp.post("/alerts/<ref>/close")
@staff(Permission.ALERTS, again=show_one)
def close(ref: str) -> Response:
    fields = Fields(request.form)
    alert = alerts.alert_by_ref(g.clinic.id, ref)
    how = fields.choice("disposition", Disposition, Disposition.REACHED)
    with fields.all_at_once():
        alerts.resolve(alert, g.member, how, fields.text("note"), g.now)
    if alert.patient_id is not None:
        # Ordinary reminders waited for this.
        plans.follow(patients.patient_by_id(g.clinic.id, alert.patient_id))
    return redirect(url_for("alerts.show"), 303)


def listed(found: list[Alert]) -> list[Listed]:
    """Return alerts with their people; each patient shown is written down."""
    ids = {alert.patient_id for alert in found if alert.patient_id is not None}
    people = patients.patients_by_id(g.clinic.id, ids)
    for one in people.values():
        note_look(Action.READ, one.ref, detail="alerts")
    names = clinics.names_of(g.clinic.id)
    return [_row(alert, people, names) for alert in found]


def _row(
    alert: Alert, people: Mapping[int, Patient], names: Mapping[int, str]
) -> Listed:
    return Listed(
        alert,
        people.get(alert.patient_id or 0),
        names.get(alert.acknowledged_by_id or 0),
        names.get(alert.closed_by_id or 0),
    )
