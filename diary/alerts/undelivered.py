"""What the outbox asks and tells us: is a page still wanted, what did not arrive.

When a text that must arrive does not, the alert says "call" and somebody is paged.
Leaves delivery itself to ``outbox``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from diary.alerts.bringing import is_wanted
from diary.alerts.escalation import PAGING_TIER
from diary.alerts.events import note_event
from diary.alerts.models import Alert, Deed, Page
from diary.alerts.paging import PURPOSE, page_at_once, page_ref
from diary.db import db
from diary.outbox import Message, News, Wait, Waiting, listen, register_may_send

NOT_WANTED = "somebody has it, or a newer page went out"


def note_undelivered(news: News) -> None:
    """Mark the alerts that a message answered; page on where a page did not arrive.

    Whoever has such an alert, or is called next, is paged at once: the words that
    were to hold the patient until then are not there.
    """
    if news.purpose == PURPOSE:
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


def may_page(messages: Sequence[Waiting], now: datetime) -> Mapping[int, str | Wait]:
    """Return which pages need not leave any more."""
    del now
    by_ref = {page_ref(message.key): message for message in messages}
    found = db.session.scalars(select(Page).where(Page.ref.in_(by_ref)))
    return {by_ref[page.ref].id: NOT_WANTED for page in found if not is_wanted(page)}


def register() -> None:
    """Ask the outbox to ask and to tell; asking again changes nothing."""
    listen(note_undelivered)
    register_may_send(PURPOSE, may_page)
