"""What needs a person now: seeing it, taking it, saying how it ended.

Leaves when an alert opens and what ends one to ``alerts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import alerts, clinics, patients
from diary.alerts import Alert, Disposition
from diary.audit import Action
from diary.auth import Permission
from diary.patients import Patient
from diary.web import plans
from diary.web.answers import Page, note_look
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("alerts", __name__)

CLOSED_SHOWN_FOR = timedelta(days=7)


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
    model = {
        "listed": listed(still),
        "closed": listed(closed),
        "dispositions": list(Disposition),
    }
    return Page("clinician/alerts.html", model)


@bp.post("/alerts/<ref>/take")
@staff(Permission.ALERTS)
def take(ref: str) -> Response:
    alerts.acknowledge(alerts.alert_by_ref(g.clinic.id, ref), g.member, g.now)
    return redirect(url_for("alerts.show"), 303)


@bp.post("/alerts/<ref>/close")
@staff(Permission.ALERTS, again=show)
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
    names = {one.id: one.name for one in clinics.members_of(g.clinic.id)}
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
