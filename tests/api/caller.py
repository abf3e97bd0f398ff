"""A program that holds a token and calls the API, so that tests read like calls."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from diary import auth, clock
from diary.audit import Actor
from diary.auth import Scope
from diary.clinics import Clinic
from diary.db import db
from diary.patients import Patient


@dataclass(frozen=True)
class Caller:
    """Calls ``/api/v1`` with one bearer token."""

    client: FlaskClient
    token: str

    def call(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.token}", **named},
        )

    def get(self, path: str) -> TestResponse:
        return self.call("GET", path)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any) -> TestResponse:
        return self.call("PATCH", path, body)


def program(client: FlaskClient, clinic: Clinic, *scopes: Scope) -> Caller:
    """Return a program of the clinic with these scopes, all of them unless given."""
    real_now = clock.real_now()
    wanted = scopes or (Scope.ALL,)
    token = auth.make_api_token(clinic.id, wanted, Actor.system(), real_now)
    db.session.commit()
    return Caller(client, token)


def app_of(client: FlaskClient, patient: Patient) -> Caller:
    """Return the patient's own app, signed in."""
    token = auth.make_patient_token(patient.clinic_id, patient.id, clock.real_now())
    db.session.commit()
    return Caller(client, token)
