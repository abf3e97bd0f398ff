"""Putting texts in line and taking them out again. Leaves sending to ``dispatch``."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from diary.db import db
from diary.outbox.drafts import MessageDraft
from diary.outbox.models import Message
from diary.outbox.senders import sender_for
from diary.outbox.states import MessageState
from diary.sealed import blind_index


def enqueue(draft: MessageDraft, now: datetime) -> Message:
    """Promise a text; with a key the clinic used before, return that message as it is.

    Raises Refused where the clinic has no number to text from. The edge commits.
    """
    known = message_by_key(draft.clinic_id, draft.key)
    return known or _stored(message_of(draft, now), draft)


def message_of(draft: MessageDraft, now: datetime) -> Message:
    """Return the message of a draft, not stored yet."""
    sender_id = draft.sender_id or sender_for(draft.clinic_id, draft.to).id
    return Message(
        clinic_id=draft.clinic_id,
        sender_id=sender_id,
        key=draft.key,
        about=draft.about,
        purpose=draft.purpose,
        lane=draft.lane,
        rank=draft.rank,
        to=draft.to,
        to_index=blind_index(draft.to),
        body=draft.body,
        due_at=draft.due_at,
        useless_after=draft.useless_after,
        wake_at=draft.due_at,
        created_at=now,
    )


def _stored(message: Message, draft: MessageDraft) -> Message:
    """Add the message, or return the one that another process added in between."""
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        known = message_by_key(draft.clinic_id, draft.key)
        if known is None:
            raise
        return known
    return message


def cancel(
    clinic_id: int, keys: Collection[str], now: datetime, reason: str
) -> set[str]:
    """Take texts back that have not left; return the keys of those.

    What is under way or out already stays as it is and is shown so.
    """
    if not keys:
        return set()
    taken = db.session.execute(
        update(Message)
        .where(
            Message.clinic_id == clinic_id,
            Message.key.in_(keys),
            Message.state == MessageState.PLANNED,
        )
        .values(state=MessageState.CANCELED, reason=reason[:120], final_at=now)
        .returning(Message.key)
        .execution_options(synchronize_session=False)
    )
    return set(taken.scalars())


def message_by_key(clinic_id: int, key: str) -> Message | None:
    """Return the message of an occasion."""
    found = select(Message).filter_by(clinic_id=clinic_id, key=key)
    return db.session.scalars(found).first()


def messages_about(clinic_id: int, about: str, limit: int = 100) -> list[Message]:
    """Return a clinic's texts about somebody, newest first."""
    found = (
        select(Message)
        .filter_by(clinic_id=clinic_id, about=about)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(found))
