"""Alerts, tasks, texts and people: seen by the right roles, ended by a person."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from diary import alerts, inbox, tasks
from diary.db import db
from diary.outbox import MessageState
from diary.patients import Patient
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import (
    make_alert,
    make_message,
    make_sender,
    make_task,
    make_text,
)
from tests.inbox.phones import Phone
from tests.web.doors import Browser, submit


def page_of(patient: Patient) -> str:
    return f"/patients/{patient.ref}"


def test_an_alert_is_taken_and_closed_by_a_person(
    cast: Cast, clinician: FlaskClient
) -> None:
    alert = make_alert(cast.patient, words="cannot go on")
    assert "cannot go on" in clinician.get("/alerts").text
    submit(clinician, f"/alerts/{alert.ref}/take", page="/alerts")
    assert f"taken by {cast.clinician.name}" in clinician.get("/alerts").text
    submit(
        clinician,
        f"/alerts/{alert.ref}/close",
        page="/alerts",
        disposition="reached",
        note="spoke at noon",
    )
    assert alerts.open_alerts(cast.clinic.id) == []
    assert "spoke at noon" in clinician.get("/alerts").text


def test_an_alert_needs_a_disposition(cast: Cast, clinician: FlaskClient) -> None:
    alert = make_alert(cast.patient)
    answer = submit(clinician, f"/alerts/{alert.ref}/close", page="/alerts")
    assert answer.status_code == 422
    assert len(alerts.open_alerts(cast.clinic.id)) == 1


def test_a_task_is_done_by_a_person(cast: Cast, desk: FlaskClient) -> None:
    task = make_task(cast.clinic, cast.patient, sentence="Call about the ride")
    assert "Call about the ride" in desk.get("/tasks").text
    submit(desk, f"/tasks/{task.ref}/done", page="/tasks")
    db.session.refresh(task)
    assert task.done_by_id == cast.desk.id
    assert tasks.open_tasks(cast.clinic.id, clinical=True) == []


def test_a_clinical_task_is_not_for_the_desk(
    cast: Cast, desk: FlaskClient, clinician: FlaskClient
) -> None:
    task = make_task(
        cast.clinic, cast.patient, sentence="Ask after the night", is_clinical=True
    )
    assert "Ask after the night" in clinician.get("/tasks").text
    make_task(cast.clinic)
    assert "Ask after the night" not in desk.get("/tasks").text
    answer = submit(desk, f"/tasks/{task.ref}/done", page="/tasks")
    assert answer.status_code == 404


def test_an_administrator_invites_and_dismisses(
    cast: Cast, browser: Browser, app: Flask
) -> None:
    admin = browser(cast.admin)
    fields = {"name": "Kim Low", "email": "kim@oak.example", "role": "desk"}
    shown = submit(admin, "/people", **fields).text
    path = shown.split("http://localhost")[1].split("<")[0]
    assert app.test_client().get(path).status_code == 200
    desk = browser(cast.desk)
    assert desk.get("/today").status_code == 200
    submit(admin, f"/people/{cast.desk.ref}/dismiss", page="/people")
    assert desk.get("/today").status_code == 303


def test_nobody_dismisses_themselves(cast: Cast, browser: Browser) -> None:
    admin = browser(cast.admin)
    path = f"/people/{cast.admin.ref}/dismiss"
    assert submit(admin, path, page="/people").status_code == 409


def test_the_conversation_is_shown_with_its_states(
    cast: Cast, clinician: FlaskClient
) -> None:
    make_message(
        cast.sender,
        cast.patient.phone,
        about=cast.patient.ref,
        body="How is today?",
        state=MessageState.DELIVERED,
    )
    make_text(cast.patient, cast.sender, "a good day")
    shown = clinician.get(page_of(cast.patient)).text
    for told in ("How is today?", "delivered", "a good day"):
        assert told in shown


def test_the_desk_reads_only_texts_that_are_not_clinical(
    cast: Cast, desk: FlaskClient
) -> None:
    make_text(cast.patient, cast.sender, "running late", kind="note")
    make_text(cast.patient, cast.sender, "want to die", is_crisis=True)
    make_text(cast.patient, cast.sender, "who knows what", kind="unread")
    make_message(
        cast.sender, about=cast.patient.ref, body="Saved: 2 of 10", purpose="saved"
    )
    for page in ("/inbox", page_of(cast.patient)):
        shown = desk.get(page).text
        assert "running late" in shown
        for hidden in ("want to die", "who knows what", "2 of 10"):
            assert hidden not in shown


def test_the_desk_sees_that_a_question_waits_and_none_of_its_words(
    cast: Cast, desk: FlaskClient, clinician: FlaskClient, clock: Clock
) -> None:
    words = "so low, 2. what time do I come?"
    since = clock.now - timedelta(hours=3)
    make_text(
        cast.patient,
        cast.sender,
        words,
        kind="entry",
        asks_clinic=True,
        received_at=since,
    )
    shown = desk.get("/inbox").text
    assert "asks something, waits 3 hours" in shown
    assert "what time" not in shown
    read = clinician.get("/inbox").text
    assert words in read
    assert "asks something" not in read


def test_a_waiting_text_is_seen_by_a_person(cast: Cast, desk: FlaskClient) -> None:
    text = make_text(cast.patient, cast.sender, "running late")
    submit(desk, f"/inbox/{text.ref}/seen", page="/inbox")
    assert "running late" not in desk.get("/inbox").text
    db.session.refresh(text)
    assert text.seen_by_id == cast.desk.id


def test_a_waiting_text_is_answered_from_the_page(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    since = clock.now - timedelta(hours=3)
    text = make_text(
        cast.patient, cast.sender, "may I bring my son?", received_at=since
    )
    assert "waits 3 hours" in desk.get("/inbox").text

    form = {"words": "Yes, please do."}
    sent = submit(desk, f"/inbox/{text.ref}/answer", page="/inbox", **form)

    assert sent.status_code == 303
    assert "may I bring my son?" not in desk.get("/inbox").text
    assert "Oak: Yes, please do." in desk.get(page_of(cast.patient)).text


def test_a_refused_answer_keeps_what_was_typed(cast: Cast, desk: FlaskClient) -> None:
    text = make_text(cast.patient, cast.sender, "may I bring my son?")
    form = {"words": "x" * 301}
    refused = submit(desk, f"/inbox/{text.ref}/answer", page="/inbox", **form)

    assert refused.status_code == 422
    assert "Use at most 300 characters." in refused.text
    assert "x" * 301 in refused.text


def test_a_stranger_is_not_texted(cast: Cast, desk: FlaskClient) -> None:
    Phone("+15559990000", cast.sender).texts("who is this?")
    text = inbox.waiting(cast.clinic.id, clinical=False)[0]
    form = {"words": "The clinic."}
    refused = submit(desk, f"/inbox/{text.ref}/answer", page="/inbox", **form)

    assert refused.status_code == 409
    assert "can be called, not texted" in desk.get("/inbox").text


def test_an_administrator_sees_the_queue_and_holds_it(
    cast: Cast, browser: Browser, clock: Clock
) -> None:
    make_message(cast.sender)
    clock.travel(minutes=12)
    admin = browser(cast.admin)
    shown = admin.get("/operations").text
    assert "has waited 12 minutes" in shown
    assert "1 text is to leave in the next four hours; the last goes out at" in shown
    assert "Sent twice" in shown
    submit(admin, "/operations/pause", page="/operations")
    assert "Sending is on hold" in admin.get("/operations").text
    db.session.refresh(cast.sender)
    assert cast.sender.paused_at == clock.now
    submit(admin, "/operations/resume", page="/operations")
    db.session.refresh(cast.sender)
    assert cast.sender.paused_at is None


def test_the_queue_of_another_clinic_does_not_show(
    cast: Cast, browser: Browser, clock: Clock
) -> None:
    make_message(make_sender(cast.other_clinic))
    clock.travel(minutes=12)
    assert "No due text waits" in browser(cast.admin).get("/operations").text


def test_a_text_from_a_short_code_is_shown_like_any_other(
    cast: Cast, desk: FlaskClient
) -> None:
    Phone("72345", cast.sender).texts("Win a cruise")
    shown = desk.get("/inbox")
    assert shown.status_code == 200
    assert "72345" in shown.text


def test_a_text_that_reached_us_late_says_so(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    make_text(cast.patient, cast.sender, "can I come earlier?", swept_at=clock.now)
    assert "Reached us late" in desk.get("/inbox").text
    shown = desk.get(f"/patients/{cast.patient.ref}").text
    assert "its webhook was lost" in shown


def test_a_text_that_came_in_time_says_nothing_of_it(
    cast: Cast, desk: FlaskClient
) -> None:
    make_text(cast.patient, cast.sender, "can I come earlier?")
    assert "Reached us late" not in desk.get("/inbox").text


def test_the_desk_texts_a_patient_from_their_page(
    cast: Cast, desk: FlaskClient
) -> None:
    page = f"/patients/{cast.patient.ref}"
    wrong = submit(desk, f"{page}/texts", page=page, words=" ")
    assert "Write something first." in wrong.text
    sent = submit(desk, f"{page}/texts", page=page, words="Please bring your card.")
    assert sent.status_code == 303
    shown = desk.get(page).text
    assert "Oak: Please bring your card." in shown
