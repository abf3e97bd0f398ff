"""For whoever runs the box: is it alive, is it ready, how is the queue.

No page here tells of a patient or a clinic. Leaves the questions to ``readiness``.
"""

import hmac
import ipaddress
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, current_app, g, make_response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
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
    if found:
        return _plain("\n".join(found), 503)
    told = [*readiness.warnings(g.now), *outbox.broken()]
    return _plain("\n".join(["ready", *told]), 200)


@bp.get("/metrics")
@guarded(Guard(Door.OPERATOR), _operator)
def metrics() -> Response:
    measures = CollectorRegistry()
    measures.register(_Measures(g.now))
    return _plain(generate_latest(measures).decode(), 200)


class _Measures(Collector):
    """The figures of this moment; nothing is counted between two looks."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield self._runs()
        found = outbox.figures(self.now)
        yield GaugeMetricFamily(
            "outbox_oldest_due_seconds",
            "For how long the oldest due text has waited.",
            found.lateness(self.now).total_seconds(),
        )
        late = GaugeMetricFamily(
            "outbox_late_seconds",
            "Seconds from due to the first call, of the last calls.",
            labels=["quantile"],
        )
        for quantile, seconds in (
            ("0.5", found.late_p50_s),
            ("0.95", found.late_p95_s),
        ):
            if seconds is not None:
                late.add_metric([quantile], seconds)
        yield late
        for name, meaning, count in (
            ("unresolved", "Texts parked in doubt.", found.unresolved_count),
            ("doubtful", "Texts being settled with the carrier.", found.doubtful_count),
            ("set_aside", "Texts our own code failed on.", found.set_aside_count),
            ("duplicates", "Texts the carrier holds twice.", found.duplicate_count),
            ("calls_per_minute", "Calls begun in a minute.", found.a_minute),
        ):
            yield GaugeMetricFamily(f"outbox_{name}", meaning, count)
        yield self._breakers()
        states = GaugeMetricFamily(
            "outbox_state", "Texts made within a day, by state.", labels=["state"]
        )
        for state, count in found.by_state.items():
            states.add_metric([state], count)
        yield states

    def _breakers(self) -> GaugeMetricFamily:
        standing = GaugeMetricFamily(
            "outbox_breaker_open",
            "Carrier accounts that are not called, by the code that stopped them.",
            labels=["code"],
        )
        for account in outbox.open_accounts():
            standing.add_metric([str(account.error_code or 0)], 1)
        return standing

    def _runs(self) -> GaugeMetricFamily:
        ago = GaugeMetricFamily(
            "scheduler_last_tick_seconds",
            "Seconds since a job of the timetable last ended.",
            labels=["job"],
        )
        for job, at in runs.last_runs().items():
            ago.add_metric([job], (self.now - at).total_seconds())
        return ago


def _plain(said: str, status: int) -> Response:
    response = make_response(said + "\n", status)
    response.content_type = "text/plain; charset=utf-8"
    return response
