"""When a text that must arrive does not: the alert says "call", somebody is paged.

Leaves delivery itself to ``outbox``, which tells of what ended badly.
"""

from sqlalchemy import select

from diary.alerts.escalation import PAGING_TIER
from diary.alerts.events import note_event
from diary.alerts.models import Alert, Deed
from diary.alerts.paging import page_at_once
from diary.db import db
from diary.outbox import Lane, Message, News, listen


def note_undelivered(news: News) -> None:
    """Mark the alerts that a message answered; page on where a page did not arrive.

    Whoever has such an alert, or is called next, is paged at once: the words that
    were to hold the patient until then are not there.
    """
    if news.lane is Lane.PAGES:
        page_at_once(news.key, news.clinic_id)
        return
    message = db.session.get_one(Message, news.message_id)
    answered = select(Alert).where(
        Alert.clinic_id == news.clinic_id, Alert.reply_ref == message.ref
    )
    for alert in db.session.scalars(answered):
        if not alert.must_call:
            _must_call(alert, message)


def _must_call(alert: Alert, message: Message) -> None:
    alert.must_call = True
    if alert.closed_at is not None:
        return
    ended_at = message.final_at or alert.last_said_at
    note_event(alert, Deed.NOT_DELIVERED, ended_at)
    if alert.tier == PAGING_TIER:
        # Due since then, so the next beat takes it.
        alert.next_page_at = ended_at


def register() -> None:
    """Ask the outbox to be told; asking again changes nothing."""
    listen(note_undelivered)
