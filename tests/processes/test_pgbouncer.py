"""PgBouncer in transaction mode between us and PostgreSQL."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, text

from diary.app import create_app
from tests import databases, postgres
from tests.pgbouncer import NARROW, Bouncer
from tests.processes.box import Box, complaints, until
from tests.processes.knocking import Knocking
from tests.processes.opening import tell


def test_everything_works_through_it(
    make_box: Callable[..., Box], bouncer: Bouncer
) -> None:
    box = make_box(behind=bouncer, latency_s=0.02)
    web = box.web(processes=2)
    workers = box.workers(2)
    knocking = Knocking(box)
    box.add_texts(120)
    box.all_handed_over(120)
    assert box.get("/readyz") == (200, "ready\n")
    knocking.stop()
    knocking.all_stored_once()
    assert set(knocking.answers) == {200}
    assert not [line for one in (web, *workers) for line in complaints(one.said)]


def test_a_server_restarted_behind_it_is_said_and_survived(
    make_box: Callable[..., Box], bouncer: Bouncer, server: postgres.Server
) -> None:
    box = make_box(behind=bouncer, latency_s=0.05)
    web, (worker,) = box.web(), box.workers(1)
    knocking = Knocking(box)
    box.add_texts(100)
    until(lambda: box.calls() > 8, "the first calls")
    server.stop("fast")
    until(lambda: knocking.answers[503] > 0, "a webhook that is not stored")
    server.restart("fast")
    until(lambda: box.get("/readyz")[0] == 200, "the web to be ready again")
    knocking.stop()
    box.all_handed_over(100)
    knocking.all_stored_once()
    assert set(knocking.answers) == {200, 503}
    assert not any(one.has_ended() for one in (web, worker))


def test_an_empty_database_is_migrated_through_it(
    bouncer: Bouncer, server: postgres.Server, tmp_path: Path
) -> None:
    tell(server, "CREATE DATABASE empty")
    databases.migrate(databases.settings_for(bouncer.url("empty"), tmp_path))
    with psycopg.connect(server.url("empty").replace("+psycopg", "")) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM message")
    assert count == 0


def two_in_turn(bouncer: Bouncer, folder: Path, **changes: Any) -> None:
    """Have two processes' worth of connections ask the same in turn."""
    url = bouncer.url(NARROW)
    options = create_app(databases.settings_for(url, folder)).config[
        "SQLALCHEMY_ENGINE_OPTIONS"
    ]
    options["connect_args"] |= changes
    with ExitStack() as held:
        engines = [create_engine(url, **options) for _ in range(2)]
        for engine in engines:
            held.callback(engine.dispose)
        for _ in range(8):
            for engine in engines:
                with engine.begin() as connection:
                    connection.execute(text("SELECT :n"), {"n": 1})


def test_prepared_statements_would_break_so_there_are_none(
    bouncer: Bouncer, tmp_path: Path
) -> None:
    two_in_turn(bouncer, tmp_path)
    with pytest.raises(Exception, match="prepared statement"):
        two_in_turn(bouncer, tmp_path, prepare_threshold=0)
