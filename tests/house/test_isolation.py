"""Each test finds an empty database, a standing clock and no network."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from diary import clock as house_clock
from diary.clinics.models import Clinic
from diary.db import db
from tests.driven_clock import START, Clock
from tests.network import NetworkRefused


@pytest.mark.both_databases
@pytest.mark.parametrize("turn", range(2))
def test_what_one_test_commits_no_other_finds(app: Flask, turn: int) -> None:
    assert db.session.query(Clinic).count() == 0
    db.session.add(
        Clinic(
            slug="oak",
            name="Oak",
            text_name="Oak",
            zone="America/New_York",
            created_at=house_clock.now(),
        )
    )
    db.session.commit()


@pytest.mark.both_databases
def test_a_request_does_not_share_the_context_of_the_test(
    app: Flask, client: FlaskClient
) -> None:
    assert client.get("/nowhere").status_code == 404


def test_the_clock_stands_until_it_is_moved(clock: Clock) -> None:
    assert house_clock.now() == START
    clock.travel(hours=2)
    assert house_clock.now() == START + timedelta(hours=2)
    clock.travel(datetime(2026, 3, 8, 7, tzinfo=UTC))
    assert house_clock.now() == datetime(2026, 3, 8, 7, tzinfo=UTC)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_another_machine_is_refused(host: str) -> None:
    with pytest.raises(NetworkRefused):
        socket.create_connection((host, 80), timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
