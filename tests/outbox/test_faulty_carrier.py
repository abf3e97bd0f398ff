"""A carrier that fails every fifth call, in every way it can: none lost, none twice."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement

from diary.db import db
from diary.outbox import (
    Gateways,
    Message,
    MessageState,
    TwilioGateway,
    dispatch_due,
    reconcile,
)
from diary.outbox.transport import Transport
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.outbox.carrier import FAULTS, Carrier, Rules

pytestmark = pytest.mark.both_databases
TEXTS = 150
# "silent" costs a whole timeout each time; it has a test of its own.
SHARES = {fault: 0.2 / (len(FAULTS) - 1) for fault in FAULTS if fault != "silent"}


@pytest.fixture
def faulty() -> Iterator[Carrier]:
    held = Carrier(Rules(faults=SHARES, seed=7)).start()
    yield held
    held.stop()


def test_none_is_lost_and_none_is_doubled(
    cast: Cast, faulty: Carrier, clock: Clock
) -> None:
    until = clock.now + timedelta(days=2)
    for place in range(TEXTS):
        to, body = f"+1555010{place % 60:04d}", f"Text {place}."
        make_message(cast.sender, to, body=body, useless_after=until)
    cast.sender.per_minute = None
    transport = Transport(timeout_s=5)
    account = "AC" + "0" * 32
    twilio = TwilioGateway(account, "token", None, faulty.url, transport)
    gateways = Gateways(ordinary=twilio, demo=twilio, calls_at_once=16)
    for _ in range(60):
        faulty.ahead_s = 0.0
        faulty.ahead_s = clock.now.timestamp() - faulty.now()
        db.session.commit()
        dispatch_due(gateways, clock.now, "http://localhost")
        clock.travel(minutes=2)
        reconcile(gateways, clock.now)
        if not db.session.query(Message).filter(_is_open()).count():
            break
    gateways.close()
    db.session.expire_all()
    taken = Counter(one.body for one in faulty.taken)
    assert max(taken.values()) == 1
    for message in db.session.query(Message):
        if message.state is MessageState.UNRESOLVED:
            assert taken[message.body] == 0
        else:
            assert (message.state, taken[message.body]) == (MessageState.QUEUED, 1)


def _is_open() -> ColumnElement[bool]:
    return Message.state.in_(
        (MessageState.PLANNED, MessageState.DISPATCHING, MessageState.UNCERTAIN)
    )
