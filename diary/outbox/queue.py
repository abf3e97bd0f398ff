"""Putting texts in line and taking them out again. Leaves sending to ``dispatch``."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from diary.audit import Action, Actor, record
from diary.db import db
from diary.outbox.drafts import MessageDraft
from diary.outbox.models import Attempt, Message
from diary.outbox.senders import sender_for
from diary.outbox.states import MessageState, Mode
from diary.outbox.tokens import status_token
from diary.sealed import blind_index

ANSWER_REACHES_CARRIER = timedelta(seconds=60)


def enqueue(draft: MessageDraft, now: datetime) -> Message:
    """Promise a text; with a key the clinic used before, return that message as it is.

    Raises Refused where the clinic has no number to text from. The edge commits.
    """
    known = message_by_key(draft.clinic_id, draft.key)
    return known or _stored(_message(draft, now), draft)


def answer(draft: MessageDraft, now: datetime) -> tuple[Message, str]:
    """Keep a text that leaves as the answer to the carrier's own webhook.

    Returns the message and the token for the status address on ``<Message>``. It is
    tracked like any other; one the carrier never took is found by ``reconcile``. The
    same key again: the same message and token, nothing written.
    """
    known = message_by_key(draft.clinic_id, draft.key)
    if known:
        return known, status_token(known.ref, 1)
    message = _message(draft, now)
    message.mode = Mode.TWIML
    message.state = MessageState.DISPATCHING
    message.tries = 1
    message.lease_until = now + ANSWER_REACHES_CARRIER
    stored = _stored(message, draft)
    if stored is message:
        _begin_answer(message, now)
    return stored, status_token(stored.ref, 1)


def _begin_answer(message: Message, now: datetime) -> None:
    db.session.add(
        Attempt(
            clinic_id=message.clinic_id,
            message_id=message.id,
            number=1,
            lane=message.lane,
            mode=Mode.TWIML,
            to_index=message.to_index,
            started_at=now,
        )
    )
    record(
        Action.TEXT_OUT,
        Actor.system(),
        now,
        clinic_id=message.clinic_id,
        patient_ref=message.about,
        about=message.ref,
        detail=message.purpose,
    )
    db.session.flush()


def _message(draft: MessageDraft, now: datetime) -> Message:
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
