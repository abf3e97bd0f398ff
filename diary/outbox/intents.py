"""Writing down that calls are about to be made, before they are.

Leaves who may be called to ``claims``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, literal, select, update

from diary.db import UTCDateTime, db, upsert
from diary.outbox.models import Attempt, Message
from diary.outbox.states import Lane, MessageState, Mode

LEASE = timedelta(seconds=40)
"""Longer than a call may begin late plus the longest a call may last."""

M, A = Message.__table__, Attempt.__table__


@dataclass(frozen=True, slots=True)
class Order:
    """One call to make, with all a thread needs to touch no database."""

    message_id: int
    attempt_id: int
    number: int
    ref: str
    sender_id: int
    lane: Lane
    to_index: str
    to_box: bytes
    body_box: bytes
    from_number: str
    messaging_service_sid: str | None
    is_demo: bool
    useless_after: datetime


def write_intents(
    leaving: Sequence[Row[Any]], now: datetime, owner: str
) -> list[Order]:
    """Open an attempt for each row; one that another worker opened first stays put."""
    if not leaving:
        return []
    attempts = _open_attempts([row.id for row in leaving], now)
    db.session.execute(
        update(M)
        .where(M.c.id.in_(list(attempts)))
        .values(
            state=MessageState.DISPATCHING,
            tries=M.c.tries + 1,
            owner=owner,
            lease_until=now + LEASE,
        )
    )
    return [_order(row, attempts[row.id]) for row in leaving if row.id in attempts]


def _open_attempts(ids: list[int], now: datetime) -> dict[int, int]:
    """Insert the attempts in one statement; return their keys by message."""
    source = select(
        *(M.c.clinic_id, M.c.id, M.c.tries + 1, M.c.lane),
        literal(Mode.CALL, A.c.mode.type),
        M.c.to_index,
        literal(now, UTCDateTime()),
    ).where(M.c.id.in_(ids))
    columns = [
        *("clinic_id", "message_id", "number", "lane"),
        *("mode", "to_index", "started_at"),
    ]
    statement = upsert(A).from_select(columns, source)
    opened = db.session.execute(
        statement.on_conflict_do_nothing().returning(A.c.message_id, A.c.id)
    )
    return {row.message_id: row.id for row in opened}


def _order(row: Row[Any], attempt_id: int) -> Order:
    return Order(
        message_id=row.id,
        attempt_id=attempt_id,
        number=row.tries + 1,
        ref=row.ref,
        sender_id=row.sender_id,
        lane=row.lane,
        to_index=row.to_index,
        to_box=row.to_box,
        body_box=row.body_box,
        from_number=row.number,
        messaging_service_sid=row.messaging_service_sid,
        is_demo=row.is_demo,
        useless_after=row.useless_after,
    )
