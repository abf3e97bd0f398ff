"""Taking due messages in one transaction: lock, ask again, write the intent down.

What may leave is decided on locked rows, and the same commit that says "this call
may begin" rests on consent, suppression, pace and deadline as they are then. Leaves
the commit and the calls to ``dispatch``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.exc import SQLAlchemyError

from diary.db import db
from diary.outbox import news, pacing, permission
from diary.outbox.drafts import Wait, Waiting
from diary.outbox.due import due_messages, hold_senders, suppressed_among
from diary.outbox.intents import Order, write_intents
from diary.outbox.models import Message, Sender
from diary.outbox.standstill import Standstill
from diary.outbox.states import Lane, MessageState

M, S = Message.__table__, Sender.__table__


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one claim took; without a change there is no sense in another one now."""

    orders: list[Order]
    is_changed: bool


class CheckFailed(Exception):
    """A ``may_send`` check raised; one of these messages is to blame, or it is."""

    def __init__(self, message_ids: list[int]) -> None:
        super().__init__(f"{len(message_ids)} messages")
        self.message_ids = message_ids


@dataclass(slots=True)
class _Verdict:
    """What becomes of the rows of one claim."""

    leaving: list[Row[Any]]
    ended: dict[int, tuple[MessageState, str | None]]
    waiting: dict[int, datetime]
    used: dict[int, int]


def claim(
    most: int,
    now: datetime,
    *,
    owner: str,
    demo_or_not: Collection[bool],
    is_live: bool = False,
    stood: Standstill | None = None,
) -> Claimed:
    """Take up to ``most`` due messages and write down that they are about to be sent.

    ``demo_or_not`` says whose carriers may be called; pages leave regardless.
    ``is_live``: the ordinary carrier is the real one, so a clinic that is not ready
    texts nobody. ``stood``: what fell due before its end waits until the carrier was
    asked about it. The caller commits, and only then calls. Raises CheckFailed.
    """
    _bound_waiting()
    rows = due_messages(most, now, demo_or_not)
    if not rows:
        return Claimed([], is_changed=False)
    senders = hold_senders({row.sender_id for row in rows})
    verdict = _decide(rows, senders, now, is_live=is_live, stood=stood)
    _write_endings(verdict, now)
    _use_pace(verdict, senders, now)
    orders = write_intents(verdict.leaving, now, owner)
    return Claimed(orders, bool(orders or verdict.ended or verdict.waiting))


def _bound_waiting() -> None:
    """Give up soon where another is stuck with a sender: the next turn is near."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '5s'")


def _decide(
    rows: Sequence[Row[Any]],
    senders: dict[int, Row[Any]],
    now: datetime,
    *,
    is_live: bool,
    stood: Standstill | None,
) -> _Verdict:
    verdict = _Verdict([], {}, {}, {})
    suppressed = suppressed_among(rows)
    fresh = [row for row in rows if _is_fresh(row, suppressed, verdict, now)]
    refused = _unlooked(fresh, stood, now) | _ask(fresh, now, is_live=is_live)
    left = {
        sender.id: pacing.allowance(sender.free_at, sender.per_minute, now)[0]
        for sender in senders.values()
    }
    numbers: set[str] = set()
    for row in fresh:
        if row.id in refused:
            _object(row, refused[row.id], verdict)
        elif row.lane == Lane.PAGES or _may_go(row, senders, left, numbers):
            numbers.add(row.to_index)
            verdict.leaving.append(row)
            verdict.used[row.sender_id] = verdict.used.get(row.sender_id, 0) + 1
    return verdict


def _ask(
    fresh: Sequence[Row[Any]], now: datetime, *, is_live: bool
) -> dict[int, str | Wait]:
    live = [_waiting(row) for row in fresh if is_live and not row.is_demo]
    try:
        held = permission.held_at_gate(live, now)
        return held | permission.ask([_waiting(row) for row in fresh], now)
    except SQLAlchemyError:
        raise
    # Callers' code: whatever it raises, one row is to blame and others must flow.
    except Exception as error:
        raise CheckFailed([row.id for row in fresh]) from error


def _unlooked(
    fresh: Sequence[Row[Any]], stood: Standstill | None, now: datetime
) -> dict[int, str | Wait]:
    if stood is None:
        return {}
    asked = [r for r in fresh if r.lane != Lane.PAGES and not r.is_demo]
    waits = {row.id: stood.wait(row.id, row.due_at, now) for row in asked}
    return {row_id: wait for row_id, wait in waits.items() if wait}


def _is_fresh(
    row: Row[Any], suppressed: set[tuple[int, str]], verdict: _Verdict, now: datetime
) -> bool:
    if row.useless_after <= now:
        verdict.ended[row.id] = (MessageState.EXPIRED, None)
        return False
    if (row.sender_id, row.to_index) in suppressed:
        verdict.ended[row.id] = (MessageState.SUPPRESSED, "opted out")
        return False
    return True


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        row.id,
        row.clinic_id,
        row.key,
        row.about,
        row.purpose,
        row.to_index,
        row.due_at,
    )


def _object(row: Row[Any], objection: str | Wait, verdict: _Verdict) -> None:
    if isinstance(objection, str):
        verdict.ended[row.id] = (MessageState.CANCELED, objection[:120])
    elif objection.until >= row.useless_after:
        verdict.ended[row.id] = (MessageState.EXPIRED, objection.reason[:120])
    else:
        verdict.waiting[row.id] = objection.until


def _may_go(
    row: Row[Any],
    senders: dict[int, Row[Any]],
    left: dict[int, int | None],
    numbers: set[str],
) -> bool:
    """Say whether pace, pause and the one open attempt a number has allow it now."""
    room = left[row.sender_id]
    is_held = senders[row.sender_id].paused_at is not None
    if is_held or row.to_index in numbers or room == 0:
        return False
    if room is not None:
        left[row.sender_id] = room - 1
    return True


def _write_endings(verdict: _Verdict, now: datetime) -> None:
    for message_id, (state, reason) in verdict.ended.items():
        message = db.session.get_one(Message, message_id, populate_existing=True)
        message.state, message.reason, message.final_at = state, reason, now
        news.tell(message)
    for message_id, until in verdict.waiting.items():
        later = update(M).where(M.c.id == message_id).values(wake_at=until)
        db.session.execute(later)
    db.session.flush()


def _use_pace(verdict: _Verdict, senders: dict[int, Row[Any]], now: datetime) -> None:
    for sender_id, count in verdict.used.items():
        sender = senders[sender_id]
        if sender.per_minute is not None:
            start = pacing.allowance(sender.free_at, sender.per_minute, now)[1]
            free_at = pacing.free_after(start, sender.per_minute, count)
            mine = update(S).where(S.c.id == sender_id)
            db.session.execute(mine.values(free_at=free_at))
