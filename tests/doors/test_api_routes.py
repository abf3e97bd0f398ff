"""JSON routes tried without a token, with a wrong one, and with another clinic's."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from diary import auth, clock
from diary.audit import Actor
from diary.auth import Scope
from diary.clinics import Clinic
from diary.db import db
from diary.patients import Patient
from tests.cast import Cast
from tests.doors.routes import NOBODYS, Route, Rows, routes, rows_of

DOORS = ("clinic_token", "patient_token")


@pytest.fixture
def rows(cast: Cast) -> Rows:
    return rows_of(cast)


def token_of(clinic: Clinic, *scopes: Scope) -> str:
    token = auth.make_api_token(clinic.id, scopes, Actor.system(), clock.real_now())
    db.session.commit()
    return token


def own_token(patient: Patient) -> str:
    token = auth.make_patient_token(patient.clinic_id, patient.id, clock.real_now())
    db.session.commit()
    return token


def ask(app: Flask, token: str | None, route: Route, address: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body: Any = None if route.is_safe else {}
    return app.test_client().open(
        address, method=route.method, json=body, headers=headers
    )


def test_there_is_no_way_in_without_a_token(app: Flask, rows: Rows) -> None:
    let_in = {
        f"{route} with {token}": answer.status_code
        for door in DOORS
        for route in routes(app, door)
        for token in (None, "diary_" + NOBODYS)
        for answer in [ask(app, token, route, rows.address(app, route))]
        if answer.status_code != 401 or "WWW-Authenticate" not in answer.headers
    }
    assert not let_in


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope != Scope.ALL])
def test_a_scope_opens_what_it_says(
    app: Flask, cast: Cast, rows: Rows, scope: Scope
) -> None:
    token = token_of(cast.clinic, scope)
    wrong = {}
    for route in routes(app, "clinic_token"):
        is_open = route.guard.scope == scope or (scope == Scope.READ and route.is_safe)
        answer = ask(app, token, route, rows.address(app, route))
        if (answer.status_code == 403) is is_open:
            wrong[str(route)] = answer.status_code
    assert not wrong


def test_a_patients_token_opens_nothing_of_the_clinics(
    app: Flask, cast: Cast, rows: Rows
) -> None:
    token = own_token(cast.patient)
    opened = {
        str(route): answer.status_code
        for route in routes(app, "clinic_token")
        for answer in [ask(app, token, route, rows.address(app, route))]
        if answer.status_code != 403
    }
    assert not opened


def test_a_clinics_token_is_no_patients(app: Flask, cast: Cast, rows: Rows) -> None:
    token = token_of(cast.clinic, Scope.ALL)
    opened = {
        str(route): answer.status_code
        for route in routes(app, "patient_token")
        for answer in [ask(app, token, route, rows.address(app, route))]
        if answer.status_code != 403
    }
    assert not opened


def test_another_clinics_token_cannot_tell_a_row_from_none(
    app: Flask, cast: Cast, rows: Rows
) -> None:
    token = token_of(cast.other_clinic, Scope.ALL)
    told = {}
    for route in routes(app, "clinic_token"):
        if not route.has_ref:
            continue
        ours = ask(app, token, route, rows.address(app, route))
        none = ask(app, token, route, rows.nowhere(app, route))
        is_hidden = ours.status_code == none.status_code and ours.json == none.json
        if not is_hidden or (route.is_safe and ours.status_code != 404):
            told[str(route)] = (ours.status_code, none.status_code)
    assert not told


def test_no_list_holds_another_clinics_people(
    app: Flask, cast: Cast, rows: Rows
) -> None:
    token = token_of(cast.other_clinic, Scope.ALL)
    own = own_token(cast.other_patient)
    told = [
        str(route)
        for door, held in zip(DOORS, (token, own), strict=True)
        for route in routes(app, door)
        if route.is_safe and not route.has_ref
        for answer in [ask(app, held, route, rows.address(app, route))]
        if cast.patient.ref in answer.text or cast.patient.name in answer.text
    ]
    assert not told
