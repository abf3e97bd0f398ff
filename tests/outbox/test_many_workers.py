"""Many workers at once: each text once, and STOP is obeyed between any two steps."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from diary.db import db
from diary.outbox import (
    Gateways,
    Message,
    MessageState,
    Sender,
    dispatch_due,
    is_suppressed,
    suppress,
)
from tests.factories import make_clinic, make_message, make_sender
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"
START = datetime(2026, 3, 4, 15, tzinfo=UTC)


@pytest.fixture
def sender(app: Flask) -> Sender:
    return make_sender(make_clinic())


def at_once(app: Flask, works: list[Callable[[], None]]) -> None:
    """Run each in a thread and app context of its own; re-raise what any raised."""
    failed: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - told to the test
                failed.append(error)
            finally:
                db.session.remove()

    db.session.commit()
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failed:
        raise failed[0]
    db.session.expire_all()


def test_eight_workers_send_each_text_once(
    app: Flask, sender: Sender, carrier: Pretend, clock: object
) -> None:
    for count in range(120):
        # A few numbers get many texts: those must not overtake one another's doubt.
        make_message(sender, f"+1555010{count % 30:04d}", body=f"Text {count}.")

    def work() -> None:
        gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=8)
        dispatch_due(gateways, START, BASE)
        gateways.close()

    at_once(app, [work] * 8)
    at_once(app, [work])
    sent = Counter(request.body for request in carrier.requests)
    assert len(sent) == 120
    assert set(sent.values()) == {1}


def test_stops_in_the_midst_of_sending_lose_and_hide_nothing(
    app: Flask, sender: Sender, clock: object
) -> None:
    numbers = [f"+1555010{count:04d}" for count in range(40)]
    for number in numbers:
        make_message(sender, number)
    sender_id = sender.id
    carrier = Pretend()

    def send() -> None:
        gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=2)
        dispatch_due(gateways, START, BASE)
        gateways.close()

    def stop() -> None:
        for number in reversed(numbers):
            mine = db.session.get_one(Sender, sender_id)
            suppress(mine, number, "STOP", START)
            db.session.commit()

    at_once(app, [send, stop])
    at_once(app, [send])
    out = {request.to for request in carrier.requests}
    for message in db.session.query(Message):
        is_out = message.to in out
        shown = MessageState.QUEUED if is_out else MessageState.SUPPRESSED
        assert message.state is shown
    assert all(is_suppressed(sender_id, number) for number in numbers)


def test_a_worker_that_wakes_too_late_begins_no_call(
    app: Flask,
    sender: Sender,
    carrier: Pretend,
    clock: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from diary.outbox import dispatch

    monkeypatch.setattr(dispatch, "BEGIN_WITHIN_S", -1.0)
    message = make_message(sender, useless_after=START + timedelta(hours=1))
    gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=2)
    db.session.commit()
    dispatch_due(gateways, START, BASE)
    db.session.expire_all()
    assert not carrier.requests
    assert message.state is MessageState.PLANNED


def test_a_worker_told_to_stop_finishes_and_claims_no_more(
    app: Flask, sender: Sender, carrier: Pretend, clock: object
) -> None:
    messages = [make_message(sender) for _ in range(30)]
    gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=4)
    db.session.commit()
    dispatch_due(gateways, START, BASE, stopping=lambda: len(carrier.requests) >= 4)
    db.session.expire_all()
    done = [m for m in messages if m.state is MessageState.QUEUED]
    waiting = [m for m in messages if m.state is MessageState.PLANNED]
    assert len(done) == len(carrier.requests) < 30
    assert len(done) + len(waiting) == 30
