"""Texts that leave as the answer to the carrier's own webhook.

Tracked like any other; one the carrier never took is found by ``reconcile``. Every
text in pays for this, so it goes past the ORM with statements built once.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import make_transient_to_detached

from diary.audit import Action, Actor, record
from diary.db import db, dialect_name, upsert
from diary.outbox.drafts import MessageDraft
from diary.outbox.models import Attempt, Message
from diary.outbox.queue import message_by_key, message_of
from diary.outbox.states import MessageState, Mode
from diary.outbox.tokens import status_token

REACHES_CARRIER = timedelta(seconds=60)
_MESSAGE: Any = Message.__table__
_COLUMNS = tuple(column.key for column in _MESSAGE.c)
_BEGIN = insert(Attempt.__table__)


def answer(draft: MessageDraft, now: datetime) -> tuple[Message, str]:
    """Keep a text that leaves as the answer to the carrier's own webhook.

    Returns the message and the token for the status address on ``<Message>``. The
    same key again: the same message and token, nothing written.
    """
    message = message_of(draft, now)
    message.mode = Mode.TWIML
    message.state = MessageState.DISPATCHING
    message.tries = 1
    message.lease_until = now + REACHES_CARRIER
    message_id = _add(message)
    if message_id is None:
        known = message_by_key(draft.clinic_id, draft.key)
        if known is None:
            raise LookupError("a message that is there cannot be seen")
        return known, status_token(known.ref, 1)
    message.id = message_id
    make_transient_to_detached(message)
    db.session.add(message)
    _begin(message, now)
    return message, status_token(message.ref, 1)


def _add(message: Message) -> int | None:
    """Add the row and return its key; None where the occasion has its message."""
    given = vars(message)
    values = {key: given[key] for key in _COLUMNS if key in given}
    added = db.session.connection().execute(_once(dialect_name()), values)
    message_id: int | None = added.scalar()
    return message_id


@cache
def _once(dialect: str) -> Any:
    added = upsert(_MESSAGE, dialect)
    once = added.on_conflict_do_nothing(index_elements=["clinic_id", "key"])
    return once.returning(_MESSAGE.c.id)


def _begin(message: Message, now: datetime) -> None:
    attempt = {
        "clinic_id": message.clinic_id,
        "message_id": message.id,
        "number": 1,
        "lane": message.lane,
        "mode": Mode.TWIML,
        "to_index": message.to_index,
        "started_at": now,
    }
    db.session.connection().execute(_BEGIN, attempt)
    record(
        Action.TEXT_OUT,
        Actor.system(),
        now,
        clinic_id=message.clinic_id,
        patient_ref=message.about,
        about=message.ref,
        detail=message.purpose,
    )
