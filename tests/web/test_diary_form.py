"""The form behind the texted link, as a patient with a poor phone meets it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from diary import auth, entries
from diary.alerts import Alert, AlertKind
from diary.audit import ActorKind, AuditEvent
from diary.db import db
from diary.entries import Submission
from diary.patients import Patient
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient, today


@pytest.fixture
def ada(app: Flask) -> Patient:
    return make_patient(make_clinic(text_name="Oak"), name="Ada Hill")


@pytest.fixture
def path(ada: Patient, clock: Clock) -> str:
    token = auth.make_form_link(ada.clinic_id, ada.id, today(ada), clock.now)
    return f"/f/{token}"


def entry_of(patient: Patient) -> entries.Entry | None:
    day = today(patient)
    found = entries.entries_between(patient.clinic_id, patient.id, day, day)
    return found[0] if found else None


def test_three_taps_make_an_entry(ada: Patient, path: str, client: FlaskClient) -> None:
    answer = client.post(
        path, data={"mood": "6", "symptom": "nausea", "how_nausea": "2"}
    )
    assert answer.status_code == 200
    entry = entry_of(ada)
    assert entry is not None
    assert entry.mood == 6


def test_looking_changes_nothing(ada: Patient, path: str, client: FlaskClient) -> None:
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert entry_of(ada) is None
    assert db.session.scalar(select(func.count(AuditEvent.id))) == 0
    assert client.post(path, data={"mood": "5"}).status_code == 200


def test_the_page_tells_nothing_of_the_patient(
    ada: Patient, path: str, client: FlaskClient
) -> None:
    client.post(path, data={"mood": "3", "words": "sad violets"})
    shown = client.get(path).text + client.post(path, data={"mood": "4"}).text
    for telling in ("Ada", "Hill", ada.phone, "violets", "checked"):
        assert telling not in shown


@pytest.mark.both_databases
def test_a_double_click_is_one_answer(
    ada: Patient, path: str, client: FlaskClient
) -> None:
    for _ in range(2):
        client.post(path, data={"mood": "6"})
    assert db.session.scalar(select(func.count(Submission.id))) == 1


@pytest.mark.both_databases
def test_another_answer_within_15_minutes_amends(
    ada: Patient, path: str, client: FlaskClient, clock: Clock
) -> None:
    client.post(path, data={"mood": "6"})
    clock.travel(minutes=14)
    client.post(path, data={"mood": "4"})
    entry = entry_of(ada)
    assert entry is not None
    assert entry.mood == 4


def test_after_that_the_link_is_gone(
    ada: Patient, path: str, client: FlaskClient, clock: Clock
) -> None:
    client.post(path, data={"mood": "6"})
    clock.travel(minutes=15)
    answer = client.post(path, data={"mood": "1"})
    assert answer.status_code == 404
    assert "988" in answer.text
    entry = entry_of(ada)
    assert entry is not None
    assert entry.mood == 6


def test_a_dead_link_and_a_guess_look_the_same(
    ada: Patient, path: str, client: FlaskClient, clock: Clock
) -> None:
    clock.travel(days=1)
    assert client.get(path).data == client.get("/f/" + "x" * 43).data


def test_a_discharged_patients_link_is_gone(
    ada: Patient, path: str, client: FlaskClient, clock: Clock
) -> None:
    ada.discharged_at = clock.now
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"mood": "11"}, "from 0 to 10"),
        ({"mood": "six"}, "not a number"),
        ({"mood": ["3", "8"]}, "given twice"),
        ({"mood": "4", "symptom": "luck"}, "no symptom"),
        ({"mood": "4", "symptom": "nausea", "how_nausea": "9"}, "from 0 to 4"),
        ({"words": "x" * 2001}, "2000 characters"),
        ({"mood": "4", "words": "nul \0 here"}, "cannot be stored"),
        ({}, "at least one thing"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(
    ada: Patient, path: str, client: FlaskClient, sent: dict[str, str], said: str
) -> None:
    answer = client.post(path, data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert entry_of(ada) is None


def test_what_was_typed_is_still_there(path: str, client: FlaskClient) -> None:
    shown = client.post(path, data={"mood": "11", "words": "rough night"}).text
    assert "rough night" in shown


def test_all_that_is_wrong_is_told_at_once(path: str, client: FlaskClient) -> None:
    shown = client.post(path, data={"mood": "eleven", "sleep": "12"}).text
    assert "not a number" in shown
    assert "Sleep must be from 0 to 10" in shown


def test_nothing_today_denies_what_was_on_offer(
    ada: Patient, path: str, client: FlaskClient
) -> None:
    client.post(path, data={"mood": "7", "symptom": "none"})
    kept = db.session.scalars(select(Submission)).one()
    assert set(kept.answers["symptoms"].values()) == {0}
    assert "nausea" in kept.answers["symptoms"]


@pytest.mark.parametrize(
    ("symptom", "number", "kind"),
    [("suicidal", "988", AlertKind.CRISIS), ("chest_pain", "911", AlertKind.RED_FLAG)],
)
def test_what_cannot_wait_is_answered_and_seen(
    ada: Patient, path: str, client: FlaskClient, symptom: str, number: str, kind: str
) -> None:
    answer = client.post(path, data={"mood": "1", "symptom": symptom})
    assert f"tel:{number}" in answer.text.split("<h1>Saved")[0]
    assert db.session.scalars(select(Alert)).one().kind == kind


def test_a_spanish_patient_is_asked_in_spanish(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    eva = make_patient(language="es")
    token = auth.make_form_link(eva.clinic_id, eva.id, today(eva), clock.now)
    assert 'lang="es"' in client.get(f"/f/{token}").text


def test_the_answer_is_audited_as_the_patients(
    ada: Patient, path: str, client: FlaskClient
) -> None:
    client.post(path, data={"mood": "6"})
    event = db.session.scalars(
        select(AuditEvent).filter_by(actor_kind=ActorKind.PATIENT)
    ).first()
    assert event is not None
    assert event.patient_ref == ada.ref


def test_a_link_of_yesterday_fills_in_yesterday(
    ada: Patient, client: FlaskClient, clock: Clock
) -> None:
    yesterday = today(ada)
    token = auth.make_form_link(ada.clinic_id, ada.id, yesterday, clock.now)
    clock.travel(hours=16)
    assert today(ada) == yesterday + timedelta(days=1)
    client.post(f"/f/{token}", data={"mood": "6"})
    found = entries.entries_between(ada.clinic_id, ada.id, yesterday, yesterday)
    assert [entry.day for entry in found] == [yesterday]


def test_help_is_one_tap_away(ada: Patient, path: str, client: FlaskClient) -> None:
    assert f'href="{path}/help"' in client.get(path).text
    assert "988" in client.get(f"{path}/help").text
    assert "988" in client.get("/help").text
