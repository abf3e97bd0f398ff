"""Two clinics on one box, and nothing of a patient where it does not belong."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from diary import auth, clock, inbox, logs, patients
from diary.audit import AuditEvent
from diary.clinics import Member
from diary.db import db
from diary.outbox import PHONE_ACCOUNT_SID
from diary.patients import Patient
from diary.web.answers import Page
from diary.web.guards import public
from tests.cast import Cast
from tests.doors.routes import Rows, routes, rows_of
from tests.factories import (
    make_alert,
    make_entry,
    make_patient,
    make_ride,
    make_task,
    make_treatment_session,
    today,
)
from tests.inbox.phones import Phone
from tests.web.doors import PASSWORD, give_password, let_in, submit

MakeApp = Callable[..., Flask]

# The token of its forms, and the name of a request on pages that refuse.
OWN_TO_A_BROWSER = re.compile(r"[0-9a-f]{64}|\b[a-z2-7]{12}\b")
MARKS = {
    "name": "Zephyrine Quaverly",
    "phone": "+15550104477",
    "emergency_contact": "Barnaby Underhill-Marsh",
    "address": "77 Periwinkle Steps",
    "words": "the heliotrope curtains hum",
    "text": "marmalade owls at night 4",
    "escort": "Gwendolyn Tarpaulin",
    "note": "spoke of heather moor",
    "typed": "wrong-password-amaranth",
}


def shown(app: Flask, member: Member, rows: Rows) -> dict[str, str]:
    """Return every page a member can open, without what changes by itself."""
    client = app.test_client()
    let_in(client, member)
    return {
        str(route): OWN_TO_A_BROWSER.sub("", client.get(rows.address(app, route)).text)
        for route in routes(app, "staff")
        if route.is_safe
    }


@pytest.mark.both_databases
def test_what_happens_next_door_changes_no_page(app: Flask, cast: Cast) -> None:
    rows = rows_of(cast)
    before = {one.id: shown(app, one, rows) for one in (cast.desk, cast.clinician)}
    twin = make_patient(cast.other_clinic, name="Ada Hill", phone=cast.patient.phone)
    for patient in (cast.other_patient, twin):
        _live_a_day(cast, patient)
    db.session.commit()
    after = {one.id: shown(app, one, rows) for one in (cast.desk, cast.clinician)}
    assert after == before


def _live_a_day(cast: Cast, patient: Patient) -> None:
    make_entry(patient, mood=1)
    make_ride(make_treatment_session(patient, today(patient)))
    make_alert(patient, sentence="Next door's alert")
    make_task(cast.other_clinic, patient, sentence="Next door's task")


def test_one_number_in_two_clinics_is_two_people(app: Flask, cast: Cast) -> None:
    twin = make_patient(cast.other_clinic, phone=cast.patient.phone)
    Phone(cast.patient.phone, cast.sender).texts("6")
    assert len(inbox.texts_of(cast.clinic.id, cast.patient.id)) == 1
    assert inbox.texts_of(cast.other_clinic.id, twin.id) == []


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any logger writes, at the most talkative level."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers, root.level)
    logs.configure("DEBUG", stream)
    yield stream
    root.handlers, root.level = before


def test_nothing_told_stands_in_any_log(
    make_app: MakeApp, cast: Cast, written: io.StringIO
) -> None:
    app = make_app(demo=True)
    give_password(cast.clinician)
    db.session.commit()
    _crash_on_purpose(app)
    logs.configure("DEBUG", written)
    secrets = _a_whole_day(app, cast)
    said = written.getvalue()
    assert said.count('"route"') > 20
    assert said.count('"request_failed"') >= 3
    told = {name for name, mark in (MARKS | secrets).items() if mark in said}
    assert not told


def _crash_on_purpose(app: Flask) -> None:
    @app.route("/crash/<path:rest>", methods=["GET", "POST"])
    @public("a test")
    def crash(rest: str) -> Page:
        raise ValueError(f"{rest} {' '.join(MARKS.values())}")


def _a_whole_day(app: Flask, cast: Cast) -> dict[str, str]:
    """Enrol, text, fill in, fail to sign in, close an alert, crash; return secrets."""
    client = app.test_client()
    wrong = {"email": cast.clinician.email, "password": MARKS["typed"]}
    submit(client, "/sign-in", **wrong)
    submit(client, "/sign-in", email=cast.clinician.email, password=PASSWORD)
    let_in(client, cast.clinician)
    held = client.get_cookie("diary-visit")
    assert held is not None
    ref = _enrol(client)
    _answer_by_text(app, cast)
    link = _answer_by_form(app, cast, ref)
    _work(client, ref)
    for path in (MARKS["name"], MARKS["words"]):
        client.get(f"/crash/{path}")
    client.get(f"/crash/f/{link}")
    return {"cookie": held.value, "link": link, "password": PASSWORD}


def _enrol(client: FlaskClient) -> str:
    fields = {name: MARKS[name] for name in ("name", "phone", "address")}
    answer = submit(
        client,
        "/patients",
        page="/patients/new",
        date_of_birth="1985-02-03",
        time_zone="America/New_York",
        check_in_at="09:30",
        consents=["diary", "rides", "sessions", "boosters"],
        emergency_contact=MARKS["emergency_contact"],
        **fields,
    )
    assert answer.status_code == 303
    return answer.headers["Location"].rsplit("/", 1)[1]


def _answer_by_text(app: Flask, cast: Cast) -> None:
    settings = app.config["SETTINGS"]
    form = {
        "MessageSid": "SM" + "c" * 32,
        "AccountSid": PHONE_ACCOUNT_SID,
        "From": MARKS["phone"],
        "To": cast.sender.number,
        "Body": MARKS["text"],
        "NumMedia": "0",
    }
    url = f"{settings.base_url}/twilio/inbound"
    signature = RequestValidator(settings.phone_auth_token).compute_signature(url, form)
    headers = {"X-Twilio-Signature": signature}
    answer = app.test_client().post("/twilio/inbound", data=form, headers=headers)
    assert answer.status_code == 200


def _answer_by_form(app: Flask, cast: Cast, ref: str) -> str:
    patient = patients.patient_by_ref(cast.clinic.id, ref)
    token = auth.make_form_link(
        cast.clinic.id, patient.id, today(patient), clock.real_now()
    )
    client = app.test_client()
    client.get(f"/f/{token}")
    fields = {"mood": "1", "symptom": "suicidal", "words": MARKS["words"]}
    assert client.post(f"/f/{token}", data=fields).status_code == 200
    client.post(f"/f/{token}", data={"mood": "eleven", "words": MARKS["words"]})
    return token


def _work(client: FlaskClient, ref: str) -> None:
    page = f"/patients/{ref}"
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    submit(
        client,
        f"{page}/sessions",
        page=page,
        starts_on=day,
        starts_at_time="10:00",
        route="IV",
    )
    visit = client.get(page).text.split("/sessions/")[1].split("/")[0]
    submit(
        client,
        f"{page}/sessions/{visit}/ride",
        page=page,
        status="confirmed",
        escort_name=MARKS["escort"],
    )
    for path in (f"/patients?q={MARKS['name']}", "/today", "/tasks", "/inbox"):
        assert client.get(path).status_code == 200
    alert = client.get("/alerts").text.split('action="/alerts/')[1].split("/")[0]
    submit(
        client,
        f"/alerts/{alert}/close",
        page="/alerts",
        disposition="reached",
        note=MARKS["note"],
    )


def test_nothing_told_lies_open_in_the_database(make_app: MakeApp, cast: Cast) -> None:
    app = make_app(demo=True)
    _crash_on_purpose(app)
    secrets = _a_whole_day(app, cast)
    db.session.commit()
    path = Path(str(db.engine.url.database))
    files = (path, path.with_name(path.name + "-wal"))
    stored = b"".join(file.read_bytes() for file in files if file.exists())
    assert cast.patient.ref.encode() in stored
    told = {n for n, mark in (MARKS | secrets).items() if mark.encode() in stored}
    assert not told


def test_every_deed_of_the_day_left_its_trace(make_app: MakeApp, cast: Cast) -> None:
    app = make_app(demo=True)
    _crash_on_purpose(app)
    _a_whole_day(app, cast)
    counted = select(AuditEvent.action, func.count()).group_by(AuditEvent.action)
    traces = {action for action, _ in db.session.execute(counted)}
    assert traces >= {
        *("enrol", "consent", "text_in", "answer", "alert", "resolve", "plan"),
        *("ride", "read", "search", "sign_in_failed", "acknowledge"),
    }
