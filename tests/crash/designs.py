"""Three ways to send what is due: two that everybody writes first, and ours.

The wrong two stay here for good: a harness that does not catch them proves nothing.
Each gets the gateways, the time and a function that may kill it at a named step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from diary.db import db
from diary.outbox import (
    Message,
    MessageState,
    SendRequest,
    dispatch_due,
    reconcile,
)
from jobs import release_reminders, sweep_inbound
from jobs.tick import Tick
from tests.crash.steps import CARRIER_STEPS, WORKER_STEPS
from tests.crash.workers import AtStep

Run = Callable[[Tick, AtStep], None]


@dataclass(frozen=True)
class Design:
    """A way to send what is due, and the named steps a worker of it comes by."""

    run: Run
    steps: tuple[str, ...]


def _claim_then_send(tick: Tick, at_step: AtStep) -> None:
    """Mark the message sent, commit, call: whoever dies in between loses it."""
    while message := _next_planned(tick.now):
        at_step("before_claim")
        message.state = MessageState.ACCEPTED
        at_step("before_intent_commit")
        db.session.commit()
        at_step("after_intent_commit")
        at_step("before_call")
        tick.gateways.ordinary.send(_request(message, tick))
        at_step("after_call")


def _send_then_mark(tick: Tick, at_step: AtStep) -> None:
    """Call, then mark and commit: whoever dies in between sends it again."""
    while message := _next_planned(tick.now):
        db.session.commit()
        at_step("before_call")
        tick.gateways.ordinary.send(_request(message, tick))
        at_step("after_call")
        message.state = MessageState.ACCEPTED
        at_step("before_outcome_commit")
        db.session.commit()
        at_step("after_outcome_commit")


def _ours(tick: Tick, at_step: AtStep) -> None:
    """The whole tick: intent, call, outcome, and what others left is asked about."""
    release_reminders.run(tick)
    reconcile(tick.gateways, tick.now)
    base_url = tick.settings.base_url
    dispatch_due(tick.gateways, tick.now, base_url, at_step=at_step)
    sweep_inbound.run(tick)
    at_step("before_reconcile")
    # Doubts of this run are looked at three seconds after; no need to wait for that.
    reconcile(tick.gateways, tick.now + timedelta(seconds=10))


def _next_planned(now: datetime) -> Message | None:
    due = select(Message).where(
        Message.state == MessageState.PLANNED, Message.wake_at <= now
    )
    return db.session.scalars(due.order_by(Message.id).limit(1)).first()


def _request(message: Message, tick: Tick) -> SendRequest:
    return SendRequest(
        to=message.to,
        body=message.body,
        from_number="+15550001111",
        messaging_service_sid=None,
        status_url=f"{tick.settings.base_url}/twilio/status/{message.ref}-1-x",
        valid_for=3600,
    )


CLAIM_THEN_SEND = Design(
    _claim_then_send,
    (
        *("before_claim", "before_intent_commit", "after_intent_commit"),
        *("before_call", "after_call", *CARRIER_STEPS),
    ),
)
SEND_THEN_MARK = Design(
    _send_then_mark,
    (
        *("before_call", "after_call", "before_outcome_commit"),
        *("after_outcome_commit", *CARRIER_STEPS),
    ),
)
OURS = Design(_ours, WORKER_STEPS)
