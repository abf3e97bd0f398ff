"""Only the carrier is heard, whatever it says is kept once, and never a false 200."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from diary.db import db
from diary.inbox import InboundText
from diary.outbox import (
    PHONE_ACCOUNT_SID,
    CarrierEvent,
    Message,
    MessageState,
    status_token,
)
from tests.cast import Cast
from tests.factories import make_message

BASE = "http://localhost"
SID = "SM" + "a1" * 16
ACCOUNT = "AC" + "b2" * 16


def post(
    client: FlaskClient,
    path: str,
    fields: dict[str, str],
    token: str | None = None,
    signature: str | None = None,
) -> TestResponse:
    """Post as the simulated phone does; with ``token`` as another account does."""
    app = client.application
    form = {"AccountSid": PHONE_ACCOUNT_SID, **fields}
    token = token or app.config["SETTINGS"].phone_auth_token
    right = RequestValidator(token).compute_signature(BASE + path, form)
    headers = {"X-Twilio-Signature": right if signature is None else signature}
    return client.post(path, data=form, headers=headers)


def text_in(client: FlaskClient, cast: Cast, **changes: str) -> TestResponse:
    fields = {
        "MessageSid": SID,
        "From": cast.patient.phone,
        "To": cast.sender.number,
        "Body": "6",
        "NumMedia": "0",
        "FromCity": "",
    }
    return post(client, "/twilio/inbound", fields | changes)


def count(table: type[Any]) -> int:
    return db.session.scalars(select(func.count(table.id))).one()


def test_a_text_in_is_answered_and_its_answer_tracked(
    client: FlaskClient, cast: Cast
) -> None:
    answer = text_in(client, cast)

    message = db.session.scalars(select(Message)).one()
    token = status_token(message.ref, 1)
    assert answer.status_code == 200
    assert answer.content_type == "text/xml; charset=utf-8"
    assert "Saved: 6 of 10." in answer.text
    assert f'statusCallback="{BASE}/twilio/status/{token}"' in answer.text


def test_the_same_text_again_is_answered_the_same(
    client: FlaskClient, cast: Cast
) -> None:
    first = text_in(client, cast)

    assert text_in(client, cast).text == first.text
    assert count(InboundText) == 1


def test_silence_is_an_empty_answer(client: FlaskClient, cast: Cast) -> None:
    assert text_in(client, cast, Body="STOP").text.endswith("<Response></Response>")


@pytest.mark.parametrize(
    "changes", [{"MessageSid": "x"}, {"From": ""}, {"To": ""}, {"From": "\x00" * 9}]
)
def test_what_is_no_text_is_refused(
    client: FlaskClient, cast: Cast, changes: dict[str, str]
) -> None:
    assert text_in(client, cast, **changes).status_code == 400
    assert count(InboundText) == 0


@pytest.mark.postgresql_only
def test_a_database_that_goes_away_half_way_is_no_success(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diary.intake.entries.record", _hang_up)

    assert text_in(client, cast).status_code == 503
    assert count(InboundText) == 0


def _hang_up(*_args: object, **_named: object) -> None:
    db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_forged_text_writes_nothing(client: FlaskClient, cast: Cast) -> None:
    fields = {"MessageSid": SID, "From": cast.patient.phone, "To": cast.sender.number}
    forged = post(client, "/twilio/inbound", fields, signature="forged")

    assert forged.status_code == 403
    assert count(InboundText) == 0


def test_a_text_that_cannot_be_stored_is_no_false_success(
    client: FlaskClient, cast: Cast
) -> None:
    db.session.execute(text("ALTER TABLE inbound_text RENAME TO away"))
    assert text_in(client, cast).status_code == 503
    db.session.execute(text("ALTER TABLE away RENAME TO inbound_text"))
    assert text_in(client, cast).status_code == 200


def status_of(message: Message) -> str:
    return f"/twilio/status/{status_token(message.ref, 1)}"


def said(status: str, **more: str) -> dict[str, str]:
    return {"MessageSid": SID, "MessageStatus": status, **more}


@pytest.fixture
def out(cast: Cast) -> Message:
    """A message whose call began and whose answer never came."""
    return make_message(cast.sender, state=MessageState.DISPATCHING, tries=1)


def event_count() -> int:
    return db.session.scalar(select(func.count()).select_from(CarrierEvent)) or 0


@pytest.mark.both_databases
def test_a_status_moves_the_message(client: FlaskClient, out: Message) -> None:
    assert post(client, status_of(out), said("delivered")).status_code == 200
    assert (out.state, out.sid) == (MessageState.DELIVERED, SID)


@pytest.mark.both_databases
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0, 0, 2, 1)])
def test_any_order_any_number_of_times_is_the_same_end(
    client: FlaskClient, out: Message, order: tuple[int, ...]
) -> None:
    for index in order:
        status = ("queued", "sent", "delivered")[index]
        assert post(client, status_of(out), said(status)).status_code == 200
    assert out.state is MessageState.DELIVERED
    assert event_count() == 3


def test_of_two_endings_the_first_stays_and_both_are_kept(
    client: FlaskClient, out: Message
) -> None:
    post(client, status_of(out), said("undelivered", ErrorCode="30003"))
    post(client, status_of(out), said("delivered"))
    assert (out.state, out.error_code) == (MessageState.UNDELIVERED, 30003)
    assert event_count() == 2


def test_a_failure_without_a_code_erases_none(
    client: FlaskClient, out: Message
) -> None:
    post(client, status_of(out), said("sent", ErrorCode="30008"))
    post(client, status_of(out), said("failed"))
    assert (out.state, out.error_code) == (MessageState.FAILED, 30008)


def test_the_status_of_nothing_ours_gets_200_and_is_kept(
    client: FlaskClient, cast: Cast
) -> None:
    assert post(client, "/twilio/status/who-knows", said("sent")).status_code == 200
    assert event_count() == 1


def test_a_sid_of_another_message_is_not_taken_over(
    client: FlaskClient, cast: Cast, out: Message
) -> None:
    other = make_message(cast.sender, state=MessageState.SENT, sid=SID)
    assert post(client, status_of(out), said("delivered")).status_code == 200
    assert (out.state, out.sid) == (MessageState.DISPATCHING, None)
    assert other.state is MessageState.SENT


@pytest.mark.parametrize(
    "forgery",
    [
        {"signature": ""},
        {"signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
        {"token": "another token"},
    ],
)
def test_what_is_forged_gets_403_and_writes_nothing(
    client: FlaskClient, out: Message, forgery: dict[str, str]
) -> None:
    answer = post(client, status_of(out), said("delivered"), **forgery)
    assert answer.status_code == 403
    assert out.state is MessageState.DISPATCHING
    assert event_count() == 0


def test_no_signature_at_all_gets_403(client: FlaskClient, out: Message) -> None:
    assert client.post(status_of(out), data=said("sent")).status_code == 403
    assert client.post("/twilio/status/x", json={"a": 1}).status_code == 403
    assert client.post("/twilio/status/x").status_code == 403


def test_another_account_gets_403(client: FlaskClient, out: Message) -> None:
    fields = said("sent", AccountSid=ACCOUNT)
    assert post(client, status_of(out), fields).status_code == 403


def test_the_address_is_the_one_that_is_set_not_the_one_asked(
    client: FlaskClient, out: Message
) -> None:
    path, form = status_of(out), said("sent", AccountSid=PHONE_ACCOUNT_SID)
    token = client.application.config["SETTINGS"].phone_auth_token
    elsewhere = RequestValidator(token).compute_signature("http://evil" + path, form)
    headers = {"X-Twilio-Signature": elsewhere, "Host": "evil"}
    assert client.post(path, data=form, headers=headers).status_code == 403
    right = RequestValidator(token).compute_signature(BASE + path, form)
    headers = {"X-Twilio-Signature": right, "Host": "evil"}
    assert client.post(path, data=form, headers=headers).status_code == 200


def test_a_second_public_address_is_heard_too(make_app: Any, out: Message) -> None:
    account = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": "real"}
    second = make_app(fallback_url="https://spare.example", **account).test_client()
    path = f"/twilio/status/{status_token(out.ref, 1)}"
    fields = {"MessageSid": SID, "MessageStatus": "sent", "AccountSid": ACCOUNT}
    for url, expected in (("https://spare.example", 200), ("https://x.example", 403)):
        signature = RequestValidator("real").compute_signature(url + path, fields)
        headers = {"X-Twilio-Signature": signature}
        answer = second.post(path, data=fields, headers=headers)
        assert answer.status_code == expected


def test_a_real_account_signs_with_its_own_token(make_app: Any, out: Message) -> None:
    db.session.commit()
    app: Flask = make_app(
        carrier="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="the account's",
        twilio_messaging_service_sid="MG" + "c3" * 16,
    )
    client = app.test_client()
    fields = said("sent", AccountSid=ACCOUNT)
    assert post(client, status_of(out), fields, "the account's").status_code == 200
    # With a real carrier the simulated phone is not heard.
    assert post(client, status_of(out), said("delivered")).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"MessageSid": "x", "MessageStatus": "sent"},
        {"MessageSid": SID, "MessageStatus": "nul\0"},
        {"MessageSid": SID, "MessageStatus": "a" * 300},
        {"MessageSid": SID, "MessageStatus": "sent", "ErrorCode": "9" * 40},
        {"MessageSid": SID, "MessageStatus": "new_word", "Unheard": "of"},
    ],
)
def test_odd_fields_break_nothing(
    client: FlaskClient, out: Message, fields: dict[str, str]
) -> None:
    assert post(client, status_of(out), fields).status_code == 200


def test_a_huge_body_writes_nothing(client: FlaskClient, out: Message) -> None:
    fields = said("delivered", Padding="x" * 1_000_000)
    assert post(client, status_of(out), fields).status_code in (403, 413)
    assert event_count() == 0


def test_repeated_fields_are_signed_as_they_came(
    client: FlaskClient, out: Message
) -> None:
    path = status_of(out)
    form = MultiDict(
        [
            ("AccountSid", PHONE_ACCOUNT_SID),
            ("MessageSid", SID),
            ("MessageStatus", "sent"),
            ("Twice", "b"),
            ("Twice", "a"),
        ]
    )
    token = client.application.config["SETTINGS"].phone_auth_token
    right = RequestValidator(token).compute_signature(BASE + path, form)
    headers = {"X-Twilio-Signature": right}
    assert client.post(path, data=form, headers=headers).status_code == 200
    assert out.state is MessageState.SENT


def test_without_a_database_there_is_no_false_200(
    client: FlaskClient, out: Message
) -> None:
    path = status_of(out)
    db.session.commit()
    db.session.execute(text("ALTER TABLE carrier_event RENAME TO gone"))
    assert post(client, path, said("delivered")).status_code == 503
    db.session.execute(text("ALTER TABLE gone RENAME TO carrier_event"))
    assert post(client, path, said("delivered")).status_code == 200
