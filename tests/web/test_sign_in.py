"""The staff door, as a browser meets it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary import auth
from diary.audit import Action, Actor, AuditEvent
from diary.clinics import Member, Role
from diary.db import db
from diary.web.sign_in import safe_path
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_member
from tests.web.doors import (
    PASSWORD,
    code_of,
    form_token,
    give_password,
    let_in,
    submit,
)

MakeApp = Callable[..., Flask]


@pytest.fixture
def lee(app: Flask) -> Member:
    member = make_member(make_clinic(name="Oak"), email="lee@oak.example", name="Lee")
    give_password(member)
    return member


def enter(client: FlaskClient, email: str, password: str) -> int:
    return submit(client, "/sign-in", email=email, password=password).status_code


@pytest.mark.both_databases
def test_a_password_and_a_code_open_the_day(lee: Member, client: FlaskClient) -> None:
    first = submit(client, "/sign-in", email=lee.email, password=PASSWORD)
    assert first.headers["Location"] == "/sign-in/code"
    second = submit(client, "/sign-in/code", code=code_of(lee))
    assert second.headers["Location"] == "/today"


def test_a_password_alone_opens_nothing(lee: Member, client: FlaskClient) -> None:
    submit(client, "/sign-in", email=lee.email, password=PASSWORD)
    answer = client.get("/people")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("lee@oak.example", "four quiet herons swim"),
        ("nobody@oak.example", PASSWORD),
        ("", ""),
    ],
)
def test_wrong_and_unknown_get_the_same_answer(
    lee: Member, client: FlaskClient, email: str, password: str
) -> None:
    answer = submit(client, "/sign-in", email=email, password=password)
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    kept = answer.text.replace(email, "") if email else answer.text
    assert "nobody" not in kept


def test_a_dismissed_member_is_nobody(lee: Member, client: FlaskClient) -> None:
    lee.is_active = False
    assert enter(client, lee.email, PASSWORD) == 422


def test_the_eleventh_try_waits_right_password_or_not(
    lee: Member, client: FlaskClient, clock: Clock
) -> None:
    tries = [enter(client, lee.email, "wrong wrong wrong") for _ in range(10)]
    assert tries == [422] * 10
    assert enter(client, lee.email, PASSWORD) == 429
    clock.travel(minutes=15)
    assert enter(client, lee.email, PASSWORD) == 303


def test_tries_at_many_accounts_count_against_the_address(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get("/sign-in")
    fields = {"csrf_token": form_token(page), "password": "x"}
    answers = [
        client.post("/sign-in", data=fields | {"email": f"n{n}@x.example"}).status_code
        for n in range(51)
    ]
    assert answers == [422] * 50 + [429]


def test_a_failed_try_leaves_a_trace_without_what_was_typed(
    lee: Member, client: FlaskClient
) -> None:
    enter(client, lee.email, "wrong wrong wrong")
    event = db.session.query(AuditEvent).filter_by(action=Action.SIGN_IN_FAILED).one()
    assert (event.about, event.detail) == (lee.ref, None)


@pytest.mark.both_databases
def test_a_code_counts_once(lee: Member, client: FlaskClient, app: Flask) -> None:
    code = code_of(lee)
    submit(client, "/sign-in", email=lee.email, password=PASSWORD)
    assert submit(client, "/sign-in/code", code=code).status_code == 303
    other = app.test_client()
    submit(other, "/sign-in", email=lee.email, password=PASSWORD)
    assert submit(other, "/sign-in/code", code=code).status_code == 422


def test_codes_are_limited_over_sign_ins(lee: Member, client: FlaskClient) -> None:
    right = int(code_of(lee))
    wrong = f"{(right + 1) % 1_000_000:06d}"
    answers = []
    for _ in range(2):
        submit(client, "/sign-in", email=lee.email, password=PASSWORD)
        answers += [
            submit(client, "/sign-in/code", code=wrong).status_code for _ in range(5)
        ]
    assert answers == [422] * 10
    assert submit(client, "/sign-in/code", code=f"{right:06d}").status_code == 429


def test_each_step_gets_a_new_cookie(lee: Member, client: FlaskClient) -> None:
    client.set_cookie("diary-visit", "planted")
    submit(client, "/sign-in", email=lee.email, password=PASSWORD)
    half = client.get_cookie("diary-visit")
    submit(client, "/sign-in/code", code=code_of(lee))
    whole = client.get_cookie("diary-visit")
    assert half is not None
    assert whole is not None
    assert len({"planted", half.value, whole.value}) == 3
    client.set_cookie("diary-visit", half.value)
    assert client.get("/sign-in/code").status_code == 303


def test_signing_out_kills_the_cookie_at_the_server(
    lee: Member, client: FlaskClient, clock: Clock
) -> None:
    let_in(client, lee)
    held = client.get_cookie("diary-visit")
    assert held is not None
    token = form_token(client.get("/sign-in"))
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303
    client.set_cookie("diary-visit", held.value)
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert auth.visit_of(held.value, clock.now) is None


@pytest.mark.both_databases
def test_an_invitation_leads_through_password_and_app_to_the_day(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    member = make_member(make_clinic(name="Oak"), Role.DESK, email="kim@oak.example")
    path = f"/invitations/{auth.invite(member, Actor.system(), clock.now)}"
    answer = submit(client, path, password=PASSWORD, again=PASSWORD)
    assert answer.headers["Location"] == "/sign-in/code"
    page = client.get("/sign-in/code")
    credential = auth.credential_of(member)
    assert credential is not None
    assert credential.totp_secret in page.text
    assert submit(client, "/sign-in/code", code=code_of(member)).status_code == 303
    submit(client, "/sign-in", email=member.email, password=PASSWORD)
    assert credential.totp_secret not in client.get("/sign-in/code").text


def test_an_invitation_is_good_once_and_three_days(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    member = make_member(make_clinic())
    first = f"/invitations/{auth.invite(member, Actor.system(), clock.now)}"
    submit(client, first, password=PASSWORD, again=PASSWORD)
    assert client.get(first).status_code == 404
    second = f"/invitations/{auth.invite(member, Actor.system(), clock.now)}"
    clock.travel(days=3)
    assert client.get(second).status_code == 404


def test_a_new_invitation_ends_the_one_before(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    member = make_member(make_clinic())
    first = auth.invite(member, Actor.system(), clock.now)
    second = auth.invite(member, Actor.system(), clock.now)
    assert client.get(f"/invitations/{first}").status_code == 404
    assert client.get(f"/invitations/{second}").status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("short", "short", "at least 12"), (PASSWORD, PASSWORD + "!", "not the same")],
)
def test_a_refused_password_leaves_the_invitation_open(
    app: Flask, client: FlaskClient, clock: Clock, password: str, again: str, said: str
) -> None:
    member = make_member(make_clinic())
    path = f"/invitations/{auth.invite(member, Actor.system(), clock.now)}"
    answer = submit(client, path, password=password, again=again)
    assert answer.status_code == 422
    assert said in answer.text
    assert client.get(path).status_code == 200


def test_the_demo_needs_no_password(make_app: MakeApp) -> None:
    clinic = make_clinic(name="Oak", is_demo=True)
    make_member(clinic, Role.DESK, name="Ada")
    client = make_app(demo=True).test_client()
    assert "Ada" in client.get("/sign-in").text
    answer = submit(client, "/sign-in", **{"as": "desk"})
    assert answer.headers["Location"] == "/today"


def test_elsewhere_everybody_does(app: Flask, client: FlaskClient) -> None:
    make_member(make_clinic(is_demo=True), Role.DESK, name="Ada")
    assert "Ada" not in client.get("/sign-in").text
    assert submit(client, "/sign-in", **{"as": "desk"}).status_code == 404


def test_even_a_demo_lets_nobody_into_a_real_clinic(make_app: MakeApp) -> None:
    make_member(make_clinic(), Role.DESK)
    client = make_app(demo=True).test_client()
    assert submit(client, "/sign-in", **{"as": "desk"}).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/people?x=1", "/people?x=1"),
        ("//evil.example", "/today"),
        ("/\\\\evil.example", "/today"),
        ("https://evil.example/", "/today"),
        ("/%0d%0aSet-Cookie:x", "/today"),
        ("/nowhere", "/today"),
        ("/sign-in", "/today"),
        ("javascript:alert(1)", "/today"),
        ("/\t/evil.example", "/today"),
    ],
)
def test_nobody_is_led_to_another_site(app: Flask, wanted: str, there: str) -> None:
    with app.test_request_context():
        assert (safe_path(wanted) or "/today") == there
