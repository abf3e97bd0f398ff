"""What holds for every route there is, and therefore for the next one too."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from diary.audit import AuditEvent
from diary.auth import StaffSession
from diary.clinics import Member
from diary.db import Base, db
from diary.web import forgery
from tests.cast import Cast
from tests.doors.routes import Route, Rows, routes, rows_of
from tests.web.doors import Browser

BROWSER_DOORS = ("staff", "public", "half_signed_in", "demo")
# What a look may write: that somebody looked, and that the visit is alive.
LOOKING_WRITES = {AuditEvent.__tablename__, StaffSession.__tablename__}


@pytest.fixture
def rows(cast: Cast) -> Rows:
    rows = rows_of(cast)
    refs = {"f": "x" * 43, "invitations": "x" * 43}
    return Rows(rows.refs | refs)


def browser_routes(app: Flask) -> list[Route]:
    """Return what a browser opens with its cookie; JSON has no cookies."""
    found = [route for door in BROWSER_DOORS for route in routes(app, door)]
    skipped = ("/api", "/static")
    return [route for route in found if not route.rule.rule.startswith(skipped)]


def people(cast: Cast) -> list[Member]:
    return [cast.desk, cast.clinician, cast.admin]


def test_no_form_of_another_site_is_taken(
    app: Flask, cast: Cast, rows: Rows, browser: Browser
) -> None:
    """A cookie alone, or with a wrong token, or said to come from elsewhere: 403."""
    taken = []
    for route in browser_routes(app):
        if route.method not in forgery.UNSAFE:
            continue
        for member in people(cast):
            client = browser(member)
            address = rows.address(app, route)
            wrong = client.open(address, method=route.method, data={"csrf_token": "x"})
            bare = client.open(address, method=route.method)
            expected = {403} | ({404} if route.guard.door == "demo" else set())
            if route.guard.door == "half_signed_in":
                expected |= {303}
            if not {wrong.status_code, bare.status_code} <= expected:
                taken.append((str(route), wrong.status_code, bare.status_code))
    assert not taken


def test_a_right_token_from_another_site_is_refused(
    cast: Cast, browser: Browser, app: Flask
) -> None:
    client = browser(cast.desk)
    page = client.get("/tasks").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/sign-out",
        data={"csrf_token": token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_one_browsers_token_is_nothing_in_another(cast: Cast, browser: Browser) -> None:
    page = browser(cast.desk).get("/tasks").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    other = browser(cast.clinician)
    assert other.post("/sign-out", data={"csrf_token": token}).status_code == 403


def everything(app: Flask) -> Iterator[tuple[str, object]]:
    """Yield every row of every table that looking may not write."""
    for table in Base.metadata.sorted_tables:
        if table.name not in LOOKING_WRITES:
            for row in db.session.execute(select(table)):
                yield table.name, tuple(row)


def test_looking_changes_nothing(
    app: Flask, cast: Cast, rows: Rows, browser: Browser
) -> None:
    before = list(everything(app))
    for member in people(cast):
        client = browser(member)
        for route in browser_routes(app):
            if route.is_safe:
                for _ in range(2):
                    client.get(rows.address(app, route))
    db.session.expire_all()
    assert list(everything(app)) == before


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_answer_carries_its_headers(
    app: Flask, cast: Cast, rows: Rows, scheme: str, make_app: object
) -> None:
    served: Flask = make_app(base_url=f"{scheme}://localhost")  # type: ignore[operator]
    client = served.test_client()
    bare = []
    for address, method in addresses(served, rows):
        answer = client.open(address, method=method)
        headers = answer.headers
        is_whole = (
            "default-src 'self'" in headers["Content-Security-Policy"]
            and headers["X-Content-Type-Options"] == "nosniff"
            and headers["Referrer-Policy"] == "no-referrer"
            and ("Strict-Transport-Security" in headers) is (scheme == "https")
            and headers["Cache-Control"] == "no-store"
        )
        if not is_whole:
            bare.append((method, address, answer.status_code))
    assert not bare


def addresses(app: Flask, rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield what is there and what is not; errors are answers too."""
    for route in browser_routes(app):
        yield rows.address(app, route), route.method
    yield from (("/nowhere", "GET"), ("/today", "DELETE"), ("/f/guess", "GET"))
    yield from (("/static/none.css", "GET"), ("/twilio/inbound", "POST"))
    yield "/api/v1/patients", "GET"


def test_only_what_is_static_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/css/docs.css") as kept:
        assert "max-age" in kept.headers["Cache-Control"]
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_no_frame(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("scheme", "prefix"), [("https", "__Host-"), ("http", "")])
def test_cookies_follow_the_scheme(
    app: Flask, make_app: object, scheme: str, prefix: str
) -> None:
    served: Flask = make_app(base_url=f"{scheme}://localhost")  # type: ignore[operator]
    (cookie,) = served.test_client().get("/sign-in").headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{prefix}diary-door=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert ("Secure" in cookie) is (scheme == "https")


def test_a_route_without_a_guard_answers_nobody(make_app: object) -> None:
    served: Flask = make_app()  # type: ignore[operator]
    served.add_url_rule("/forgotten", view_func=lambda: "secret")
    answer = served.test_client().get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text
