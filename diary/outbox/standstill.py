"""After a standstill the carrier is asked before anything that fell due is sent.

A box that was down and one whose database was restored from a copy look alike: the
last turn lies back. In a copy everything sent since is planned again, so the first
look at each such text goes to the carrier's list. Leaves when nobody sent to the
jobs, and texts that were under way already to ``reconciling``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select, text

from diary.db import db
from diary.outbox.drafts import Wait
from diary.outbox.gateway import Gateway, GatewayError, Listed
from diary.outbox.handing_over import advance, bind, locked
from diary.outbox.matching import CLOCKS_DIFFER, matching
from diary.outbox.models import IS_PLANNED, Message, Sender
from diary.outbox.states import Lane, MessageState, Outcome

AT_MOST = 200
LOOKS_SOON = timedelta(seconds=10)
WAIT_REASON = "the carrier is asked first"
_LINK = re.compile(r"https?://\S+")


@dataclass(slots=True)
class Standstill:
    """From when to when nobody sent; ``looked`` is what this process asked about."""

    begun_at: datetime
    ended_at: datetime
    looked: set[int] = field(default_factory=set)

    def wait(self, message_id: int, due_at: datetime, now: datetime) -> Wait | None:
        """Return until when a text has to wait for its look, None where it need not."""
        if due_at > self.ended_at or message_id in self.looked:
            return None
        return Wait(now + LOOKS_SOON, WAIT_REASON)


def look_first(
    gateway: Gateway, stood: Standstill, now: datetime, stopping: Callable[[], bool]
) -> int:
    """Adopt what the carrier took of the texts that fell due before the end.

    Call it before dispatching, outside any transaction; commits after each. Returns
    how many were found. Pages are not asked about: better twice than not at all.
    """
    found = 0
    for message_id in _unlooked(stood, now):
        if stopping():
            break
        try:
            found += _look(gateway, message_id, stood, now)
        except GatewayError:
            # It waits, like all that are left; the next turn asks again.
            break
    return found


def _unlooked(stood: Standstill, now: datetime) -> list[int]:
    due = (
        select(Message.id)
        .join(Sender, Sender.id == Message.sender_id)
        .where(
            text("message." + IS_PLANNED),
            Message.wake_at <= now + LOOKS_SOON,
            Message.due_at <= stood.ended_at,
            Message.lane == Lane.REMINDERS,
            Sender.is_demo.is_(False),
        )
        .order_by(Message.due_at, Message.id)
    )
    ids = [each for each in db.session.scalars(due) if each not in stood.looked]
    db.session.rollback()
    return ids[:AT_MOST]


def _look(gateway: Gateway, message_id: int, stood: Standstill, now: datetime) -> bool:
    message = db.session.get_one(Message, message_id, populate_existing=True)
    to = message.to
    db.session.rollback()
    listed = gateway.find(to, stood.begun_at - CLOCKS_DIFFER)
    held = locked(message_id)
    ours = _own(held, listed, stood)
    is_found = held.state == MessageState.PLANNED and ours is not None
    if is_found and ours and bind(held, ours.sid, Outcome.FOUND, now):
        advance(held, ours.status, ours.error_code, now)
    db.session.commit()
    stood.looked.add(message_id)
    return is_found


def _own(
    message: Message, listed: Sequence[Listed], stood: Standstill
) -> Listed | None:
    """A link is made anew each time, so the words decide without it."""
    sids = [one.sid for one in listed]
    taken = select(Message.sid).where(Message.sid.in_(sids))
    ours = matching(
        [replace(one, body=_LINK.sub("", one.body)) for one in listed],
        to=message.to,
        body=_LINK.sub("", message.body),
        started_at=stood.begun_at,
        taken_sids={sid for sid in db.session.scalars(taken) if sid},
    )
    return ours[0] if ours else None
