"""The simulated phone is a carrier like any other: signed, with a will of its own."""

from collections.abc import Mapping

import pytest
from flask import Flask

from diary.db import db
from diary.outbox import (
    Gateways,
    MessageState,
    PhoneAnswer,
    PhoneGateway,
    add_sender,
    dispatch_due,
    open_gateways,
    open_phone,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message, make_sender

pytestmark = pytest.mark.both_databases
TO = "+15550100007"


@pytest.fixture
def phone(app: Flask) -> PhoneGateway:
    """The phone, its webhooks going through a test client instead of a network."""

    def post(
        url: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> PhoneAnswer:
        answer = app.test_client().post(url, data=fields, headers=dict(headers))
        return PhoneAnswer(answer.status_code, answer.text)

    return open_phone(app.config["SETTINGS"], db.engine, post)


def send(phone: PhoneGateway, clock: Clock) -> None:
    db.session.commit()
    gateways = Gateways(ordinary=phone, demo=phone, calls_at_once=2)
    dispatch_due(gateways, clock.now, "http://localhost")
    db.session.expire_all()


def test_a_text_reaches_the_phone_and_its_statuses_come_back(
    cast: Cast, phone: PhoneGateway, clock: Clock
) -> None:
    message = make_message(cast.sender, TO, body="How is today?")
    send(phone, clock)
    (text,) = phone.conversation(TO)
    assert (text.body, text.status) == ("How is today?", "delivered")
    assert (message.state, message.sid) == (MessageState.DELIVERED, text.sid)


def test_a_phone_shows_only_its_own_texts(
    cast: Cast, phone: PhoneGateway, clock: Clock
) -> None:
    make_message(cast.sender, TO)
    send(phone, clock)
    assert not phone.conversation("+15550100008")


def test_statuses_that_nobody_took_come_again(
    cast: Cast, phone: PhoneGateway, clock: Clock
) -> None:
    message = make_message(cast.sender, TO)
    asked, phone._post = phone._post, lambda *_: PhoneAnswer(503, "")
    send(phone, clock)
    assert message.state is MessageState.ACCEPTED
    phone._post = asked
    send(phone, clock)
    assert phone.conversation(TO)[0].status == "delivered"


def test_a_demo_number_never_reaches_a_real_carrier(
    cast: Cast, make_app: object, clock: Clock
) -> None:
    app: Flask = make_app(  # type: ignore[operator]
        carrier="twilio",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="x",
        twilio_messaging_service_sid="MG" + "0" * 32,
    )
    gateways = open_gateways(app.config["SETTINGS"], db.engine)
    assert gateways.of(is_demo=True).account == "phone"
    assert gateways.of(is_demo=False).account.startswith("twilio:")


def test_a_demo_number_is_not_paced(cast: Cast, clock: Clock) -> None:
    demo = add_sender(cast.clinic.id, "+15550007777", clock.now, is_demo=True)
    real = add_sender(cast.clinic.id, "+15550007778", clock.now)
    assert (demo.per_minute, real.per_minute) == (None, 60)


def test_a_list_knows_what_the_phone_got(
    cast: Cast, phone: PhoneGateway, clock: Clock
) -> None:
    make_message(make_sender(cast.clinic), TO, body="found")
    send(phone, clock)
    (listed,) = phone.find(TO, clock.now)
    assert (listed.body, listed.to, listed.is_outbound) == ("found", TO, True)
    assert phone.fetch(listed.sid).status == "delivered"
