"""The carrier is dead and somebody texts words of crisis: a clinician is reached."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary.alerts import alerts_of, set_on_call
from diary.audit import Actor
from diary.db import db
from diary.outbox import (
    PHONE_ACCOUNT_SID,
    Gateways,
    TwilioGateway,
    open_accounts,
    signed,
)
from diary.outbox.transport import Transport
from jobs.tick import Tick
from jobs.timetable import job_named
from tests.alerts.mail_server import Post
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.web.doors import let_in

pytestmark = pytest.mark.both_databases

NOBODY_LISTENS = "http://127.0.0.1:9"
JOBS = ("escalate_alerts", "dispatch_outbox", "bring_pages")


class Box:
    """A box whose carrier refuses every connection, beating every three seconds."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.clock, self.post = clock, Post()
        carrier = TwilioGateway(
            "AC" + "0" * 32, "token", None, NOBODY_LISTENS, Transport(timeout_s=2)
        )
        self.gateways = Gateways(carrier, carrier, calls_at_once=2)
        self.settings = replace(
            app.config["SETTINGS"],
            smtp=self.post.settings,
            smtp_from="diary@oak.example",
        )

    def beat(self) -> None:
        tick = Tick(self.clock.now, self.settings, self.gateways, lambda: False)
        for name in JOBS:
            job = job_named(name)
            assert job is not None
            job.run(tick)
        db.session.expire_all()
        self.clock.travel(seconds=3)

    def close(self) -> None:
        self.gateways.close()
        self.post.stop()


@pytest.fixture
def box(app: Flask, clock: Clock) -> Iterator[Box]:
    held = Box(app, clock)
    yield held
    held.close()


def text_in(app: Flask, client: FlaskClient, cast: Cast, body: str) -> str:
    """Let the carrier bring a text; return the words that answered it."""
    url = "http://localhost/twilio/inbound"
    fields = {
        "MessageSid": "SM" + "a1" * 16,
        "AccountSid": PHONE_ACCOUNT_SID,
        "From": cast.patient.phone,
        "To": cast.sender.number,
        "Body": body,
        "NumMedia": "0",
    }
    token = app.config["SETTINGS"].phone_auth_token
    headers = {"X-Twilio-Signature": signed(url, fields, token)}
    return client.post("/twilio/inbound", data=fields, headers=headers).text


def test_with_the_carrier_dead_an_email_reaches_the_clinician_who_takes_it(
    app: Flask, client: FlaskClient, cast: Cast, clock: Clock, box: Box
) -> None:
    set_on_call(
        *(cast.clinic, cast.clinician, 1, "+15557770001", Actor.system(), clock.now),
        email="kim@home.example",
    )
    for _ in range(6):
        make_message(cast.sender)
    db.session.commit()
    for _ in range(3):
        box.beat()
    assert open_accounts(), "the breaker has not opened"

    began = clock.now
    assert "988" in text_in(app, client, cast, "I want to kill myself")
    while not box.post.box.taken:
        box.beat()
        assert (clock.now - began).total_seconds() <= 10

    (mail,) = box.post.box.taken
    assert mail["To"] == "kim@home.example"
    words = str(mail["Subject"]) + mail.get_content()
    for telling in ("kill", "Ada", "crisis", "patient"):
        assert telling not in words

    browser = app.test_client()
    let_in(browser, cast.clinician)
    there = browser.get("/alerts").text
    assert "I want to kill myself" in there
    code = str(mail["Subject"]).rpartition(" ")[2]
    token = there.partition('name="csrf_token" value="')[2][:64]
    browser.post("/alerts/code", data={"csrf_token": token, "code": code})
    (alert,) = alerts_of(cast.clinic.id, cast.patient.id)
    assert alert.acknowledged_by_id == cast.clinician.id
