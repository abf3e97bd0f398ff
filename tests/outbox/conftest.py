"""What the tests of sending share: a carrier in memory that can be told to fail."""

import pytest
from flask import Flask

from diary.outbox import Gateways
from tests.outbox.pretend import Pretend


@pytest.fixture
def carrier(app: Flask) -> Pretend:
    """A carrier that takes everything until it is told otherwise."""
    return Pretend()


@pytest.fixture
def gateways(carrier: Pretend) -> Gateways:
    """The ordinary and the demo carrier are the same pretended one."""
    return Gateways(ordinary=carrier, demo=carrier, calls_at_once=8)
