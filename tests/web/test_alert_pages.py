"""The page of an alert: whom it is about, how to reach them, who did what."""

import pytest
from flask.testing import FlaskClient

from diary.alerts import (
    Alert,
    acknowledge,
    open_alert,
    open_alert_for_number,
    page_people,
    pages_of,
    set_on_call,
)
from diary.audit import Actor, events_about
from diary.db import db
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import CRISIS, make_entry
from tests.web.doors import Browser, submit

PHONE = "+15557770001"
BASE = "http://localhost"


@pytest.fixture
def alert(cast: Cast, clock: Clock) -> Alert:
    cast.patient.emergency_contact = "Sam Hill, brother, 555-0199"
    cast.patient.address = "12 Mill Lane"
    make_entry(cast.patient, mood=2)
    set_on_call(cast.clinic, cast.clinician, 1, PHONE, Actor.system(), clock.now)
    made = open_alert(cast.patient, CRISIS, "text:1", "I want to die", clock.now)
    page_people(made.id, clock.now, BASE)
    db.session.commit()
    return made


def path(alert: Alert) -> str:
    return f"/alerts/{alert.ref}"


def test_it_shows_words_number_contact_address_and_last_scores(
    clinician: FlaskClient, cast: Cast, alert: Alert
) -> None:
    shown = clinician.get(path(alert)).text

    for wanted in ("I want to die", "Sam Hill, brother", "12 Mill Lane", "Ada Hill"):
        assert wanted in shown
    assert f"tel:{cast.patient.phone}" in shown
    assert "<td>2</td>" in shown


def test_it_says_which_words_moved_it_and_why(
    clinician: FlaskClient, alert: Alert
) -> None:
    shown = clinician.get(path(alert)).text

    assert "What moved it" in shown
    assert "a wish for one" in shown


def test_it_says_who_was_paged_by_what(
    clinician: FlaskClient, cast: Cast, alert: Alert
) -> None:
    shown = clinician.get(path(alert)).text

    assert f"<b>{cast.clinician.name}</b> was paged" in shown
    for way in ("text: about to leave", "e-mail: waits", "call: waits"):
        assert way in shown


def test_taking_putting_off_and_closing_are_told_with_names(
    clinician: FlaskClient, cast: Cast, alert: Alert, clock: Clock
) -> None:
    submit(clinician, f"{path(alert)}/take", page=path(alert))
    clock.travel(minutes=3)
    done = submit(
        *(clinician, f"{path(alert)}/snooze"),
        page=path(alert),
        minutes=30,
        reason="She is on a train and calls at five",
    )
    assert done.status_code == 303
    shown = clinician.get(path(alert)).text
    assert f"<b>{cast.clinician.name}</b> took it" in shown
    assert "She is on a train and calls at five" in shown
    assert f"Put off until 10:33 AM by {cast.clinician.name}" in shown
    assert "put off until" in clinician.get("/alerts").text

    submit(
        *(clinician, f"{path(alert)}/close"),
        page=path(alert),
        disposition="reached",
        note="Talked",
    )
    shown = clinician.get(path(alert)).text
    assert f"<b>{cast.clinician.name}</b> closed it: Talked" in shown
    deeds = [event.action for event in events_about(cast.clinic.id, cast.patient.ref)]
    assert {"acknowledge", "snooze", "resolve"} <= set(deeds)


@pytest.mark.parametrize(
    ("minutes", "reason", "wrong"),
    [("30", "", "Say why"), ("600", "busy", "Put it off by 5 to 120 minutes")],
)
def test_putting_it_off_needs_a_reason_and_an_end(
    clinician: FlaskClient, alert: Alert, minutes: str, reason: str, wrong: str
) -> None:
    refused = submit(
        *(clinician, f"{path(alert)}/snooze"),
        page=path(alert),
        minutes=minutes,
        reason=reason,
    )

    assert refused.status_code == 422
    assert wrong in refused.text
    assert db.session.get_one(Alert, alert.id).snoozed_until is None


def test_a_page_is_answered_by_its_code_from_the_page(
    clinician: FlaskClient, cast: Cast, alert: Alert, browser: Browser
) -> None:
    (page,) = pages_of(cast.clinic.id, alert.id)
    wrong = submit(clinician, "/alerts/code", page="/alerts", code="XXXX")
    assert wrong.status_code == 422
    assert "No page with this code" in wrong.text

    submit(clinician, "/alerts/code", page="/alerts", code=f"ack {page.code.lower()}")
    taken = db.session.get_one(Alert, alert.id)
    assert taken.acknowledged_by_id == cast.clinician.id


def test_another_clinician_cannot_answer_with_somebody_elses_code(
    cast: Cast, alert: Alert, browser: Browser
) -> None:
    (page,) = pages_of(cast.clinic.id, alert.id)
    stranger = browser(cast.stranger)
    answer = submit(stranger, "/alerts/code", page="/alerts", code=page.code)

    assert answer.status_code == 422
    assert db.session.get_one(Alert, alert.id).acknowledged_at is None


def test_a_text_that_was_not_delivered_says_call(
    clinician: FlaskClient, alert: Alert
) -> None:
    alert.must_call = True
    db.session.commit()

    assert "Text not delivered: call" in clinician.get(path(alert)).text
    assert "Text not delivered: call" in clinician.get("/alerts").text


def test_a_number_that_is_nobodys_has_a_page_too(
    clinician: FlaskClient, cast: Cast, clock: Clock
) -> None:
    made = open_alert_for_number(
        cast.clinic.id, "+15557654321", CRISIS, "text:9", "I want to die", clock.now
    )
    db.session.commit()
    shown = clinician.get(path(made)).text

    assert "tel:+15557654321" in shown
    assert "no patient of this clinic" in shown
    assert "tel:+15557654321" in clinician.get("/alerts").text


def test_the_list_says_who_is_on_call(
    clinician: FlaskClient, cast: Cast, alert: Alert, clock: Clock
) -> None:
    assert f"On call: {cast.clinician.name}." in clinician.get("/alerts").text
    acknowledge(alert, cast.clinician, clock.now)
    db.session.commit()
    assert f"taken by {cast.clinician.name}" in clinician.get("/alerts").text


def test_every_page_says_that_nobody_has_taken_an_alert(
    cast: Cast, alert: Alert, clock: Clock, browser: Browser
) -> None:
    clock.travel(minutes=29)
    waits = "An alert has waited 30 minutes: nobody has taken it."
    assert "An alert has waited" not in browser(cast.desk).get("/today").text
    clock.travel(minutes=1)
    for member, there in ((cast.desk, "/today"), (cast.admin, "/people")):
        assert waits in browser(member).get(there).text
    assert "An alert" not in browser(cast.stranger).get("/today").text

    acknowledge(alert, cast.clinician, clock.now)
    db.session.commit()
    assert waits not in browser(cast.desk).get("/today").text
