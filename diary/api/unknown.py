"""Paths of the API that are none: a problem, like every other error of this edge."""

from http import HTTPStatus
from typing import Any

from diary.api.guards import public
from diary.api.problems import json_blueprint, problem

blueprint = json_blueprint("api_unknown", "/api")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@blueprint.route("/<path:rest>", methods=METHODS)
@public("there is nothing behind it")
def nothing_here(rest: str) -> Any:
    """Answer 404 for whatever no other route knows."""
    return problem(HTTPStatus.NOT_FOUND, "There is no such path with this method.")
