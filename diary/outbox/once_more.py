"""A text that a carrier took and could not deliver may be tried once more, later.

For a phone that was off, or a failure without a reason (messaging 1.6). The new text
is a message of its own, asked about like any other before it leaves. Leaves texts
that never left to ``outcomes``.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from diary.db import db
from diary.outbox.codes import Act, meaning_of
from diary.outbox.drafts import AGAIN
from diary.outbox.models import Message
from diary.outbox.queue import message_by_key
from diary.outbox.states import Lane, MessageState, Mode

LATER_BY = timedelta(minutes=30)
ENDED = (MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.FAILED)
LOOKED_AT = 3


def plan_once_more(message: Message, now: datetime) -> bool:
    """Put the same text in line once more, if it passes and is still of use then.

    Says whether it is: then nothing is lost yet, and nobody needs to hear of it.
    """
    due_at = now + LATER_BY
    is_ours = message.lane == Lane.REMINDERS and message.mode == Mode.CALL
    is_late = due_at >= message.useless_after
    if (
        not _may_do_better(message)
        or not is_ours
        or is_late
        or message.key.endswith(AGAIN)
    ):
        return False
    if message_by_key(message.clinic_id, message.key + AGAIN) is None:
        db.session.add(_again(message, due_at, now))
    return True


def _may_do_better(message: Message) -> bool:
    """A text that the account lost is as good as not sent, once that is mended."""
    is_lost = message.state in ENDED[1:]
    return is_lost and meaning_of(message.error_code).act in (Act.LATER, Act.BREAK)


def passes(message: Message) -> bool:
    """Say whether it was lost for a reason of the phone's that may pass."""
    is_lost = message.state in ENDED[1:]
    return is_lost and meaning_of(message.error_code).act is Act.LATER


def lost_in_a_row(message: Message) -> int:
    """Return how many texts about one person were lost so, up to this one; 3 at most.

    1 where nobody can say whom a text was about.
    """
    if message.about is None or not passes(message):
        return int(passes(message))
    last = (
        select(Message)
        .where(
            Message.clinic_id == message.clinic_id,
            Message.about == message.about,
            Message.to_index == message.to_index,
            Message.state.in_(ENDED),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(LOOKED_AT)
    )
    found = [passes(one) for one in db.session.scalars(last)]
    return found.index(False) if False in found else len(found)


def _again(message: Message, due_at: datetime, now: datetime) -> Message:
    return Message(
        clinic_id=message.clinic_id,
        sender_id=message.sender_id,
        key=message.key + AGAIN,
        about=message.about,
        purpose=message.purpose,
        rank=message.rank,
        to=message.to,
        to_index=message.to_index,
        body=message.body,
        due_at=due_at,
        useless_after=message.useless_after,
        created_at=now,
    )
