"""A PostgreSQL that may be restarted, a carrier, and a box of processes on them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import databases, postgres
from tests.crash.witness import witness
from tests.databases import Databases
from tests.factories import make_clinic, make_sender
from tests.pgbouncer import Bouncer
from tests.processes.box import Box, Nursery

_count = count(1)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    held = Nursery()
    yield held
    held.close()


@pytest.fixture(scope="session")
def server(all_databases: Databases) -> Iterator[postgres.Server]:
    """A server of this worker's own, with a migrated database to copy."""
    folder = all_databases.folder / f"own-{all_databases.worker}"
    folder.mkdir(mode=0o700)
    held = postgres.Server(folder, postgres.SURE)
    try:
        held.start()
    except postgres.Missing as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
    tell(held, "CREATE DATABASE migrated")
    databases.migrate(databases.settings_for(held.url("migrated"), folder))
    yield held
    held.stop()


@pytest.fixture
def bouncer(server: postgres.Server) -> Iterator[Bouncer]:
    """A PgBouncer in transaction mode before that server."""
    held = Bouncer(server)
    try:
        held.start()
    except postgres.Missing as missing:
        pytest.skip(str(missing))
    yield held
    held.stop()


def tell(server: postgres.Server, statement: str) -> None:
    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def make_box(
    server: postgres.Server, nursery: Nursery, tmp_path: Path
) -> Iterator[Callable[..., Box]]:
    """Return a box with one sender and nothing due; its carrier keeps ``rules``."""
    with ExitStack() as held:

        def make(*, behind: Bouncer | None = None, **rules: Any) -> Box:
            name = f"box_{next(_count)}"
            tell(server, f"CREATE DATABASE {name} TEMPLATE migrated")
            url = (behind or server).url(name)
            carrier = held.enter_context(witness("tests.processes.gate", **rules))
            box = Box(server, name, url, carrier, nursery, tmp_path)
            held.callback(box.close)
            with box.seeding():
                make_sender(make_clinic())
            return box

        yield make


@pytest.fixture
def box(make_box: Callable[..., Box]) -> Box:
    return make_box()
