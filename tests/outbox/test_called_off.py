"""No call begins after a committed STOP or recall, between whichever two steps."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from diary.audit import Actor
from diary.db import db
from diary.outbox import (
    Attempt,
    Failure,
    Gateways,
    Lane,
    Message,
    MessageState,
    Outcome,
    Sender,
    cancel,
    dispatch_due,
    is_under_way,
    lift,
    lookout,
    pause_sending,
    resume_sending,
    suppress,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"
STEPS = ("before_claim", "after_intent_commit", "before_call", "before_begin")
TO, OTHER = "+15550100021", "+15550100022"
Act = Callable[[], object]
AtStep = Callable[..., Callable[[str], None]]


@pytest.fixture(autouse=True)
def every_call_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL otherwise trusts a look for a few milliseconds."""
    monkeypatch.setattr(lookout, "FRESH_FOR_S", 0.0)


@pytest.fixture
def gateways(carrier: Pretend) -> Gateways:
    """One call at a time, so that a step belongs to the first in rank."""
    return Gateways(ordinary=carrier, demo=carrier, calls_at_once=1)


@pytest.fixture
def at_step(app: Flask) -> AtStep:
    """Do something as another worker would, once, when a step is reached."""

    def once(step: str, act: Act) -> Callable[[str], None]:
        left = [act]

        def reached(name: str) -> None:
            if name == step and left:
                wanted = left.pop()
                with app.app_context():
                    wanted()
                    db.session.commit()
                    db.session.remove()

        return reached

    return once


def send(
    gateways: Gateways, clock: Clock, at_step: Callable[[str], None] | None = None
) -> None:
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE, at_step=at_step or (lambda _: None))
    db.session.expire_all()


def stop_of(sender_id: int, clock: Clock) -> Act:
    def stop() -> None:
        suppress(db.session.get_one(Sender, sender_id), TO, "STOP", clock.now)

    return stop


@pytest.mark.parametrize("lane", list(Lane))
@pytest.mark.parametrize(
    "step", ["before_claim", "after_intent_commit", "before_call", "before_begin"]
)
def test_no_call_begins_after_a_committed_stop(
    cast: Cast,
    gateways: Gateways,
    carrier: Pretend,
    clock: Clock,
    at_step: AtStep,
    step: str,
    lane: Lane,
) -> None:
    stopped = make_message(cast.sender, TO, rank=1, lane=lane)
    other = make_message(cast.sender, OTHER, rank=2)
    send(gateways, clock, at_step(step, stop_of(cast.sender.id, clock)))
    assert [request.to for request in carrier.requests] == [OTHER]
    assert stopped.state is MessageState.SUPPRESSED
    assert other.state is MessageState.QUEUED
    attempts = select(Attempt).filter_by(message_id=stopped.id)
    outcomes = [attempt.outcome for attempt in db.session.scalars(attempts)]
    assert outcomes == ([] if step == "before_claim" else [Outcome.NOT_SENT])


def test_a_hold_stops_the_very_next_call_but_no_page(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, at_step: AtStep
) -> None:
    clinic_id = cast.clinic.id
    held = [make_message(cast.sender, rank=1) for _ in range(3)]
    page = make_message(cast.sender, OTHER, rank=2, lane=Lane.PAGES)

    def hold() -> None:
        pause_sending(clinic_id, Actor.system(), clock.now)

    send(gateways, clock, at_step("before_begin", hold))
    assert [request.to for request in carrier.requests] == [OTHER]
    assert page.state is MessageState.QUEUED
    resume_sending(clinic_id, Actor.system(), clock.now)
    # They were handed back a moment later than the clock of the test shows.
    clock.travel(minutes=1)
    send(gateways, clock)
    assert {message.state for message in held} == {MessageState.QUEUED}


def test_what_was_out_before_the_stop_is_shown_so(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, at_step: AtStep
) -> None:
    message = make_message(cast.sender, TO)
    send(gateways, clock, at_step("after_call", stop_of(cast.sender.id, clock)))
    assert [request.to for request in carrier.requests] == [TO]
    assert message.state is MessageState.QUEUED


def test_a_stop_that_start_lifted_at_once_holds_nothing_up(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, at_step: AtStep
) -> None:
    sender_id = cast.sender.id

    def stop_and_start() -> None:
        sender = db.session.get_one(Sender, sender_id)
        suppress(sender, TO, "STOP", clock.now)
        lift(sender, TO, clock.now)

    message = make_message(cast.sender, TO)
    send(gateways, clock, at_step("before_begin", stop_and_start))
    assert message.state is MessageState.QUEUED


def test_a_text_recalled_before_its_call_ends_as_cancelled(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, at_step: AtStep
) -> None:
    message = make_message(cast.sender, TO)
    clinic_id, key = message.clinic_id, message.key
    said: list[object] = []

    def recall() -> None:
        said.append(cancel(clinic_id, [key], clock.now, "the visit moved"))
        said.append(is_under_way(clinic_id, key))

    send(gateways, clock, at_step("before_begin", recall))
    assert said == [set(), True]
    assert not carrier.requests
    assert message.state is MessageState.CANCELED
    assert message.reason == "the visit moved"
    assert message.final_at is not None
    # Whoever asks once more learns that it never left.
    assert cancel(clinic_id, [key], clock.now, "again") == {key}
    assert not is_under_way(clinic_id, key)


def test_a_text_recalled_after_its_call_is_out_and_shown_so(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, at_step: AtStep
) -> None:
    message = make_message(cast.sender, TO)
    clinic_id, key = message.clinic_id, message.key

    def recall() -> None:
        cancel(clinic_id, [key], clock.now, "the visit moved")

    send(gateways, clock, at_step("after_call", recall))
    assert message.state is MessageState.QUEUED
    assert cancel(clinic_id, [key], clock.now, "again") == set()


@pytest.mark.parametrize("failure", [Failure.BUSY, Failure.NOT_SENT])
def test_a_recalled_text_that_was_not_sent_is_not_tried_again(
    cast: Cast,
    gateways: Gateways,
    carrier: Pretend,
    clock: Clock,
    at_step: AtStep,
    failure: Failure,
) -> None:
    carrier.fail(failure)
    message = make_message(cast.sender, TO)
    clinic_id, key = message.clinic_id, message.key

    def recall() -> None:
        cancel(clinic_id, [key], clock.now, "answered")

    send(gateways, clock, at_step("after_call", recall))
    assert message.state is MessageState.CANCELED


def test_a_deadline_that_passes_before_the_call_expires_the_text(
    cast: Cast,
    gateways: Gateways,
    carrier: Pretend,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = make_message(cast.sender, useless_after=clock.now + timedelta(seconds=9))
    passed = [0.0]
    monkeypatch.setattr("diary.clock.monotonic", lambda: passed[0])

    def dawdle(step: str) -> None:
        if step == "before_begin":
            passed[0] = 9.0

    monkeypatch.setattr("diary.outbox.dispatch.BEGIN_WITHIN_S", 60.0)
    send(gateways, clock, dawdle)
    clock.travel(minutes=1)
    send(gateways, clock)
    assert not carrier.requests
    assert message.state is MessageState.EXPIRED


def test_a_look_that_fails_begins_no_call(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, app: Flask
) -> None:
    message = make_message(cast.sender, TO)
    db.session.commit()
    looking = lookout.Lookout(db.engine)
    order = lookout_order(message)
    assert not looking.is_off(order)
    db.session.execute(text("ALTER TABLE suppression RENAME TO away"))
    db.session.commit()
    assert looking.is_off(order)
    db.session.execute(text("ALTER TABLE away RENAME TO suppression"))
    db.session.commit()
    assert looking.is_off(order)
    assert not lookout.Lookout(db.engine).is_off(order)
    looking.close()


def test_a_run_that_cannot_look_claims_no_text_twice(
    cast: Cast,
    gateways: Gateways,
    carrier: Pretend,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(_looking: lookout.Lookout) -> None:
        raise OperationalError("", {}, Exception("gone"))

    messages = [make_message(cast.sender) for _ in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr(lookout.Lookout, "_look", gone)
        send(gateways, clock)
    assert not carrier.requests
    assert max(message.tries for message in messages) == 1
    clock.travel(seconds=10)
    send(gateways, clock)
    assert len(carrier.requests) == 3


def lookout_order(message: Message) -> lookout.Allowed:
    class Order:
        lane = message.lane
        message_id = message.id
        sender_id = message.sender_id
        to_index = message.to_index

    return Order()
