"""Staff pages tried by nobody, by every role, and by another clinic's people."""

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from diary import auth
from diary.clinics import Member
from diary.db import db
from diary.web import cookies, forgery
from tests.cast import Cast
from tests.doors.routes import Route, Rows, routes, rows_of
from tests.factories import make_member
from tests.web.doors import let_in


@pytest.fixture
def rows(cast: Cast) -> Rows:
    return rows_of(cast)


def ask(
    app: Flask, member: Member | None, route: Route, address: str
) -> tuple[int, str, str]:
    """Return status, place to go and text of an answer to a browser of its own."""
    client = app.test_client()
    data = {}
    if member is not None:
        let_in(client, member)
        data = {forgery.FIELD: token_of(app, client)}
    answer: TestResponse = client.open(
        address, method=route.method, data=None if route.is_safe else data
    )
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def token_of(app: Flask, client: FlaskClient) -> str:
    held = client.get_cookie(cookies.VISIT)
    assert held is not None
    cookie = f"{cookies.VISIT}={held.value}"
    with app.test_request_context(headers={"Cookie": cookie}):
        return forgery.form_token()


def test_nobody_is_sent_to_sign_in(app: Flask, rows: Rows) -> None:
    with app.test_request_context():
        door = url_for("sign_in.show")
    let_through = {
        str(route): (status, place)
        for route in routes(app, "staff")
        for status, place, _ in [ask(app, None, route, rows.address(app, route))]
        if status != 303 or not place.startswith(door)
    }
    assert not let_through


@pytest.mark.parametrize("who", ["desk", "clinician", "admin"])
def test_a_role_opens_what_it_may_and_nothing_else(
    app: Flask, cast: Cast, rows: Rows, who: str
) -> None:
    member: Member = getattr(cast, who)
    wrong = {}
    for route in routes(app, "staff"):
        is_open = auth.may(member.role, route.guard.permission)
        if is_open and not route.is_safe:
            continue
        status, place, _ = ask(app, member, route, rows.address(app, route))
        if (status == 403) is is_open or (is_open and status not in (200, 302, 303)):
            wrong[str(route)] = (status, place)
    assert not wrong


@pytest.mark.parametrize("who", ["desk", "clinician", "admin"])
def test_another_clinics_people_meet_404(
    app: Flask, cast: Cast, rows: Rows, who: str
) -> None:
    stranger = make_member(cast.other_clinic, getattr(cast, who).role)
    db.session.commit()
    seen = {
        str(route): status
        for route in routes(app, "staff")
        if route.has_ref and auth.may(stranger.role, route.guard.permission)
        for status, _, _ in [ask(app, stranger, route, rows.address(app, route))]
        if status != 404
    }
    assert not seen


@pytest.mark.parametrize("who", ["desk", "clinician", "admin"])
def test_no_list_shows_another_clinics_people(
    app: Flask, cast: Cast, rows: Rows, who: str
) -> None:
    stranger = make_member(cast.other_clinic, getattr(cast, who).role)
    db.session.commit()
    told = [
        str(route)
        for route in routes(app, "staff")
        if route.is_safe and not route.has_ref
        for _, _, text in [ask(app, stranger, route, rows.address(app, route))]
        if cast.patient.name in text or cast.patient.ref in text
    ]
    assert not told
