"""Whatever is sent to whichever form: a clear no, never a crash."""

import random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from diary import auth, clock
from diary.clinics import Member
from tests.cast import Cast
from tests.doors.routes import Rows, routes, rows_of
from tests.factories import today
from tests.web.doors import Browser, form_token

FIELDS = (
    *("name", "date_of_birth", "phone", "language", "time_zone", "check_in_at"),
    *("consents", "external_id", "emergency_contact", "address", "starts_on"),
    *("starts_at_time", "route", "dose_mg", "ended_at", "status", "escort_name"),
    *("escort_phone", "due_on", "settle", "sure", "disposition", "note", "email"),
    *("role", "password", "again", "as", "code", "mood", "sleep", "sleep_hours"),
    *("symptom", "how_nausea", "words", "q", "day", "unheard_of"),
)
VALUES = (
    *("", " ", "0", "7", "-1", "11", "1e400", "NaN", "٣", "0.05", "9" * 400),
    *("2026-03-20", "2090-01-01", "0001-01-01", "9999-12-31", "2026-02-30"),
    *("10:30", "25:61", "10:30+05:00", "24:00", "nausea", "none", "desk", "IV"),
    *("confirmed", "reached", "diary", "yes", "en", "es", "Mars/Base", "../etc"),
    *("America/New_York", "+15550104477", "+0", "tel:911", "a@b.example"),
    *("nul \0 inside", "\x1b[31m", "\u202eabc", "\ufffe", "ﷺ" * 50, "👩‍👩‍👧" * 20),
    *("<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1 --", "x" * 5000),
)
SEEDS = range(6)


def garbage(seed: str) -> MultiDict[str, str]:
    """Return a few fields of any kind, some of them twice."""
    chance = random.Random(seed)
    names = [chance.choice(FIELDS) for _ in range(chance.randint(1, 14))]
    return MultiDict([(name, chance.choice(VALUES)) for name in names])


@pytest.fixture
def rows(cast: Cast) -> Rows:
    return rows_of(cast)


def tried(client: FlaskClient, app: Flask, rows: Rows, token: str) -> list[str]:
    """Send garbage to every form a member may open; return what broke."""
    broken = []
    for route in routes(app, "staff"):
        if route.is_safe or route.rule.endpoint in ("sign_in.leave", "people.dismiss"):
            continue
        for seed in SEEDS:
            sent = garbage(f"{route}{seed}")
            data = MultiDict([*sent.items(multi=True), ("csrf_token", token)])
            answer = client.post(rows.address(app, route), data=data)
            if answer.status_code >= 500:
                broken.append(f"{route}: {sent.to_dict(flat=False)}")
    return broken


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["desk", "clinician", "admin"])
def test_no_staff_form_breaks(
    app: Flask, cast: Cast, rows: Rows, browser: Browser, who: str
) -> None:
    member: Member = getattr(cast, who)
    client = browser(member)
    page = "/people" if who == "admin" else "/patients/new"
    assert not tried(client, app, rows, form_token(client.get(page)))


@pytest.mark.both_databases
def test_no_search_or_day_breaks(
    app: Flask, cast: Cast, rows: Rows, browser: Browser
) -> None:
    client = browser(cast.clinician)
    page = f"/patients/{cast.patient.ref}"
    asked = (("/patients", "q"), ("/today", "day"), (page, "days"))
    broken = [
        (path, name, value)
        for path, name in asked
        for value in VALUES
        if client.get(path, query_string={name: value}).status_code >= 500
    ]
    assert not broken


@pytest.mark.both_databases
def test_the_patients_form_does_not_break(app: Flask, cast: Cast) -> None:
    broken = []
    client = app.test_client()
    for seed in range(80):
        token = auth.make_form_link(
            cast.clinic.id, cast.patient.id, today(cast.patient), clock.real_now()
        )
        sent = garbage(f"form {seed}")
        if client.post(f"/f/{token}", data=sent).status_code >= 500:
            broken.append(sent.to_dict(flat=False))
    assert not broken


@pytest.mark.both_databases
def test_the_door_does_not_break(app: Flask, client: FlaskClient) -> None:
    token = form_token(client.get("/sign-in"))
    broken = []
    for seed in range(40):
        sent = garbage(f"door {seed}")
        data = MultiDict([*sent.items(multi=True), ("csrf_token", token)])
        if client.post("/sign-in", data=data).status_code >= 500:
            broken.append(sent.to_dict(flat=False))
    assert not broken
