"""What goes wrong is said in plain words, once, and nothing half done stays."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from diary import patients
from diary.auth import Permission
from diary.db import db
from diary.errors import Refused
from diary.patients import Patient
from diary.web.answers import Page
from diary.web.guards import public, staff
from tests.cast import Cast
from tests.web.doors import form_token, let_in

MakeApp = Callable[..., Flask]


@pytest.fixture
def broken(make_app: MakeApp) -> Flask:
    """The service with pages that fail in every way."""
    app = make_app()

    @app.get("/breaks")
    @public("a test")
    def breaks() -> Page:
        raise RuntimeError("Ada Hill said she cannot sleep")

    @app.get("/away")
    @public("a test")
    def away() -> Page:
        raise OperationalError("SELECT", {}, Exception("disk is full"))

    @app.get("/refused")
    @public("a test")
    def refused() -> Page:
        raise Refused("Somebody else did this already.")

    @app.post("/half/<ref>")
    @staff(Permission.CONTACT)
    def half(ref: str) -> Page:
        patient = db.session.scalars(select(Patient).filter_by(ref=ref)).one()
        patient.language = "es"
        db.session.flush()
        raise RuntimeError("in the middle")

    return app


def test_a_crash_is_a_plain_page_without_what_was_said(broken: Flask) -> None:
    answer = broken.test_client().get("/breaks")
    assert answer.status_code == 500
    assert "Nothing half done was kept" in answer.text
    assert "Ada" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_crash_undoes_what_it_had_begun(broken: Flask, cast: Cast) -> None:
    client = broken.test_client()
    let_in(client, cast.desk)
    token = form_token(client.get("/tasks"))
    path = f"/half/{cast.patient.ref}"
    assert client.post(path, data={"csrf_token": token}).status_code == 500
    found = patients.patient_by_ref(cast.clinic.id, cast.patient.ref)
    assert found.language == "en"


def test_no_database_is_503_and_says_when_to_come_back(broken: Flask) -> None:
    answer = broken.test_client().get("/away")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "The database cannot be reached" in answer.text


def test_a_refusal_is_said_in_its_own_words(broken: Flask) -> None:
    answer = broken.test_client().get("/refused")
    assert answer.status_code == 409
    assert "Somebody else did this already." in answer.text


def test_no_such_page_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "no such page" in answer.text


def test_a_body_of_a_megabyte_is_refused(client: FlaskClient) -> None:
    token = form_token(client.get("/sign-in"))
    fields = {"csrf_token": token, "email": "x" * 1_000_000}
    assert client.post("/sign-in", data=fields).status_code == 413


def test_a_search_for_what_cannot_be_stored_is_told(
    cast: Cast, client: FlaskClient
) -> None:
    let_in(client, cast.desk)
    assert client.get("/patients?q=%00").status_code == 422
    assert client.get("/patients/%00").status_code == 404
    assert client.get("/patients/%ED%A0%80").status_code == 404
    assert client.get("/patients?q=%ED%A0%80").status_code == 200
