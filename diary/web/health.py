"""For whoever runs the box: is it alive, is it ready, how is the queue.

No page here tells of a patient or a clinic. Leaves the questions to ``readiness``.
"""

import hmac
import ipaddress

from flask import Blueprint, current_app, g, make_response, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from werkzeug import Response
from werkzeug.exceptions import NotFound

from diary import outbox, readiness, runs
from diary.auth import Door, Guard
from diary.web.guards import guarded, public

bp = Blueprint("health", __name__)


def _operator() -> None:
    """Let in the token, or a caller on this machine that no proxy speaks for."""
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return
    if "X-Forwarded-For" in request.headers or not _is_loopback(request.remote_addr):
        raise NotFound


def _is_loopback(written: str | None) -> bool:
    try:
        return ipaddress.ip_address(written or "").is_loopback
    except ValueError:
        return False


@bp.get("/livez")
@public("a balancer asks whether the process answers")
def livez() -> Response:
    return _plain("ok", 200)


@bp.get("/readyz")
@public("a balancer asks whether to send people here; only plain sentences come back")
def readyz() -> Response:
    settings = current_app.config["SETTINGS"]
    found = readiness.faults(g.now, clock_is_on=settings.clock)
    return _plain("\n".join(found) or "ready", 503 if found else 200)


@bp.get("/metrics")
@guarded(Guard(Door.OPERATOR), _operator)
def metrics() -> Response:
    registry = CollectorRegistry()
    ago = Gauge(
        "scheduler_last_tick_seconds",
        "Seconds since a job of the timetable last ended.",
        ["job"],
        registry=registry,
    )
    for job, at in runs.last_runs().items():
        ago.labels(job).set((g.now - at).total_seconds())
    _measure_outbox(registry)
    return _plain(generate_latest(registry).decode(), 200)


def _measure_outbox(registry: CollectorRegistry) -> None:
    found = outbox.figures(g.now)
    lateness = Gauge(
        "outbox_oldest_due_seconds",
        "For how long the oldest due text has waited.",
        registry=registry,
    )
    lateness.set(found.lateness(g.now).total_seconds())
    states = Gauge(
        "outbox_state",
        "Texts made within a day, by state.",
        ["state"],
        registry=registry,
    )
    for state, count in found.by_state.items():
        states.labels(state).set(count)
    doubts = Gauge("outbox_unresolved", "Texts parked in doubt.", registry=registry)
    doubts.set(found.unresolved_count)


def _plain(said: str, status: int) -> Response:
    response = make_response(said + "\n", status)
    response.content_type = "text/plain; charset=utf-8"
    return response
