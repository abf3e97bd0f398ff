"""What goes wrong, as a person reads it: one page for every kind, in plain words.

Leaves JSON to ``api`` and the carrier's answers to ``webhooks``; their routes have
handlers of their own. Nothing here asks the database.
"""

from flask import Flask, g, make_response, render_template, request
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from diary.logs import log

SENTENCES = {
    400: "The browser sent something this page does not understand.",
    403: "You cannot open this page.",
    404: "There is no such page, or it is not yours to see.",
    405: "This page cannot be used that way.",
    413: "That is more than this page takes. Shorten it and send it again.",
    415: "The browser sent something this page does not understand.",
    429: "That was tried too often. Wait 15 minutes, then try again.",
    500: "Something broke on our side. Nothing half done was kept.",
    503: "The database cannot be reached. Nothing was stored; try again in a minute.",
}


def register(app: Flask) -> None:
    """Answer every error of the pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(InternalError, _unavailable)
    app.register_error_handler(NoneFree, _unavailable)
    app.register_error_handler(Exception, _crashed)


def problem_page(status: int, sentence: str | None = None) -> Response:
    """Return the page of an error; what the request had written is undone."""
    db.session.rollback()
    page = render_template(
        "errors/problem.html",
        status=status,
        sentence=sentence or SENTENCES.get(status, SENTENCES[400]),
        request_id=g.get("request_id", ""),
    )
    return make_response(page, status)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    is_ours = type(error).description != error.description
    return problem_page(status, error.description if is_ours else None)


def _not_found(_error: NotFound) -> Response:
    # The sentence would tell whether the thing is missing or another clinic's.
    return problem_page(404)


def _refused(error: Refused) -> Response:
    return problem_page(409, str(error))


def _invalid(error: Invalid) -> Response:
    return problem_page(422, " ".join(error.fields.values()))


def _unavailable(error: Exception) -> Response:
    log("web").error(
        "database_unavailable", endpoint=request.endpoint, kind=type(error).__name__
    )
    response = problem_page(503)
    response.headers["Retry-After"] = "5"
    return response


def _crashed(error: Exception) -> Response:
    log("web").error("request_failed", endpoint=request.endpoint, exc_info=error)
    return problem_page(500)
