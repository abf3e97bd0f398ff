"""What every request gets before and leaves after: a name, the time, one log line.

The line names the route, not the path, so that no token and no ref of a patient is
in it. Leaves errors to ``errors`` and who is there to ``guards``.
"""

from flask import Flask, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars
from werkzeug import Response

from diary import clock
from diary.logs import log
from diary.sealed import new_ref

QUIET = frozenset({"static", "health.livez", "health.readyz", "health.metrics"})


def register(app: Flask) -> None:
    """Hook in before everything else, so that refusals have a name too."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    clear_contextvars()
    g.request_id = new_ref()[:12]
    g.begun_at = clock.monotonic()
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in QUIET:
        log("web").info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((clock.monotonic() - g.begun_at) * 1000),
        )
    return response
