"""Putting texts in line and taking them out again. Leaves sending to ``dispatch``."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.exc import IntegrityError

from diary.db import db, upsert
from diary.outbox.drafts import AGAIN, MessageDraft
from diary.outbox.models import Message, Sender
from diary.outbox.senders import sender_for, senders_of, share_of
from diary.outbox.states import MessageState
from diary.sealed import blind_index, new_ref, seal

TO_PLACE = f"{Message.__tablename__}.to"
BODY_PLACE = f"{Message.__tablename__}.body"


def enqueue(draft: MessageDraft, now: datetime) -> Message:
    """Promise a text; with a key the clinic used before, return that message as it is.

    Raises Refused where the clinic has no number to text from. The edge commits.
    """
    known = message_by_key(draft.clinic_id, draft.key)
    return known or _stored(_message(draft, now), draft)


def enqueue_all(
    clinic_id: int, drafts: Sequence[MessageDraft], now: datetime
) -> dict[str, str]:
    """Promise many texts of one clinic in two statements; return their refs by key.

    As ``enqueue``: a key used before stands for the message that is there already.
    """
    if not drafts:
        return {}
    pool = senders_of(clinic_id)
    rows = [_row(draft, pool, now) for draft in drafts]
    db.session.execute(upsert(Message.__table__).on_conflict_do_nothing(), rows)
    found = select(Message.key, Message.ref).where(
        Message.clinic_id == clinic_id,
        Message.key.in_([draft.key for draft in drafts]),
    )
    return {row.key: row.ref for row in db.session.execute(found)}


def _row(draft: MessageDraft, pool: Sequence[Sender], now: datetime) -> dict[str, Any]:
    ref, person = new_ref(), blind_index(draft.to)
    return {
        "ref": ref,
        "clinic_id": draft.clinic_id,
        "sender_id": draft.sender_id or share_of(pool, person).id,
        "key": draft.key,
        "about": draft.about,
        "purpose": draft.purpose,
        "lane": draft.lane,
        "rank": draft.rank,
        "to_box": seal(draft.to, TO_PLACE, ref),
        "to_index": person,
        "body_box": seal(draft.body, BODY_PLACE, ref),
        "due_at": draft.due_at,
        "useless_after": draft.useless_after,
        "wake_at": draft.due_at,
        "created_at": now,
    }


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

    A text that was lost and waits to be tried once more goes with its first key. One
    whose call was already allowed is recalled: unless that has begun, it ends as
    cancelled, and a later call here returns its key. What is out stays as it is.
    """
    if not keys:
        return set()
    wanted = {key: key for key in keys} | {key + AGAIN: key for key in keys}
    was = Message.state
    changed = (
        update(Message)
        .where(Message.clinic_id == clinic_id, Message.key.in_(wanted), _CAN_GO_BACK)
        .values(
            state=case((was == MessageState.PLANNED, MessageState.CANCELED), else_=was),
            recalled_at=case(
                (was == MessageState.DISPATCHING, now), else_=Message.recalled_at
            ),
            reason=case(
                (was == MessageState.CANCELED, Message.reason), else_=reason[:120]
            ),
            final_at=case((was == MessageState.PLANNED, now), else_=Message.final_at),
        )
        .returning(Message.key, Message.state)
        .execution_options(synchronize_session=False)
    )
    found = db.session.execute(changed).all()
    return {wanted[row.key] for row in found if row.state is MessageState.CANCELED}


_CAN_GO_BACK = or_(
    Message.state.in_((MessageState.PLANNED, MessageState.DISPATCHING)),
    and_(Message.state == MessageState.CANCELED, Message.recalled_at.is_not(None)),
)


def is_under_way(clinic_id: int, key: str) -> bool:
    """Say whether a text is between being allowed and being known as out or not.

    A moment later it is one or the other: ask ``cancel`` again then.
    """
    found = select(Message.state).filter_by(clinic_id=clinic_id, key=key)
    return db.session.scalar(found) is MessageState.DISPATCHING


def message_by_key(clinic_id: int, key: str) -> Message | None:
    """Return the message of an occasion."""
    found = select(Message).filter_by(clinic_id=clinic_id, key=key)
    return db.session.scalars(found).first()


def message_by_ref(clinic_id: int, ref: str) -> Message | None:
    """Return a clinic's message of this ref."""
    found = select(Message).filter_by(clinic_id=clinic_id, ref=ref)
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
