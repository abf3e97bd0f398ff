"""What crash tests share: a database of their own, under the real clock."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import event

from diary.db import db
from tests import postgres
from tests.crash.box import box
from tests.crash.designs import Design
from tests.crash.harness import Harness
from tests.crash.population import populate
from tests.crash.service import Service
from tests.crash.witness import witness
from tests.databases import Database, Databases

MakeHarness = Callable[..., Harness]


@pytest.fixture
def make_harness(all_databases: Databases, database: Database) -> Iterator[MakeHarness]:
    """Make a harness on an empty database: ``make_harness(OURS, seed=7, rules={})``.

    With ``heard`` the carrier has a service to call back; without, nobody listens.
    """
    with ExitStack() as stack:

        def make(
            design: Design, *, rules: Any = None, heard: bool = False, **more: Any
        ) -> Harness:
            try:
                all_databases.app(database)
            except postgres.Missing as missing:
                pytest.skip(f"no PostgreSQL: {missing}")
            carrier = stack.enter_context(witness(**(rules or {})))
            service = Service() if heard else None
            if service:
                stack.callback(service.stop)
            base_url = service.url if service else "http://127.0.0.1:9"
            settings = all_databases.settings(database)
            app = stack.enter_context(box(settings, carrier, base_url))
            event.listen(db.engine, "connect", _leave_the_disk_alone)
            return Harness(app, carrier, populate(), design, service=service, **more)

        yield make


def _leave_the_disk_alone(connection: Any, _record: Any) -> None:
    """What a killed process wrote the kernel has; only a power cut needs the disk."""
    if hasattr(connection, "iterdump"):
        connection.execute("PRAGMA synchronous = OFF")
