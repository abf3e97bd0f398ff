"""A PostgreSQL that may be restarted, a PgBouncer, and a box of processes on them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.databases import Databases
from tests.pgbouncer import Bouncer
from tests.processes.box import Box, Nursery
from tests.processes.opening import opened_box, opened_server


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    held = Nursery()
    yield held
    held.close()


@pytest.fixture(scope="session")
def server(nursery: Nursery, all_databases: Databases) -> Iterator[postgres.Server]:
    """A server of this worker's own; the nursery warms up meanwhile."""
    try:
        held = opened_server(all_databases.folder / f"own-{all_databases.worker}")
    except postgres.Missing as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
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


@pytest.fixture
def make_box(
    server: postgres.Server, nursery: Nursery, tmp_path: Path
) -> Iterator[Callable[..., Box]]:
    """Return what opens a box: ``make_box(latency_s=0.1)``."""
    with ExitStack() as held:

        def make(**asked: Any) -> Box:
            box = partial(opened_box, server, nursery, tmp_path)
            return held.enter_context(box(**asked))

        yield make


@pytest.fixture
def box(make_box: Callable[..., Box]) -> Box:
    return make_box()
