"""Taking due messages in one transaction: lock, ask again, write the intent down.

What may leave is decided on locked rows, and the same commit that says "this call
may begin" rests on consent, suppression, pace and deadline as they are then. Leaves
the commit and the calls to ``dispatch``. One path for both databases: SQLite leaves
FOR UPDATE out and its writer's lock does the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Integer,
    Row,
    and_,
    bindparam,
    exists,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from diary.db import UTCDateTime, db
from diary.outbox import news, pacing, permission
from diary.outbox.drafts import Wait, Waiting
from diary.outbox.models import Attempt, Message, Sender, Suppression
from diary.outbox.states import Lane, MessageState, Mode

LEASE = timedelta(seconds=40)
"""Longer than a call may begin late plus the longest a call may last."""

M, S, A, SUP = (t.__table__ for t in (Message, Sender, Attempt, Suppression))
# A literal, or neither database would use the partial index.
IS_PLANNED = M.c.state == literal_column("'planned'")
IS_PAGE = M.c.lane == literal_column("'pages'")
_OPEN_ATTEMPT = exists().where(
    A.c.to_index == M.c.to_index,
    A.c.ended_at.is_(None),
    A.c.lane == literal_column("'reminders'"),
    A.c.mode == literal_column("'call'"),
)
_DUE = (
    select(
        *(M.c.id, M.c.ref, M.c.clinic_id, M.c.sender_id, M.c.key, M.c.about),
        *(M.c.purpose, M.c.lane, M.c.to_index, M.c.to_box, M.c.body_box),
        *(M.c.due_at, M.c.useless_after, M.c.tries),
        *(S.c.number, S.c.messaging_service_sid, S.c.is_demo),
    )
    .join(S, S.c.id == M.c.sender_id)
    .where(
        IS_PLANNED,
        M.c.wake_at <= bindparam("now", type_=UTCDateTime()),
        or_(
            IS_PAGE,
            and_(
                S.c.paused_at.is_(None),
                S.c.free_at <= bindparam("now", type_=UTCDateTime()),
                S.c.is_demo.in_(bindparam("demo_or_not", expanding=True)),
                ~_OPEN_ATTEMPT,
            ),
        ),
    )
    .order_by(M.c.rank, M.c.wake_at, M.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(of=M, skip_locked=True)
)
_SENDERS = (
    select(S.c.id, S.c.free_at, S.c.per_minute, S.c.paused_at)
    .where(S.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(S.c.id)
    .with_for_update(key_share=True)
)
_SUPPRESSED = select(SUP.c.sender_id, SUP.c.to_index).where(
    SUP.c.clinic_id.in_(bindparam("clinics", expanding=True)),
    SUP.c.sender_id.in_(bindparam("senders", expanding=True)),
    SUP.c.to_index.in_(bindparam("numbers", expanding=True)),
    SUP.c.lifted_at.is_(None),
)


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
    most: int, now: datetime, *, owner: str, demo_or_not: Collection[bool]
) -> Claimed:
    """Take up to ``most`` due messages and write down that they are about to be sent.

    ``demo_or_not`` says whose carriers may be called; pages leave regardless. The
    caller commits, and only then calls. Raises CheckFailed.
    """
    _bound_waiting()
    rows = db.session.execute(
        _DUE, {"now": now, "most": most, "demo_or_not": list(demo_or_not)}
    ).all()
    if not rows:
        return Claimed([], is_changed=False)
    senders = _hold_senders({row.sender_id for row in rows})
    verdict = _decide(rows, senders, now)
    _write_endings(verdict, now)
    _use_pace(verdict, senders, now)
    orders = _write_intents(verdict.leaving, now, owner)
    return Claimed(orders, bool(orders or verdict.ended or verdict.waiting))


def _bound_waiting() -> None:
    """A worker frozen in a claim must hold up nobody: the server ends it."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection().exec_driver_sql(
            "SET LOCAL lock_timeout = '5s';"
            "SET LOCAL idle_in_transaction_session_timeout = '15s'"
        )


def _hold_senders(ids: set[int]) -> dict[int, Row[Any]]:
    """Lock the senders: whoever suppresses a number waits for us, or we for them."""
    held = db.session.execute(_SENDERS, {"ids": sorted(ids)})
    return {row.id: row for row in held}


def _decide(
    rows: Sequence[Row[Any]], senders: dict[int, Row[Any]], now: datetime
) -> _Verdict:
    verdict = _Verdict([], {}, {}, {})
    suppressed = _suppressed(rows)
    fresh = [row for row in rows if _is_fresh(row, suppressed, verdict, now)]
    refused = _ask(fresh, now)
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


def _ask(fresh: Sequence[Row[Any]], now: datetime) -> dict[int, str | Wait]:
    try:
        return permission.ask([_waiting(row) for row in fresh], now)
    except SQLAlchemyError:
        raise
    except Exception as error:
        raise CheckFailed([row.id for row in fresh]) from error


def _suppressed(rows: Sequence[Row[Any]]) -> set[tuple[int, str]]:
    found = db.session.execute(
        _SUPPRESSED,
        {
            "clinics": list({row.clinic_id for row in rows}),
            "senders": list({row.sender_id for row in rows}),
            "numbers": list({row.to_index for row in rows}),
        },
    )
    return {(row.sender_id, row.to_index) for row in found}


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


def _write_intents(
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
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert_into = postgresql.insert if is_postgresql else sqlite.insert
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
    statement = insert_into(A).from_select(columns, source)
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
