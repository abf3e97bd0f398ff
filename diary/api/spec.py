"""The OpenAPI document: made from the routes and shapes, never by hand.

Leaves each route's shapes to its module. The docs page is made from the document at
the server, so it needs no script and nothing from elsewhere.
"""

from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    render_template,
    request,
)
from pydantic import ValidationError
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from diary.api.guards import public
from diary.api.problems import MEDIA_TYPE, Problem, json_blueprint, wrong_shape

VERSION = "1.0.0"
CLINIC: dict[str, list[str]] = {"clinicToken": []}
PATIENT: dict[str, list[str]] = {"patientToken": []}

blueprint = json_blueprint("api_docs", "/api")


def _refuse_wrong_shape(
    _request: Any, response: Any, error: Any, _instance: Any, _adapter: Any
) -> None:
    """Replace the library's list of errors by a problem."""
    if isinstance(error, ValidationError) and response is not None:
        said = wrong_shape(error)
        response.set_data(said.get_data())
        response.content_type = MEDIA_TYPE


def _named(model: Any) -> str:
    return str(model.__name__)


def _bearer(name: str, said: str) -> SecurityScheme:
    data = SecuritySchemeData(type=SecureType.HTTP, scheme="bearer", description=said)
    return SecurityScheme(name=name, data=data)


spec = SpecTree(
    "flask",
    title="Diary",
    description=(
        "The diary between treatment sessions: patients, entries, sessions, texts. "
        "Errors are application/problem+json (RFC 9457)."
    ),
    version=VERSION,
    openapi_version="3.1.0",
    mode="strict",
    annotations=True,
    before=_refuse_wrong_shape,
    validation_error_model=Problem,
    naming_strategy=_named,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[
        _bearer("clinicToken", "A clinic's token: flask api-token create."),
        _bearer("patientToken", "One patient's own token, from /sign-in/confirm."),
    ],
)


def answers(*, creates: bool = False, **models: Any) -> Answers:
    """Return what a route may answer: its shapes, and the problems of all routes."""
    problems = {f"HTTP_{code}": Problem for code in (401, 403, 404, 503)}
    if creates:
        problems["HTTP_409"] = Problem
    return Answers(**models, **problems)


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the app's routes."""
    spec.app = app
    made: dict[str, Any] = spec.spec
    _mark_problems(made)
    return made


def _mark_problems(made: dict[str, Any]) -> None:
    """Give every error answer the media type it really has."""
    for operations in made["paths"].values():
        for operation in operations.values():
            for code, answer in operation["responses"].items():
                content = answer.get("content", {})
                if int(code) >= 400 and "application/json" in content:
                    content[MEDIA_TYPE] = content.pop("application/json")


@blueprint.get("/openapi.json")
@public("a description of the service, without data")
def openapi() -> Response:
    """Answer the OpenAPI document."""
    return jsonify(document(current_app))


@blueprint.get("/docs")
@public("a description of the service, without data")
def docs() -> str:
    """Answer the same document as a page for people."""
    return render_template(
        "api/docs.html", document=document(current_app), base=request.host_url
    )
