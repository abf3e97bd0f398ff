"""A call is begun once through the official client; the simulated phone shows it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from diary.db import db
from diary.outbox import (
    CallRequest,
    Failure,
    GatewayError,
    PhoneAnswer,
    TwilioGateway,
    open_phone,
)
from diary.outbox.transport import Transport
from tests.cast import Cast
from tests.outbox.carrier import Carrier

ACCOUNT, TO = "AC" + "0" * 32, "+15550100002"
TWIML = "<Response><Say>A page waits. 7, F, 3, K.</Say></Response>"


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    held = Carrier().start()
    yield held
    held.stop()


def request(from_number: str = "+15550001111") -> CallRequest:
    status_url = "https://diary.example/twilio/call/abc"
    return CallRequest(TO, from_number, TWIML, status_url)


def gateway_to(url: str) -> TwilioGateway:
    return TwilioGateway(ACCOUNT, "token", None, url, Transport(timeout_s=1))


def test_a_call_brings_its_words_and_its_address_along(carrier: Carrier) -> None:
    gateway = gateway_to(carrier.url)
    accepted = gateway.ring(request())
    gateway.close()

    (call,) = carrier.calls
    assert (accepted.sid, accepted.status) == (call.sid, "queued")
    assert (call.form["To"], call.form["From"]) == (TO, "+15550001111")
    assert call.form["Twiml"] == TWIML
    assert call.form["StatusCallback"] == request().status_url


def test_a_dead_carrier_provably_rang_nobody() -> None:
    gateway = gateway_to("http://127.0.0.1:9")
    with pytest.raises(GatewayError) as caught:
        gateway.ring(request())
    gateway.close()

    assert caught.value.failure is Failure.NOT_SENT


@pytest.mark.both_databases
def test_the_simulated_phone_shows_what_would_be_spoken(app: Flask, cast: Cast) -> None:
    phone = open_phone(
        app.config["SETTINGS"], db.engine, lambda *_: PhoneAnswer(200, "")
    )
    phone.ring(request(cast.sender.number))

    (text,) = phone.conversation(TO)
    assert text.body == "(a voice call) A page waits. 7, F, 3, K."


def test_what_a_call_says_again_is_shown_once(app: Flask, cast: Cast) -> None:
    phone = open_phone(
        app.config["SETTINGS"], db.engine, lambda *_: PhoneAnswer(200, "")
    )
    twice = f"<Response>{'<Say>A page waits.</Say>' * 2}<Say>Bye.</Say></Response>"
    phone.ring(replace(request(cast.sender.number), twiml=twice))

    (text,) = phone.conversation(TO)
    assert text.body == "(a voice call) A page waits. Bye."
