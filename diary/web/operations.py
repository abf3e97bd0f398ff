"""How the sending goes, and the switch that holds it: for administrators.

Figures only, of one clinic. Leaves counting to ``outbox`` and the clock's runs to
``runs``.
"""

from datetime import timedelta

from flask import Blueprint, current_app, g, redirect, url_for
from werkzeug import Response

from diary import alerts, outbox, readiness, reminders, runs
from diary.auth import Permission
from diary.web.answers import Page
from diary.web.guards import staff

bp = Blueprint("operations", __name__)
LOOKED_AHEAD = timedelta(hours=4)
NO_MAIL = "Nobody on call gets e-mail: no mail server is set (DIARY_SMTP_URL)."


@bp.get("/operations")
@staff(Permission.OPERATIONS)
def show() -> Page:
    until = g.now + LOOKED_AHEAD
    coming = reminders.due_instants(g.clinic.id, until)
    model = {
        "figures": outbox.figures(g.now, g.clinic.id),
        "forecast": outbox.forecast(g.clinic.id, g.now, until, coming),
        "broken": outbox.broken(),
        "now": g.now,
        "last_runs": sorted(runs.last_runs().items()),
        "faults": _faults(),
        "senders": outbox.senders_of(g.clinic.id),
        "missing": alerts.missing_before_live(g.clinic),
        "is_live": current_app.config["SETTINGS"].is_live,
        "notes": _notes(),
    }
    return Page("admin/operations.html", model)


def _notes() -> list[str]:
    """Return what does not keep texts from going out and should be seen to."""
    notes = [alerts.changed_since_approved(g.clinic)]
    if current_app.config["SETTINGS"].smtp is None and not g.clinic.is_demo:
        notes.append(NO_MAIL)
    return [note for note in notes if note]


def _faults() -> list[str]:
    clock_is_on = current_app.config["SETTINGS"].clock
    found = readiness.faults(g.now, clock_is_on=clock_is_on)
    return list(dict.fromkeys([*found, *readiness.warnings(g.now)]))


@bp.post("/operations/pause")
@staff(Permission.OPERATIONS)
def pause() -> Response:
    outbox.pause_sending(g.clinic.id, g.actor, g.now)
    return redirect(url_for("operations.show"), 303)


@bp.post("/operations/resume")
@staff(Permission.OPERATIONS)
def resume() -> Response:
    outbox.resume_sending(g.clinic.id, g.actor, g.now)
    return redirect(url_for("operations.show"), 303)
