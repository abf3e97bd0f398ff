"""Is it alive, is it ready, how is the queue; and who may ask."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary import runs
from diary.config import HOUSE
from diary.db import db
from diary.outbox import breaker
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message

MakeApp = Callable[..., Flask]
MINUTE = timedelta(minutes=1)


def test_alive_without_asking_the_database(client: FlaskClient) -> None:
    assert client.get("/livez").text == "ok\n"


@pytest.mark.both_databases
def test_ready_when_all_is_in_order(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_not_ready_before_the_migrations(app: Flask, client: FlaskClient) -> None:
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "flask db upgrade" in answer.text


def test_not_ready_when_the_clock_stands_still(make_app: MakeApp, clock: Clock) -> None:
    client = make_app(clock=True).test_client()
    assert client.get("/readyz").status_code == 503
    runs.note_tick("dispatch_outbox", clock.now, "", clock.now + 3 * MINUTE)
    assert client.get("/readyz").status_code == 200
    clock.travel(minutes=4)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "clock" in answer.text


def test_figures_are_for_loopback_and_the_token(make_app: MakeApp) -> None:
    token = "a token of at least thirty-two characters"
    client = make_app(metrics_token=token).test_client()
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=far).status_code == 404
    shown = client.get(
        "/metrics", environ_base=far, headers={"Authorization": f"Bearer {token}"}
    )
    assert shown.status_code == 200


def test_the_figures_say_how_the_queue_stands(
    cast: Cast, client: FlaskClient, clock: Clock
) -> None:
    make_message(cast.sender)
    clock.travel(minutes=2)
    runs.note_tick("dispatch_outbox", clock.now, "", clock.now)
    shown = client.get("/metrics").text
    assert "outbox_oldest_due_seconds 120.0" in shown
    assert 'outbox_state{state="planned"} 1.0' in shown
    for name in ("unresolved", "doubtful", "set_aside", "duplicates"):
        assert f"outbox_{name} 0.0" in shown
    assert "outbox_calls_per_minute 0.0" in shown
    assert "outbox_breaker_open{" not in shown
    assert 'scheduler_last_tick_seconds{job="dispatch_outbox"} 0.0' in shown


def test_every_figure_is_documented_and_no_other(
    client: FlaskClient, clock: Clock
) -> None:
    breaker.open_for("twilio:AC0", 20003, clock.now)
    shown = client.get("/metrics").text
    page = (HOUSE / "docs" / "figures.md").read_text("utf-8")
    documented = re.findall(r"^\| `((?:outbox|scheduler)_\w+)`", page, re.MULTILINE)
    assert sorted(documented) == sorted(re.findall(r"# TYPE (\w+)", shown))


def test_the_figures_and_readyz_say_that_an_account_is_not_called(
    client: FlaskClient, clock: Clock
) -> None:
    breaker.open_for("twilio:AC0", 20003, clock.now)
    assert 'outbox_breaker_open{code="20003"} 1.0' in client.get("/metrics").text
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "refused our sign-in" in answer.text


def test_a_proxy_on_this_machine_is_not_this_machine(client: FlaskClient) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_a_made_up_proxy_header_makes_no_new_caller(
    app: Flask, client: FlaskClient
) -> None:
    """Without trusted proxies, tries count against the address that is connected."""
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answers = [
        client.post(
            "/sign-in",
            data={"csrf_token": token, "email": f"n{n}@x.example", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        ).status_code
        for n in range(51)
    ]
    assert answers[-1] == 429
