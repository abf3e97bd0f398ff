"""Making servers and boxes, for the tests and for ``bench/restarts.py``."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests import databases, postgres
from tests.factories import make_clinic, make_sender
from tests.pgbouncer import Bouncer
from tests.processes.box import Box, Nursery

_count = count(1)


def opened_server(folder: Path) -> postgres.Server:
    """Return a server with a migrated database to copy; raises Missing."""
    folder.mkdir(mode=0o700)
    server = postgres.Server(folder, postgres.SURE)
    server.start()
    tell(server, "CREATE DATABASE migrated")
    databases.migrate(databases.settings_for(server.url("migrated"), folder))
    return server


def tell(server: postgres.Server, statement: str) -> None:
    """Run one statement on the server."""
    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def opened_box(
    server: postgres.Server,
    nursery: Nursery,
    folder: Path,
    behind: Bouncer | None = None,
    **rules: Any,
) -> Iterator[Box]:
    """Give a box with one sender and nothing due; its carrier keeps ``rules``."""
    name = f"box_{next(_count)}"
    tell(server, f"CREATE DATABASE {name} TEMPLATE migrated")
    url = (behind or server).url(name)
    box = Box(server, name, url, nursery, folder)
    try:
        box.open_carrier(rules)
        with box.seeding():
            make_sender(make_clinic())
        yield box
    finally:
        box.close()
