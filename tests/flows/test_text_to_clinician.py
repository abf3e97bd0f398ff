"""Flow 1 told whole: a text becomes a diary entry that a clinician sees.

Through the carrier's own webhook, signed, and through the pages as people open them.
"""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from diary.alerts import open_alerts
from diary.clinics import Member
from diary.db import db
from diary.outbox import (
    PHONE_ACCOUNT_SID,
    Message,
    MessageState,
    is_suppressed,
    status_token,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.web.doors import let_in, submit

pytestmark = pytest.mark.both_databases

BASE = "http://localhost"


class Ada:
    """The patient with her phone; the carrier between her and us."""

    def __init__(self, client: FlaskClient, cast: Cast) -> None:
        self.client, self.cast, self.count = client, cast, 0

    def texts(self, body: str, **more: str) -> str:
        """Text the clinic and return what the carrier was answered."""
        self.count += 1
        form = {
            "MessageSid": f"SM{self.count:032x}",
            "AccountSid": PHONE_ACCOUNT_SID,
            "From": self.cast.patient.phone,
            "To": self.cast.sender.number,
            "Body": body,
            "NumMedia": "0",
            **more,
        }
        answer = self.post("/twilio/inbound", form)
        assert answer.status_code == 200
        return answer.text

    def post(self, path: str, form: dict[str, str]) -> TestResponse:
        token = self.client.application.config["SETTINGS"].phone_auth_token
        signature = RequestValidator(token).compute_signature(BASE + path, form)
        headers = {"X-Twilio-Signature": signature}
        return self.client.post(path, data=form, headers=headers)


@pytest.fixture
def ada(client: FlaskClient, cast: Cast) -> Ada:
    return Ada(client, cast)


def page(ada: Ada, member: Member, path: str) -> tuple[int, str]:
    browser = ada.client.application.test_client()
    let_in(browser, member)
    answer = browser.get(path)
    return answer.status_code, answer.text


def test_a_text_becomes_an_entry_that_her_clinician_sees(ada: Ada, cast: Cast) -> None:
    answer = ada.texts("6, bit dizzy since lunch")
    assert "Saved: 6 of 10, 1 note." in answer

    path = f"/patients/{cast.patient.ref}"
    status, shown = page(ada, cast.clinician, path)
    assert status == 200
    assert "bit dizzy since lunch" in shown
    assert "Dizzy" in shown

    assert page(ada, cast.stranger, path)[0] == 404


def test_the_desk_reads_none_of_it(ada: Ada, cast: Cast) -> None:
    ada.texts("6, bit dizzy since lunch")

    for path in ("/inbox", "/today", "/tasks", f"/patients/{cast.patient.ref}"):
        assert "bit dizzy" not in page(ada, cast.desk, path)[1]


def test_words_of_crisis_reach_a_person_who_takes_and_ends_it(
    ada: Ada, cast: Cast, clock: Clock
) -> None:
    answer = ada.texts("cant do this anymore, I want to die")
    assert "988" in answer
    assert "Saved" not in answer

    _, shown = page(ada, cast.clinician, "/alerts")
    assert "cant do this anymore" in shown
    assert "cant do this anymore" not in page(ada, cast.stranger, "/alerts")[1]

    browser = ada.client.application.test_client()
    let_in(browser, cast.clinician)
    ref = open_alerts(cast.clinic.id)[0].ref
    submit(browser, f"/alerts/{ref}/take", page="/alerts")
    assert "taken by" in page(ada, cast.clinician, "/alerts")[1]
    submit(
        browser,
        f"/alerts/{ref}/close",
        page="/alerts",
        disposition="reached",
        note="Spoke with her, her sister is there",
    )
    assert "Nothing open." in page(ada, cast.clinician, "/alerts")[1]


def test_a_crisis_reply_that_does_not_arrive_says_call(ada: Ada, cast: Cast) -> None:
    ada.texts("I want to die")
    message = db.session.scalars(select(Message)).one()
    path = f"/twilio/status/{status_token(message.ref, 1)}"
    report = {
        "AccountSid": PHONE_ACCOUNT_SID,
        "MessageSid": "SM" + "f" * 32,
        "MessageStatus": "undelivered",
        "ErrorCode": "30003",
    }
    assert ada.post(path, report).status_code == 200

    db.session.expire_all()
    assert message.state is MessageState.UNDELIVERED
    assert ": call" in page(ada, cast.clinician, "/alerts")[1]


def test_what_nobody_can_read_waits_in_the_inbox(ada: Ada, cast: Cast) -> None:
    assert "the clinic will read this" in ada.texts("where do I park on tuesday")

    assert "where do I park" in page(ada, cast.desk, "/inbox")[1]


def test_after_stop_nothing_goes_out(ada: Ada, cast: Cast) -> None:
    assert "<Message" not in ada.texts("STOP")
    assert "<Message" not in ada.texts("6")

    assert is_suppressed(cast.sender.id, cast.patient.phone)
    assert "<Message" not in ada.texts("START")
    assert "<Message" in ada.texts("7")


def test_a_back_filled_day_is_marked(ada: Ada, cast: Cast, clock: Clock) -> None:
    clock.travel(clock.now + timedelta(days=1))
    assert "yesterday 3 of 10" in ada.texts("yesterday was a 3")

    _, shown = page(ada, cast.clinician, f"/patients/{cast.patient.ref}")
    assert "late" in shown.lower()
