"""Which messages are due, on locked rows: the reads of a claim, built once.

One path for both databases: SQLite leaves FOR UPDATE out and its writer's lock does
the same. Leaves deciding to ``claims``.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Integer,
    Row,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    text,
)

from diary.db import UTCDateTime, db
from diary.outbox.models import IS_PLANNED, Attempt, Message, Sender, Suppression

M, S, A, SUP = (t.__table__ for t in (Message, Sender, Attempt, Suppression))
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
        text("message." + IS_PLANNED),
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


def due_messages(
    most: int, now: datetime, demo_or_not: Collection[bool]
) -> Sequence[Row[Any]]:
    """Lock and return up to ``most`` messages that may leave, first in rank first."""
    asked = {"now": now, "most": most, "demo_or_not": list(demo_or_not)}
    found: Sequence[Any] = db.session.execute(_DUE, asked).all()
    return found


def hold_senders(ids: set[int]) -> dict[int, Row[Any]]:
    """Lock the senders: whoever suppresses a number waits for us, or we for them."""
    held: Any = db.session.execute(_SENDERS, {"ids": sorted(ids)})
    return {row.id: row for row in held}


def suppressed_among(rows: Sequence[Row[Any]]) -> set[tuple[int, str]]:
    """Return which (sender, number's index) of these rows must not be texted."""
    found = db.session.execute(
        _SUPPRESSED,
        {
            "clinics": list({row.clinic_id for row in rows}),
            "senders": list({row.sender_id for row in rows}),
            "numbers": list({row.to_index for row in rows}),
        },
    )
    return {(row.sender_id, row.to_index) for row in found}
