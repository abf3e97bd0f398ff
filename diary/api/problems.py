"""Problems as RFC 9457 says: one shape for every error the JSON edge answers.

Leaves to the subjects what is wrong; here is only how it is told.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, json, request
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from werkzeug.exceptions import HTTPException

from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from diary.logs import log

MEDIA_TYPE = "application/problem+json"
WRONG_FIELDS = "Some fields are wrong; errors says which and why."


class Problem(BaseModel):
    """What every error looks like; ``errors`` maps each wrong field to a sentence."""

    model_config = ConfigDict(extra="forbid")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = None


def problem(
    status: int,
    detail: str,
    *,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as an answer."""
    said = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=dict(errors) if errors else None,
    )
    body = json.dumps(said.model_dump(exclude_none=True))
    return Response(body, status, dict(headers or {}), content_type=MEDIA_TYPE)


def wrong_shape(error: ValidationError) -> Response:
    """Return what a request's shape has wrong, every field at once."""
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, WRONG_FIELDS, errors=_named(error))


def _named(error: ValidationError) -> dict[str, str]:
    """Name fields by their path; a value that was sent is never repeated."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return {
        ".".join(str(step) for step in each["loc"]) or "body": _sentence(each["msg"])
        for each in found
    }


def _sentence(message: str) -> str:
    plain = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return plain[:1].upper() + plain[1:].rstrip(".") + "."


def json_blueprint(name: str, prefix: str = "/api/v1") -> Blueprint:
    """Return a group of routes whose every error is answered as a problem."""
    blueprint = Blueprint(name, __name__, url_prefix=prefix)
    blueprint.register_error_handler(NotFound, _not_found)
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(Invalid, _invalid)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(OperationalError, _unavailable)
    blueprint.register_error_handler(InternalError, _unavailable)
    blueprint.register_error_handler(NoneFree, _unavailable)
    blueprint.register_error_handler(Exception, _crashed)
    return blueprint


def _not_found(error: NotFound) -> Response:
    return problem(HTTPStatus.NOT_FOUND, str(error) or "There is no such thing.")


def _refused(error: Refused) -> Response:
    return problem(HTTPStatus.CONFLICT, str(error))


def _invalid(error: Invalid) -> Response:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, WRONG_FIELDS, errors=error.fields)


def _http(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    return problem(error.code or 500, error.description or error.name)


def _unavailable(error: Exception) -> Response:
    db.session.rollback()
    log("api").error(
        "database_unavailable", path=request.path, kind=type(error).__name__
    )
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database cannot be reached; nothing was stored. Try again soon.",
        headers={"Retry-After": "5"},
    )


def _crashed(error: Exception) -> Response:
    db.session.rollback()
    log("api").error("request_failed", endpoint=request.endpoint, exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something broke on our side. Nothing half done was kept.",
    )
