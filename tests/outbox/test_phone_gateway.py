"""The simulated phone is a carrier like any other: signed, with a will of its own."""

from collections.abc import Mapping

import pytest
from flask import Flask

from diary.db import db
from diary.errors import Refused
from diary.outbox import (
    Failure,
    GatewayError,
    Gateways,
    MessageState,
    PhoneAnswer,
    PhoneGateway,
    SendRequest,
    add_sender,
    dispatch_due,
    is_suppressed,
    messages_about,
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


def test_what_is_typed_is_answered_on_the_phone(
    cast: Cast, phone: PhoneGateway, clock: Clock
) -> None:
    number, to = numbers(cast)
    replies = phone.text_in(number, to, "6 \ud83d <&>")
    assert replies
    texts = phone.conversation(number)
    assert [text.is_from_phone for text in texts] == [True, False]
    assert texts[1].body == replies[0]
    # The answer's status comes back to the message it is.
    phone.tick()
    (message,) = messages_about(cast.clinic.id, cast.patient.ref)
    assert (message.state, message.sid) == (MessageState.DELIVERED, texts[1].sid)


def test_the_carrier_itself_honours_stop_and_start(
    cast: Cast, phone: PhoneGateway, clock: Clock
) -> None:
    (number, to), sender_id = numbers(cast), cast.sender.id
    request = SendRequest(number, "x", to, None, "", 60)
    phone.text_in(number, to, " stop ")
    assert "unsubscribed" in phone.conversation(number)[-1].body
    assert is_suppressed(sender_id, number)
    db.session.commit()
    with pytest.raises(GatewayError) as refused:
        phone.send(request)
    assert (refused.value.failure, refused.value.code) == (Failure.REJECTED, 21610)
    phone.text_in(number, to, "START")
    assert not is_suppressed(sender_id, number)
    db.session.commit()
    assert phone.send(request).sid


def numbers(cast: Cast) -> tuple[str, str]:
    """Return the patient's and the clinic's number, and leave the transaction."""
    held = cast.patient.phone, cast.sender.number
    db.session.commit()
    return held


def test_a_text_that_did_not_get_through_says_so(
    cast: Cast, phone: PhoneGateway
) -> None:
    number, to = numbers(cast)
    phone._post = lambda *_: PhoneAnswer(503, "")
    with pytest.raises(Refused):
        phone.text_in(number, to, "6")
