"""When the answer to a crisis does not arrive: the alert says so, call instead.

Leaves delivery itself to ``outbox``, which tells of what ended badly.
"""

from sqlalchemy import select, update

from diary.alerts.models import Alert
from diary.db import db
from diary.outbox import Message, News, listen


def note_undelivered(news: News) -> None:
    """Mark the alerts that a message answered as "not delivered, call"."""
    ref = select(Message.ref).where(
        Message.clinic_id == news.clinic_id, Message.id == news.message_id
    )
    db.session.execute(
        update(Alert)
        .where(
            Alert.clinic_id == news.clinic_id,
            Alert.reply_ref == ref.scalar_subquery(),
        )
        .values(must_call=True)
    )


def register() -> None:
    """Ask the outbox to be told; asking again changes nothing."""
    listen(note_undelivered)
