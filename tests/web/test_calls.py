"""A key pressed in a call takes the alert; only the carrier, and only for that call."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from diary.alerts import (
    Alert,
    Bringing,
    BringingState,
    Channel,
    Order,
    bringings_due,
    calling,
    claim_bringing,
    note_brought,
    page_people,
    set_on_call,
)
from diary.alerts.bringing import call_token
from diary.audit import Actor
from diary.db import db
from diary.outbox import PHONE_ACCOUNT_SID, signed
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_alert

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"


@pytest.fixture
def alert(cast: Cast, clock: Clock) -> Alert:
    set_on_call(
        cast.clinic, cast.clinician, 1, "+15557770001", Actor.system(), clock.now
    )
    made = make_alert(cast.patient, tier=0, next_page_at=clock.now)
    db.session.commit()
    return made


@pytest.fixture
def order(alert: Alert, clock: Clock) -> Order:
    """The call that follows text and e-mail, as it went to the carrier."""
    page_people(alert.id, clock.now, BASE)
    now = clock.travel(minutes=8)
    orders = [claim_bringing(key, now, BASE) for key in bringings_due(now)]
    (call,) = [one for one in orders if one and one.channel is Channel.VOICE]
    note_brought(call, "CA" + "0" * 32, now)
    db.session.commit()
    return call


def hear(app: Flask, client: FlaskClient, url: str, **said: str) -> TestResponse:
    """Let the carrier post a signed form to one of the call's addresses."""
    fields = {"AccountSid": PHONE_ACCOUNT_SID, "CallSid": "CA" + "0" * 32} | said
    token = app.config["SETTINGS"].phone_auth_token
    headers = {"X-Twilio-Signature": signed(url, fields, token)}
    return client.post(url.removeprefix(BASE), data=fields, headers=headers)


def test_the_key_takes_the_alert(
    app: Flask, client: FlaskClient, cast: Cast, alert: Alert, order: Order
) -> None:
    answer = hear(app, client, order.key_url, Digits="1")

    assert answer.status_code == 200
    assert "<Say" in answer.text
    assert "yours" in answer.text
    taken = db.session.get_one(Alert, alert.id)
    assert taken.acknowledged_by_id == cast.clinician.id


@pytest.mark.parametrize("said", [{"Digits": "2"}, {"Digits": ""}, {}])
def test_another_key_takes_nothing(
    app: Flask, client: FlaskClient, alert: Alert, order: Order, said: dict[str, str]
) -> None:
    answer = hear(app, client, order.key_url, **said)

    assert "takes nothing" in answer.text
    assert db.session.get_one(Alert, alert.id).acknowledged_at is None


def test_a_key_that_the_carrier_did_not_sign_is_refused(
    client: FlaskClient, alert: Alert, order: Order
) -> None:
    path = order.key_url.removeprefix(BASE)
    form = {"AccountSid": PHONE_ACCOUNT_SID, "Digits": "1"}

    assert client.post(path, data=form).status_code == 403
    assert db.session.get_one(Alert, alert.id).acknowledged_at is None


def test_an_address_of_another_call_cannot_be_made_up(
    app: Flask, client: FlaskClient, alert: Alert, order: Order
) -> None:
    made_up = f"{BASE}/twilio/key/{order.ref}-{'x' * 26}"
    answer = hear(app, client, made_up, Digits="1")

    assert (answer.status_code, "<Say" in answer.text) == (200, False)
    assert db.session.get_one(Alert, alert.id).acknowledged_at is None


def test_a_code_is_not_good_for_ever_in_a_call_either(
    app: Flask, client: FlaskClient, alert: Alert, order: Order, clock: Clock
) -> None:
    clock.travel(hours=24)

    assert "takes nothing" in hear(app, client, order.key_url, Digits="1").text


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("completed", BringingState.ANSWERED),
        ("no-answer", BringingState.UNANSWERED),
        ("busy", BringingState.UNANSWERED),
        ("failed", BringingState.FAILED),
        ("ringing", BringingState.SENT),
        ("Nonsense!", BringingState.SENT),
    ],
)
def test_how_a_call_went_is_kept(
    app: Flask, client: FlaskClient, order: Order, status: str, state: BringingState
) -> None:
    answer = hear(app, client, order.status_url, CallStatus=status)

    assert answer.status_code == 200
    assert db.session.get_one(Bringing, order.id).state is state


def test_what_is_spoken_spells_the_code_and_says_nothing_else(order: Order) -> None:
    spoken = calling.spoken(order)

    assert ", ".join(order.code) in spoken
    assert order.key_url in spoken
    for telling in ("Ada", "patient", "crisis", "die"):
        assert telling not in spoken
    assert call_token(order.ref) in order.key_url
