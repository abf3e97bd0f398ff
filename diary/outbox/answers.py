"""Texts that leave as the answer to the carrier's own webhook.

Tracked like any other; one the carrier never took is found by ``reconcile``. Every
text in pays for this, so it goes past the ORM with statements built once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert

from diary.audit import Action, Actor, record
from diary.db import db, dialect_name, upsert
from diary.outbox.drafts import MessageDraft
from diary.outbox.models import Attempt, Message
from diary.outbox.queue import message_by_key
from diary.outbox.senders import sender_for
from diary.outbox.states import MessageState, Mode
from diary.outbox.tokens import status_token
from diary.sealed import blind_index, new_ref, seal

REACHES_CARRIER = timedelta(seconds=60)
_MESSAGE: Any = Message.__table__
_BEGIN = insert(Attempt.__table__)


@dataclass(frozen=True)
class Answer:
    """A stored answer; ``token`` is for the status address on ``<Message>``."""

    message_id: int
    ref: str
    body: str

    @property
    def token(self) -> str:
        return status_token(self.ref, 1)


def answer(draft: MessageDraft, now: datetime) -> Answer:
    """Keep a text that leaves as the answer to the carrier's own webhook.

    The same key again: the same answer, nothing written. The edge commits.
    """
    values = _values(draft, now)
    added = db.session.connection().execute(_once(dialect_name()), values)
    message_id: int | None = added.scalar()
    if message_id is None:
        return _given(draft)
    _begin(message_id, values, now)
    return Answer(message_id, values["ref"], draft.body)


def _given(draft: MessageDraft) -> Answer:
    known = answer_by_key(draft.clinic_id, draft.key)
    if known is None:
        raise LookupError("an answer that is there cannot be seen")
    return known


def answer_by_key(clinic_id: int, key: str) -> Answer | None:
    """Return what was answered to a webhook on an occasion, None where nothing was."""
    known = message_by_key(clinic_id, key)
    if known is None or known.mode is not Mode.TWIML:
        return None
    return Answer(known.id, known.ref, known.body)


def _values(draft: MessageDraft, now: datetime) -> dict[str, Any]:
    ref = new_ref()
    return {
        "ref": ref,
        "clinic_id": draft.clinic_id,
        "sender_id": draft.sender_id or sender_for(draft.clinic_id, draft.to).id,
        "key": draft.key,
        "about": draft.about,
        "purpose": draft.purpose,
        "lane": draft.lane,
        "mode": Mode.TWIML,
        "rank": draft.rank,
        "to_box": seal(draft.to, "message.to", ref),
        "to_index": blind_index(draft.to),
        "body_box": seal(draft.body, "message.body", ref),
        "state": MessageState.DISPATCHING,
        "due_at": draft.due_at,
        "useless_after": draft.useless_after,
        "wake_at": draft.due_at,
        "created_at": now,
        "tries": 1,
        "lease_until": now + REACHES_CARRIER,
    }


@cache
def _once(dialect: str) -> Any:
    added = upsert(_MESSAGE, dialect)
    once = added.on_conflict_do_nothing(index_elements=["clinic_id", "key"])
    return once.returning(_MESSAGE.c.id)


def _begin(message_id: int, values: dict[str, Any], now: datetime) -> None:
    attempt = {
        "clinic_id": values["clinic_id"],
        "message_id": message_id,
        "number": 1,
        "lane": values["lane"],
        "mode": Mode.TWIML,
        "to_index": values["to_index"],
        "started_at": now,
    }
    db.session.connection().execute(_BEGIN, attempt)
    record(
        Action.TEXT_OUT,
        Actor.system(),
        now,
        clinic_id=values["clinic_id"],
        patient_ref=values["about"],
        about=values["ref"],
        detail=values["purpose"],
    )
