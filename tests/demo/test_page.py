"""The simulated phone over HTTP: in a demo only, and only once it is whole."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary import clock as house_clock
from diary import demo
from diary.db import db
from diary.web import fill_in_background
from tests.demo.running import run_filling
from tests.web.doors import form_token

SMALL = demo.Size(patients=2, months=1)


@pytest.fixture
def shown(make_app: Callable[..., Flask]) -> Flask:
    """An app in whose demo anything may be tried."""
    served = make_app(demo=True)
    with served.app_context():
        run_filling(served, SMALL)
    return served


def test_elsewhere_there_is_no_phone(client: FlaskClient) -> None:
    assert client.get("/phone").status_code == 404
    assert client.post("/phone/clock").status_code == 404


def test_the_front_door_of_a_demo_is_the_phone(shown: Flask) -> None:
    answer = shown.test_client().get("/")
    assert (answer.status_code, answer.location) == (303, "/phone")
    page = answer = shown.test_client().get("/phone")
    assert "Be Maya for a minute" in page.text
    assert all(one.email in page.text for one in demo.SIGN_INS)


def test_nobody_beyond_the_cast_has_a_phone(shown: Flask) -> None:
    assert shown.test_client().get("/phone?who=7").status_code == 404


def test_while_it_is_filled_pages_show_how_far_it_is(
    app: Flask, make_app: Callable[..., Flask]
) -> None:
    browser = make_app(demo=True).test_client()
    demo.claim_filling("somebody", house_clock.real_now())
    demo.note_progress(41, house_clock.real_now())
    db.session.commit()
    assert "41 %" in browser.get("/").text
    assert "41 %" in browser.get("/sign-in").text
    assert browser.post("/twilio/inbound").status_code == 403
    assert browser.get("/livez").status_code == 200


def test_a_form_of_another_site_moves_nothing(shown: Flask) -> None:
    before = house_clock.now()
    answer = shown.test_client().post("/phone/clock", data={"to": "day"})
    assert answer.status_code == 403
    assert house_clock.now() == before


def test_serving_goes_on_without_a_database(make_app: Callable[..., Flask]) -> None:
    away = make_app(demo=True, database_url="sqlite:////nowhere/diary.sqlite3")
    fill_in_background(away)
    assert away.test_client().get("/livez").status_code == 200


def test_flask_demo_fills_and_prints_the_sign_ins(app: Flask) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["demo", "--patients", "1", "--months", "1"])
    assert result.exit_code == 0, result.output
    assert all(one.password in result.output for one in demo.SIGN_INS)
    assert demo.is_filled()
    assert not app.config["SETTINGS"].demo, "the doors of a demo were left open"


def test_flask_demo_says_what_size_is_possible(make_app: Callable[..., Flask]) -> None:
    runner = make_app(demo=True).test_cli_runner()
    result = runner.invoke(args=["demo", "--patients", "0"])
    assert result.exit_code != 0
    assert "500" in result.output


def test_the_phone_says_why_no_text_comes(shown: Flask) -> None:
    browser = shown.test_client()
    for said, why in (("STOP", "until START"), ("START", "To the next text")):
        page = browser.get("/phone")
        fields = {"csrf_token": form_token(page), "who": "0", "text": said}
        browser.post("/phone/text", data=fields)
        assert why in browser.get("/phone").text
