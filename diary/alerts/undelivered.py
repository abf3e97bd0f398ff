"""When a text that must arrive does not: the alert says "call", the next is paged.

Leaves delivery itself to ``outbox``, which tells of what ended badly.
"""

from sqlalchemy import select, update

from diary.alerts.models import Alert
from diary.alerts.paging import page_at_once
from diary.db import db
from diary.outbox import Lane, Message, News, listen


def note_undelivered(news: News) -> None:
    """Mark the alerts that a message answered; page on where a page did not arrive."""
    if news.lane is Lane.PAGES:
        page_at_once(news.key, news.clinic_id)
        return
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
