"""Every code is sorted: wait, stop, suppress, stop all; nothing is lost meanwhile."""

from datetime import timedelta

import pytest

from diary.db import db
from diary.outbox import (
    Failure,
    Gateways,
    Lane,
    Message,
    MessageState,
    StatusReport,
    apply_status,
    dispatch_due,
    is_suppressed,
    open_accounts,
    reconcile,
    status_token,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"
TO = "+15550100004"


def send(gateways: Gateways, clock: Clock) -> None:
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE)
    db.session.expire_all()


def state_of(message: Message) -> MessageState:
    return message.state


def lasting(cast: Cast, clock: Clock, count: int) -> list[Message]:
    until = clock.now + timedelta(days=2)
    return [make_message(cast.sender, useless_after=until) for _ in range(count)]


@pytest.mark.parametrize("failure", [Failure.BUSY, Failure.NOT_SENT])
def test_what_was_not_sent_waits_and_goes(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, failure: Failure
) -> None:
    carrier.fail(failure)
    message = make_message(cast.sender)
    send(gateways, clock)
    assert state_of(message) is MessageState.PLANNED
    assert message.wake_at > clock.now
    clock.travel(seconds=3)
    send(gateways, clock)
    assert state_of(message) is MessageState.QUEUED


def test_the_carrier_may_say_how_long_to_wait(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.BUSY, 20429, retry_after=60)
    message = make_message(cast.sender)
    send(gateways, clock)
    assert message.wake_at >= clock.now + timedelta(seconds=54)


def test_who_opted_out_at_the_carrier_is_suppressed_here(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.REJECTED, 21610)
    message = make_message(cast.sender, TO)
    send(gateways, clock)
    assert (state_of(message), message.error_code) == (MessageState.SUPPRESSED, 21610)
    assert is_suppressed(cast.sender.id, TO)


def test_an_opt_out_may_come_with_the_status(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    message = make_message(cast.sender, TO)
    send(gateways, clock)
    report = StatusReport(message.sid or "", "undelivered", 21610)
    apply_status(status_token(message.ref, 1), report, clock.now)
    assert is_suppressed(cast.sender.id, TO)


@pytest.mark.parametrize("code", [21211, 21614, 21408, 21617, 99999])
def test_a_definite_no_ends_this_text_only(
    cast: Cast, carrier: Pretend, clock: Clock, code: int
) -> None:
    gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=1)
    carrier.fail(Failure.REJECTED, code)
    message = make_message(cast.sender, rank=1)
    other = make_message(cast.sender, rank=2)
    send(gateways, clock)
    assert (state_of(message), message.error_code) == (MessageState.REJECTED, code)
    assert state_of(other) is MessageState.QUEUED
    assert not open_accounts()


@pytest.mark.parametrize("code", [20003, 401, 403, 21606])
def test_a_refused_account_stops_all_and_loses_nothing(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, code: int
) -> None:
    carrier.fail(Failure.REJECTED, code, times=1000)
    messages = lasting(cast, clock, 40)
    send(gateways, clock)
    tried = len(carrier.requests)
    assert tried <= 8
    assert [account.error_code for account in open_accounts()] == [code]
    send(gateways, clock)
    assert len(carrier.requests) == tried
    # From time to time one is tried, and only one.
    clock.travel(minutes=1)
    send(gateways, clock)
    assert len(carrier.requests) == tried + 1
    carrier.troubles.clear()
    clock.travel(minutes=11)
    send(gateways, clock)
    assert {state_of(message) for message in messages} == {MessageState.QUEUED}
    assert not open_accounts()


@pytest.mark.parametrize("code", [30002, 30032, 30034, 30035])
def test_a_status_may_stop_all_and_only_an_arrival_lets_it_go_on(
    cast: Cast, carrier: Pretend, clock: Clock, code: int
) -> None:
    gateways = Gateways(ordinary=carrier, demo=carrier, calls_at_once=8)
    (lost,) = lasting(cast, clock, 1)
    send(gateways, clock)
    report = StatusReport(lost.sid or "", "undelivered", code, carrier.account)
    apply_status("", report, clock.now)
    waiting = lasting(cast, clock, 20)
    send(gateways, clock)
    assert len(carrier.requests) == 1
    # The account takes texts, and loses them: a yes proves nothing.
    clock.travel(minutes=1)
    send(gateways, clock)
    send(gateways, clock)
    assert len(carrier.requests) == 2
    (probe,) = [m for m in waiting if m.sid]
    report = StatusReport(probe.sid or "", "delivered", None, carrier.account)
    apply_status("", report, clock.now)
    assert not open_accounts()
    send(gateways, clock)
    assert len(carrier.requests) == 21
    # And what was lost is tried once more.
    clock.travel(minutes=30)
    send(gateways, clock)
    assert carrier.requests[-1].body == lost.body
    assert len(carrier.requests) == 22


@pytest.mark.parametrize(
    ("code", "rested"), [(30001, 14), (63038, 23 * 60), (30022, 0.9), (63017, 0.9)]
)
def test_a_status_may_rest_its_sender(
    cast: Cast,
    gateways: Gateways,
    carrier: Pretend,
    clock: Clock,
    code: int,
    rested: float,
) -> None:
    (lost,) = lasting(cast, clock, 1)
    send(gateways, clock)
    report = StatusReport(lost.sid or "", "failed", code, carrier.account)
    apply_status("", report, clock.now)
    (waiting,) = lasting(cast, clock, 1)
    clock.travel(minutes=rested)
    send(gateways, clock)
    assert state_of(waiting) is MessageState.PLANNED
    clock.travel(minutes=rested / 5 + 2)
    send(gateways, clock)
    assert state_of(waiting) is MessageState.QUEUED
    assert not open_accounts()


def test_a_carrier_that_is_down_puts_few_in_doubt(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.IN_DOUBT, 503, times=1000)
    messages = lasting(cast, clock, 100)
    send(gateways, clock)
    assert len(carrier.requests) <= 16
    waiting = [m for m in messages if state_of(m) is MessageState.PLANNED]
    assert len(waiting) >= 84
    carrier.troubles.clear()
    for _ in range(4):
        clock.travel(minutes=3)
        reconcile(gateways, clock.now)
        send(gateways, clock)
    assert {state_of(message) for message in waiting} == {MessageState.QUEUED}


def test_pages_go_past_an_open_breaker(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.REJECTED, 20003)
    lasting(cast, clock, 1)
    send(gateways, clock)
    assert open_accounts()
    page = make_message(cast.sender, lane=Lane.PAGES, rank=0)
    send(gateways, clock)
    assert state_of(page) is MessageState.QUEUED


def test_a_full_queue_rests_the_sender(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.REJECTED, 21611)
    lasting(cast, clock, 1)
    send(gateways, clock)
    more = lasting(cast, clock, 1)
    clock.travel(minutes=14)
    send(gateways, clock)
    assert state_of(more[0]) is MessageState.PLANNED
    clock.travel(minutes=2)
    send(gateways, clock)
    assert state_of(more[0]) is MessageState.QUEUED


def test_what_a_pause_outlasts_expires(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    cast.sender.paused_at = clock.now
    message = make_message(cast.sender)
    clock.travel(hours=2)
    send(gateways, clock)
    assert state_of(message) is MessageState.PLANNED
    reconcile(gateways, clock.now)
    db.session.expire_all()
    assert state_of(message) is MessageState.EXPIRED
