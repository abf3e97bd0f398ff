"""Whatever a program sends, it gets what the OpenAPI document says, and never a 500."""

import contextvars
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from diary import auth, clock
from diary.audit import Actor
from diary.auth import Scope
from diary.db import db
from tests.cast import Cast

HELD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SETTINGS = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Program:
    """A program that sends anything at all to the cast's clinic, and what was wrong."""

    ref: str
    clinic_token: str
    own_token: str
    wrong: dict[str, str] = field(default_factory=dict)
    statuses: set[int] = field(default_factory=set)

    def send(self, case: Case[Any]) -> None:
        given = case.path_parameters or {}
        if "ref" in given:
            case.path_parameters = given | {"ref": self.ref}
        is_own = case.path.startswith("/api/v1/me")
        token = self.own_token if is_own else self.clinic_token
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        self.statuses.add(int(answer.status_code))
        try:
            case.validate_response(answer, checks=HELD)
        except AssertionError as failure:
            self.wrong[f"{case.method} {case.path}"] = str(failure)

    def try_everything(self, operation: Any) -> None:
        @given(case=operation.as_strategy())
        @SETTINGS
        def check(case: Case[Any]) -> None:
            # A request brings an app context of its own, as it does from outside.
            contextvars.Context().run(self.send, case)

        check()


def program_of(cast: Cast) -> Program:
    now = clock.real_now()
    clinic, patient = cast.clinic.id, cast.patient
    program = Program(
        patient.ref,
        auth.make_api_token(clinic, [Scope.ALL], Actor.system(), now),
        auth.make_patient_token(clinic, patient.id, now),
    )
    db.session.commit()
    return program


def test_every_answer_is_as_the_document_says(app: Flask, cast: Cast) -> None:
    program = program_of(cast)
    schema = contextvars.Context().run(
        schemathesis.openapi.from_wsgi, "/api/openapi.json", app
    )
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), "an operation that no program could call"
        program.try_everything(found.ok())
    assert not program.wrong
    assert program.statuses >= {200, 422}
