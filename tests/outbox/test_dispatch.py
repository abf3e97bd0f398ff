"""What is due goes out once, and what must not go does not."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from diary.audit import Action, Actor, ActorKind, AuditEvent
from diary.db import db
from diary.outbox import (
    Attempt,
    Failure,
    Gateways,
    Lane,
    MessageState,
    Outcome,
    Wait,
    Waiting,
    dispatch_due,
    lift,
    listen,
    pause_sending,
    permission,
    reconcile,
    register_may_send,
    resume_sending,
    suppress,
)
from diary.outbox import news as outbox_news
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message, make_sender
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"
TO = "+15550100001"


def send(gateways: Gateways, clock: Clock) -> None:
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE)
    db.session.expire_all()


def test_the_outcomes_of_many_calls_are_recorded_at_once(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    for place in range(6):
        make_message(cast.sender, f"+1555010{place:04d}")
    db.session.commit()
    steps: list[str] = []
    dispatch_due(gateways, clock.now, BASE, at_step=steps.append)
    # What is recorded one by one, after a fault, passes no such step.
    assert "before_outcome_commit" in steps


def test_a_due_message_goes_out_once(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = make_message(cast.sender, TO, about=cast.patient.ref, body="6 or 7?")
    send(gateways, clock)
    send(gateways, clock)
    (request,) = carrier.requests
    assert (request.to, request.body) == (TO, "6 or 7?")
    assert request.from_number == cast.sender.number
    assert request.status_url.startswith(f"{BASE}/twilio/status/{message.ref}-1-")
    assert message.state is MessageState.QUEUED
    assert message.sid in carrier.kept
    attempt = db.session.scalars(select(Attempt)).one()
    assert (attempt.number, attempt.outcome) == (1, Outcome.ACCEPTED)


def test_what_is_sent_leaves_a_trace(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    message = make_message(cast.sender, about=cast.patient.ref)
    send(gateways, clock)
    trace = db.session.scalars(select(AuditEvent).filter_by(action=Action.TEXT_OUT))
    event = trace.one()
    assert (event.patient_ref, event.about) == (cast.patient.ref, message.ref)
    assert (event.clinic_id, event.detail) == (cast.clinic.id, "diary")


def test_nothing_goes_before_its_time(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    make_message(cast.sender, due_at=clock.now + timedelta(seconds=1))
    send(gateways, clock)
    assert not carrier.requests
    clock.travel(seconds=1)
    send(gateways, clock)
    assert len(carrier.requests) == 1


def test_what_came_too_late_expires_and_is_told(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, heard: list[str]
) -> None:
    message = make_message(cast.sender, useless_after=clock.now)
    send(gateways, clock)
    assert not carrier.requests
    assert message.state is MessageState.EXPIRED
    assert heard == [message.key]


def test_a_listener_that_fails_stops_nothing(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, heard: list[str]
) -> None:
    def broken(told: outbox_news.News) -> None:
        db.session.execute(text("SELECT * FROM a_table_that_is_not"))

    outbox_news._listeners.insert(0, broken)
    late = make_message(cast.sender, useless_after=clock.now)
    make_message(cast.sender)
    send(gateways, clock)
    outbox_news._listeners.remove(broken)
    assert late.state is MessageState.EXPIRED
    assert heard == [late.key]
    assert len(carrier.requests) == 1


def test_a_suppressed_number_is_not_texted_until_lifted(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    suppress(cast.sender, TO, "STOP", clock.now)
    first = make_message(cast.sender, TO)
    send(gateways, clock)
    assert first.state is MessageState.SUPPRESSED
    assert lift(cast.sender, TO, clock.now)
    make_message(cast.sender, TO)
    send(gateways, clock)
    assert [request.to for request in carrier.requests] == [TO]


def test_a_number_suppressed_for_one_sender_hears_from_another(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    suppress(cast.sender, TO, "STOP", clock.now)
    other = make_sender(cast.clinic)
    make_message(other, TO)
    send(gateways, clock)
    assert carrier.requests[0].from_number == other.number


def test_who_asked_for_it_has_the_last_word(
    cast: Cast,
    gateways: Gateways,
    carrier: Pretend,
    clock: Clock,
    purpose: str,
) -> None:
    wanted, unwanted, early = (
        make_message(cast.sender, purpose=purpose, key=key)
        for key in ("wanted", "unwanted", "early")
    )
    later = clock.now + timedelta(minutes=30)

    def check(messages: Sequence[Waiting], now: datetime) -> dict[int, str | Wait]:
        answers: dict[str, str | Wait] = {
            "unwanted": "answered already",
            "early": Wait(later, "quiet hours"),
        }
        return {m.id: answers[m.key] for m in messages if m.key in answers}

    register_may_send(purpose, check)
    send(gateways, clock)
    assert wanted.state is MessageState.QUEUED
    assert unwanted.state is MessageState.CANCELED
    assert unwanted.reason == "answered already"
    assert (early.state, early.wake_at) == (MessageState.PLANNED, later)
    assert len(carrier.requests) == 1


def test_waiting_past_its_use_is_expiring(
    cast: Cast, gateways: Gateways, clock: Clock, purpose: str
) -> None:
    message = make_message(cast.sender, purpose=purpose)
    until = message.useless_after
    register_may_send(purpose, lambda ms, now: {m.id: Wait(until, "night") for m in ms})
    send(gateways, clock)
    assert message.state is MessageState.EXPIRED


def test_a_poisoned_row_is_set_aside_and_others_flow(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, purpose: str
) -> None:
    poison = make_message(
        cast.sender, purpose=purpose, useless_after=clock.now + timedelta(days=2)
    )
    good = [make_message(cast.sender, purpose=purpose) for _ in range(5)]

    def check(messages: Sequence[Waiting], now: datetime) -> dict[int, str | Wait]:
        if any(message.id == poison.id for message in messages):
            raise ArithmeticError
        return {}

    register_may_send(purpose, check)
    send(gateways, clock)
    assert len(carrier.requests) == len(good)
    for _ in range(4):
        assert poison.state is MessageState.PLANNED
        clock.travel(hours=1)
        send(gateways, clock)
    assert poison.state is MessageState.REJECTED
    assert len(carrier.requests) == len(good)


def test_a_body_that_does_not_open_stops_only_itself(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    broken = make_message(cast.sender)
    broken.body_box = b"k1:" + bytes(40)
    make_message(cast.sender)
    send(gateways, clock)
    assert len(carrier.requests) == 1
    assert (broken.state, broken.faults) == (MessageState.PLANNED, 1)


def test_pause_holds_reminders_back_but_not_pages(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock, admin: Actor
) -> None:
    pause_sending(cast.clinic.id, admin, clock.now)
    make_message(cast.sender)
    page = make_message(cast.sender, lane=Lane.PAGES, rank=0)
    send(gateways, clock)
    assert [request.to for request in carrier.requests] == [page.to]
    resume_sending(cast.clinic.id, admin, clock.now)
    send(gateways, clock)
    assert len(carrier.requests) == 2


def test_a_number_has_one_open_attempt_at_most(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.IN_DOUBT)
    first = make_message(cast.sender, TO, rank=1)
    second = make_message(cast.sender, TO, rank=2)
    send(gateways, clock)
    send(gateways, clock)
    assert len(carrier.requests) == 1
    assert first.lease_until
    clock.travel(minutes=3)
    reconcile(gateways, clock.now)
    send(gateways, clock)
    assert first.state is MessageState.UNRESOLVED
    assert second.state is MessageState.QUEUED


def test_rank_goes_before_age(cast: Cast, carrier: Pretend, clock: Clock) -> None:
    one_by_one = Gateways(ordinary=carrier, demo=carrier, calls_at_once=1)
    for rank in (50, 10, 0, 20):
        make_message(cast.sender, rank=rank, body=str(rank))
    send(one_by_one, clock)
    assert [request.body for request in carrier.requests] == ["0", "10", "20", "50"]


def test_a_sender_keeps_its_pace_and_holds_up_no_other(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    slow = make_sender(cast.clinic, per_minute=6)
    for _ in range(3):
        make_message(slow, rank=1)
    make_message(cast.sender, rank=2)
    send(gateways, clock)
    assert len(carrier.requests) == 2
    clock.travel(seconds=10)
    send(gateways, clock)
    clock.travel(seconds=5)
    send(gateways, clock)
    assert len(carrier.requests) == 3


@pytest.fixture
def purpose() -> Iterator[str]:
    """A purpose whose check goes away with the test."""
    yield "test"
    permission._checks.pop("test", None)


@pytest.fixture
def heard(app: Flask) -> Iterator[list[str]]:
    """The keys of the messages whose bad end was told."""
    keys: list[str] = []

    def listener(told: outbox_news.News) -> None:
        keys.append(told.key)

    listen(listener)
    yield keys
    outbox_news._listeners.remove(listener)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return Actor(ActorKind.STAFF, cast.admin.ref)
