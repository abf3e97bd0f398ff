"""Keeping a text before anything is made of it, and what was made of it after.

The edge commits.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update

from diary.clinics import clinic_by_id
from diary.db import db, dialect_name, upsert
from diary.errors import NotFound
from diary.inbox.arrivals import Arrival, Inbound, Outcome
from diary.inbox.models import UNREAD, InboundText, TextState
from diary.outbox import Sender, is_suppressed, sender_by_number
from diary.sealed import blind_index, new_ref, seal

_TEXT: Any = InboundText.__table__
_SETTLE = update(_TEXT).where(_TEXT.c.id == bindparam("text_id"))


def store(inbound: Inbound, now: datetime) -> Arrival | None:
    """Keep a text as it came; None where the same sid is kept already.

    Raises NotFound for a number that is no clinic's: nobody could ever read it.
    """
    sender = sender_by_number(inbound.to_number)
    if sender is None:
        raise NotFound("No clinic texts from this number.")
    ref, index = new_ref(), blind_index(inbound.from_number)
    text_id = _insert(sender, inbound, ref, index, now)
    if text_id is None:
        return None
    return Arrival(
        inbound=inbound,
        clinic=clinic_by_id(sender.clinic_id),
        sender=sender,
        text_id=text_id,
        ref=ref,
        from_index=index,
        now=now,
        was_suppressed=is_suppressed(sender.id, inbound.from_number),
    )


def _insert(
    sender: Sender, inbound: Inbound, ref: str, index: str, now: datetime
) -> int | None:
    body = inbound.body
    values = {
        "ref": ref,
        "clinic_id": sender.clinic_id,
        "sender_id": sender.id,
        "sid": inbound.sid,
        "from_box": seal(inbound.from_number, "inbound_text.from", ref),
        "from_index": index,
        "body_box": seal(body, "inbound_text.body", ref) if body else None,
        "media_count": inbound.media_count,
        "kind": UNREAD,
        "is_crisis": False,
        "asks_clinic": False,
        "state": TextState.WAITING,
        "received_at": inbound.sent_at or now,
        "swept_at": now if inbound.sent_at else None,
    }
    added = db.session.connection().execute(_once(dialect_name()), values)
    text_id: int | None = added.scalar()
    return text_id


@cache
def _once(dialect: str) -> Any:
    """The statement that adds a text unless its sid is there."""
    once = upsert(_TEXT, dialect).on_conflict_do_nothing(index_elements=["sid"])
    return once.returning(_TEXT.c.id)


def settle(
    text_id: int, outcome: Outcome, reply_id: int | None, reply_name: str | None
) -> None:
    """Write down what became of a stored text."""
    values = {
        "text_id": text_id,
        "patient_id": outcome.patient and outcome.patient.id,
        "kind": outcome.kind,
        "is_crisis": outcome.is_crisis,
        "asks_clinic": outcome.asks,
        "state": TextState.WAITING if outcome.waits else TextState.SETTLED,
        "submission_id": outcome.submission_id,
        "reply_id": reply_id,
        "reply_name": reply_name,
    }
    db.session.connection().execute(_SETTLE, values)
