"""How the sending goes, and the switch that holds it: for administrators.

Figures only, of one clinic. Leaves counting to ``outbox`` and the clock's runs to
``runs``.
"""

from flask import Blueprint, current_app, g, redirect, url_for
from werkzeug import Response

from diary import outbox, readiness, runs
from diary.auth import Permission
from diary.web.answers import Page
from diary.web.guards import staff

bp = Blueprint("operations", __name__)


@bp.get("/operations")
@staff(Permission.OPERATIONS)
def show() -> Page:
    model = {
        "figures": outbox.figures(g.now, g.clinic.id),
        "now": g.now,
        "last_runs": sorted(runs.last_runs().items()),
        "faults": _faults(),
        "senders": outbox.senders_of(g.clinic.id),
    }
    return Page("admin/operations.html", model)


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
