"""A patient signs in by a texted code, and meets nobody but themselves."""

import re

import pytest
from flask.testing import FlaskClient

from diary.db import db
from diary.outbox import Message
from tests.api.caller import Caller
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_patient

pytestmark = pytest.mark.both_databases


def ask(client: FlaskClient, phone: str) -> str:
    """Ask for a code and return the body of what was texted, "" for nothing."""
    answer = client.post("/api/v1/sign-in", json={"phone": phone})
    assert answer.status_code == 202
    assert answer.json == {"detail": "If we know this number, a code is on its way."}
    sent = db.session.query(Message).order_by(Message.id.desc()).first()
    return sent.body if sent else ""


def confirm(client: FlaskClient, phone: str, code: str) -> int:
    body = {"phone": phone, "code": code}
    return client.post("/api/v1/sign-in/confirm", json=body).status_code


def code_in(body: str) -> str:
    found = re.search(r"\b\d{6}\b", body)
    assert found, body
    return found[0]


def test_a_code_opens_the_door_once(cast: Cast, client: FlaskClient) -> None:
    phone = cast.patient.phone
    code = code_in(ask(client, phone))
    answer = client.post("/api/v1/sign-in/confirm", json={"phone": phone, "code": code})
    me = Caller(client, answer.json["token"]).get("/me")
    assert me.json["name"] == "Ada Hill"
    assert confirm(client, phone, code) == 401


def test_an_unknown_number_is_answered_alike_and_texted_nothing(
    cast: Cast, client: FlaskClient
) -> None:
    assert ask(client, "+15550999999") == ""
    assert ask(client, "not a number") == ""


def test_a_code_is_good_for_ten_minutes(
    cast: Cast, client: FlaskClient, clock: Clock
) -> None:
    code = code_in(ask(client, cast.patient.phone))
    clock.travel(minutes=11)
    assert confirm(client, cast.patient.phone, code) == 401


def test_five_wrong_tries_end_a_code(cast: Cast, client: FlaskClient) -> None:
    code = code_in(ask(client, cast.patient.phone))
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [confirm(client, cast.patient.phone, wrong) for _ in range(5)] == [401] * 5
    assert confirm(client, cast.patient.phone, code) == 401


def test_two_on_one_phone_each_get_their_own(cast: Cast, client: FlaskClient) -> None:
    phone = cast.patient.phone
    make_patient(cast.clinic, name="Zoe Hill", phone=phone)
    ask(client, phone)
    bodies = [message.body for message in db.session.query(Message)]
    assert len(bodies) == 2
    assert any("for Z." in body for body in bodies)
    zoe = next(body for body in bodies if "for Z." in body)
    answer = client.post(
        "/api/v1/sign-in/confirm", json={"phone": phone, "code": code_in(zoe)}
    )
    assert Caller(client, answer.json["token"]).get("/me").json["name"] == "Zoe Hill"


def test_signing_out_ends_the_token(cast: Cast, mine: Caller) -> None:
    assert mine.call("POST", "/me/sign-out").status_code == 204
    assert mine.get("/me").status_code == 401


def test_what_is_mine_to_change_changes(cast: Cast, mine: Caller) -> None:
    changed = mine.patch("/me", {"check_in_at": "20:00", "consents": ["diary"]})
    assert changed.json["check_in_at"] == "20:00"
    assert changed.json["consents"] == ["diary"]
    assert mine.patch("/me", {"name": "X"}).status_code == 422
