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
    Gateways,
    Message,
    MessageState,
    SendRequest,
    dispatch_due,
    reconcile,
)

AtStep = Callable[[str], None]
BASE_URL = "http://127.0.0.1"
AT_ONCE = 8


@dataclass(frozen=True)
class Design:
    """A way to send what is due, and the named steps it has not."""

    work: Callable[[Gateways, datetime, AtStep], None]
    never_at: frozenset[str] = frozenset()


def _claim_then_send(gateways: Gateways, now: datetime, at_step: AtStep) -> None:
    """Mark the message sent, commit, call: whoever dies in between loses it."""
    while message := _next_planned(now):
        at_step("before_claim")
        message.state = MessageState.ACCEPTED
        at_step("before_intent_commit")
        db.session.commit()
        at_step("after_intent_commit")
        at_step("before_call")
        gateways.ordinary.send(_request(message))
        at_step("after_call")


def _send_then_mark(gateways: Gateways, now: datetime, at_step: AtStep) -> None:
    """Call, then mark and commit: whoever dies in between sends it again."""
    while message := _next_planned(now):
        db.session.commit()
        at_step("before_call")
        gateways.ordinary.send(_request(message))
        at_step("after_call")
        message.state = MessageState.ACCEPTED
        at_step("before_outcome_commit")
        db.session.commit()
        at_step("after_outcome_commit")


def _ours(gateways: Gateways, now: datetime, at_step: AtStep) -> None:
    """Intent, call, outcome; then ask the carrier about what others left behind."""
    reconcile(gateways, now)
    dispatch_due(gateways, now, BASE_URL, at_step=at_step)
    at_step("before_reconcile")
    # Doubts of this run are looked at three seconds after; no need to wait for that.
    reconcile(gateways, now + timedelta(seconds=10))


def _next_planned(now: datetime) -> Message | None:
    due = select(Message).where(
        Message.state == MessageState.PLANNED, Message.wake_at <= now
    )
    return db.session.scalars(due.order_by(Message.id).limit(1)).first()


def _request(message: Message) -> SendRequest:
    return SendRequest(
        to=message.to,
        body=message.body,
        from_number="+15550001111",
        messaging_service_sid=None,
        status_url=BASE_URL,
        valid_for=3600,
    )


CLAIM_THEN_SEND = Design(
    _claim_then_send,
    frozenset({"before_outcome_commit", "after_outcome_commit", "before_reconcile"}),
)
SEND_THEN_MARK = Design(
    _send_then_mark,
    frozenset(
        {
            *("before_claim", "before_intent_commit"),
            *("after_intent_commit", "before_reconcile"),
        }
    ),
)
OURS = Design(_ours)
