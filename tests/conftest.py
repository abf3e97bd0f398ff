"""What every test may ask for: app, client, clock, databases; and what none may do.

A test that touches the database runs on SQLite; marked or asking for
``both_databases`` it runs again on PostgreSQL. No network but loopback, no warnings.
"""

import contextvars
import dataclasses
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from diary import clock as house_clock
from diary.app import create_app
from diary.db import db
from tests import canary, databases, driven_clock, network, postgres
from tests import cast as players
from tests.cast import Cast
from tests.databases import Database, Databases
from tests.driven_clock import Clock

RUN_FOLDER = pytest.StashKey[Path]()
CANARY = canary.watch()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=list(Database), help="run every database test on this"
    )


def pytest_configure(config: pytest.Config) -> None:
    network.refuse()
    given = getattr(config, "workerinput", {}).get("run_folder")
    config.stash[RUN_FOLDER] = Path(given or tempfile.mkdtemp(prefix="diary-"))
    if given is None:
        databases.begin_run(config.stash[RUN_FOLDER])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.end_run(config.stash[RUN_FOLDER])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" not in metafunc.fixturenames:
        return
    marked = any(metafunc.definition.iter_markers("both_databases"))
    only = metafunc.config.getoption("--database")
    if metafunc.definition.get_closest_marker("sqlite_only"):
        return
    if metafunc.definition.get_closest_marker("postgresql_only"):
        metafunc.parametrize("database", [Database.POSTGRESQL], indirect=True)
        return
    if only:
        metafunc.parametrize("database", [Database(only)], indirect=True)
    elif marked or "both_databases" in metafunc.fixturenames:
        metafunc.parametrize("database", list(Database), indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_ALL=1 a part that could not be tested is a part that failed."""
    report = yield
    is_skipped = report.skipped and not hasattr(report, "wasxfail")
    if is_skipped and os.environ.get("REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped under REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def all_databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """This worker's databases."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    held = Databases(request.config.stash[RUN_FOLDER], worker)
    yield held
    held.close()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    """The engine this test runs on."""
    return Database(getattr(request, "param", Database.SQLITE))


@pytest.fixture
def both_databases() -> None:
    """Ask for this, or mark the test, to run on PostgreSQL too."""


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that stands at START until the test moves it."""
    with driven_clock.stopped() as held:
        yield held


@pytest.fixture
def app(all_databases: Databases, database: Database, clock: Clock) -> Iterator[Flask]:
    """The service on an empty database, its context pushed; ``db.session`` works."""
    try:
        served = all_databases.app(database)
    except postgres.Missing as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
    served.test_client_class = Client
    with served.app_context():
        yield served
        db.session.remove()
    house_clock.use_offset(timedelta())
    assert not CANARY.forget(), "a log line holds what is sealed"


@pytest.fixture
def make_app(
    app: Flask, all_databases: Databases, database: Database
) -> Callable[..., Flask]:
    """Return a second app on the same database: ``make_app(carrier="twilio", …)``."""

    def make(**changes: Any) -> Flask:
        settings = dataclasses.replace(all_databases.settings(database), **changes)
        other = create_app(settings)
        other.test_client_class = Client
        return other

    return make


class Client(FlaskClient):
    """A browser or a carrier: each request in a context and transaction of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        try:
            # An empty context: the request must not find the test's own app context,
            # whose session and ``g`` it would share.
            return contextvars.Context().run(super().open, *args, **kwargs)
        finally:
            db.session.expire_all()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """What the test has added is committed before each request and fresh after it."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """A patient, her clinic's people, and a clinician of another clinic."""
    held = players.assemble()
    db.session.commit()
    return held
