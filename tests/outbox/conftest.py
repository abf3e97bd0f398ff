"""What the tests of sending share: a carrier in memory that can be told to fail."""

from collections.abc import Iterator

import pytest
from flask import Flask

from diary.outbox import Gateways
from tests.outbox.pretend import Pretend


@pytest.fixture(autouse=True)
def recorded_together(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The way out for outcomes that cannot be recorded together hides no bug here."""
    yield
    assert "recorded singly" not in caplog.text


@pytest.fixture
def carrier(app: Flask) -> Pretend:
    """A carrier that takes everything until it is told otherwise."""
    return Pretend()


@pytest.fixture
def gateways(carrier: Pretend) -> Gateways:
    """The ordinary and the demo carrier are the same pretended one."""
    return Gateways(ordinary=carrier, demo=carrier, calls_at_once=8)
