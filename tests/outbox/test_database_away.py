"""The database goes away at the worst moments; the process remembers what it knows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from diary.db import db
from diary.outbox import Gateways, Message, Outcome, Sender, dispatch_due, outcomes
from diary.outbox.models import Attempt
from tests.factories import make_clinic, make_message, make_sender
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"
START = datetime(2026, 3, 4, 15, tzinfo=UTC)


def gone(*_: object) -> None:
    raise OperationalError("", {}, Exception("gone"))


def gone_at(step: str) -> Callable[[str], None]:
    def at_step(reached: str) -> None:
        if reached == step:
            gone()

    return at_step


@pytest.fixture
def sender(app: Flask) -> Sender:
    return make_sender(make_clinic())


def states() -> list[str]:
    db.session.expire_all()
    return [message.state.value for message in db.session.query(Message)]


@pytest.fixture(autouse=True)
def recorded_together() -> None:
    """Here outcomes are recorded singly, or not at all."""


def send(gateways: Gateways, now: datetime = START) -> None:
    db.session.commit()
    dispatch_due(gateways, now, BASE)
    db.session.expire_all()


def test_a_commit_that_took_place_unheard_is_taken_back_and_sent(
    sender: Sender, carrier: Pretend, gateways: Gateways, clock: object
) -> None:
    make_message(sender)
    db.session.commit()
    with pytest.raises(OperationalError):
        dispatch_due(gateways, START, BASE, at_step=gone_at("after_intent_commit"))
    assert states() == ["dispatching"]
    assert not carrier.requests
    db.session.rollback()
    send(gateways)
    assert states() == ["queued"]
    assert len(carrier.requests) == 1
    first, second = db.session.query(Attempt).order_by(Attempt.number)
    assert (first.outcome, second.outcome) == (Outcome.NOT_SENT, Outcome.ACCEPTED)


def test_a_commit_that_did_not_take_place_leaves_another_worker_its_call(
    sender: Sender, carrier: Pretend, gateways: Gateways, clock: object
) -> None:
    make_message(sender)
    db.session.commit()
    with pytest.raises(OperationalError):
        dispatch_due(gateways, START, BASE, at_step=gone_at("before_intent_commit"))
    others = Gateways(ordinary=carrier, demo=carrier, calls_at_once=8)

    def give_back_meanwhile(step: str) -> None:
        if step == "after_intent_commit":
            gateways.leftovers.settle(gateways.owner, START)

    dispatch_due(others, START, BASE, at_step=give_back_meanwhile)
    send(gateways)
    assert states() == ["queued"]
    assert len(carrier.requests) == 1


def test_what_calls_brought_is_written_down_once_the_database_is_back(
    sender: Sender,
    carrier: Pretend,
    gateways: Gateways,
    clock: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        make_message(sender)
    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "record", gone)
        patch.setattr(outcomes, "record_surely", gone)
        with pytest.raises(OperationalError):
            send(gateways)
        with pytest.raises(OperationalError):
            send(gateways, START + timedelta(seconds=2))
    send(gateways, START + timedelta(seconds=4))
    assert states() == 3 * ["queued"]
    assert len(carrier.requests) == 3
    assert not db.session.query(Attempt).filter_by(ended_at=None).all()
