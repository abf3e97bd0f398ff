"""When texts do not go out, whoever runs the clinic or the box reads so at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary import outbox, runs
from diary.audit import Actor
from diary.db import db
from diary.outbox import CarrierAccount
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message

pytestmark = pytest.mark.both_databases
MINUTE = timedelta(minutes=1)
BAD_LOGIN = "The texting account refused our sign-in."
HELD = "Sending is on hold"


def open_breaker(clock: Clock, code: int | None = 20003) -> None:
    account = CarrierAccount(account="twilio:AC0", opened_at=clock.now, error_code=code)
    db.session.add(account)
    db.session.commit()


@pytest.mark.parametrize("page", ["/today", "/patients", "/tasks", "/inbox"])
def test_staff_read_on_every_page_that_the_account_is_not_called(
    cast: Cast, desk: FlaskClient, clock: Clock, page: str
) -> None:
    assert BAD_LOGIN not in desk.get(page).text
    open_breaker(clock)
    assert desk.get(page).text.count(BAD_LOGIN) == 1


def test_staff_read_that_sending_is_held(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    outbox.pause_sending(cast.clinic.id, Actor.system(), clock.now)
    assert HELD in desk.get("/today").text
    outbox.resume_sending(cast.clinic.id, Actor.system(), clock.now)
    assert HELD not in desk.get("/today").text


def test_staff_read_that_texts_are_late(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    make_message(cast.sender)
    clock.travel(minutes=4)
    assert "Texts are late" not in desk.get("/today").text
    clock.travel(minutes=2)
    assert "the oldest has waited 6 minutes" in desk.get("/today").text


def test_a_text_that_waits_for_its_hour_is_not_late(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    make_message(cast.sender, wake_at=clock.now + 10 * MINUTE)
    clock.travel(minutes=9)
    assert "Texts are late" not in desk.get("/today").text


def test_another_clinics_hold_is_its_own(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    outbox.pause_sending(cast.other_clinic.id, Actor.system(), clock.now)
    assert HELD not in desk.get("/today").text


def test_the_box_stays_ready_and_says_that_the_account_is_not_called(
    client: FlaskClient, clock: Clock
) -> None:
    open_breaker(clock, None)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.text.startswith("ready\nThe texting account cannot be reached.")


def test_staff_read_that_no_clock_beats_any_more(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    runs.note_tick("dispatch_outbox", clock.now, "", clock.now + MINUTE)
    runs.note_tick("release_reminders", clock.now, "", clock.now + MINUTE)
    assert "stood still" not in desk.get("/today").text
    clock.travel(minutes=3)
    assert "The clock has stood still for 3 minutes" in desk.get("/today").text
    runs.note_tick("release_reminders", clock.now, "", clock.now + MINUTE)
    assert "stood still" not in desk.get("/today").text


def test_a_clock_in_another_process_that_is_late_is_said(
    client: FlaskClient, clock: Clock
) -> None:
    runs.note_tick("dispatch_outbox", clock.now, "", clock.now + 2 * MINUTE)
    db.session.commit()
    assert client.get("/readyz").text == "ready\n"
    clock.travel(minutes=3)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "The clock is late with: dispatch_outbox." in answer.text


def test_one_late_job_does_not_shut_the_door(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    runs.note_tick("sweep_inbound", clock.now, "", clock.now + MINUTE)
    clock.travel(minutes=3)
    runs.note_tick("dispatch_outbox", clock.now, "", clock.now + 2 * MINUTE)
    db.session.commit()
    made = make_app(clock=True)
    answer = made.test_client().get("/readyz")
    with made.app_context():
        db.engine.dispose()
    assert (answer.status_code, answer.text) == (
        200,
        "ready\nThe clock is late with: sweep_inbound.\n",
    )


def test_a_job_that_never_ended_well_is_missed(
    client: FlaskClient, clock: Clock
) -> None:
    late_at = clock.now + 15 * MINUTE
    runs.note_failure("sweep_inbound", clock.now, "CarrierSilent", late_at)
    clock.travel(minutes=16)
    runs.note_failure("sweep_inbound", clock.now, "CarrierSilent", clock.now + MINUTE)
    db.session.commit()
    assert "late with: sweep_inbound" in client.get("/readyz").text
