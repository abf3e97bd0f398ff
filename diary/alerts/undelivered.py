"""What the outbox asks and tells us: is a page still wanted, what did not arrive.

When a text that must arrive does not, or the number opts out while an alert is open,
the alert says "call" and somebody is paged. Leaves delivery to ``outbox``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from diary.alerts.bringing import is_wanted
from diary.alerts.escalation import PAGING_TIER
from diary.alerts.events import note_event
from diary.alerts.models import Alert, Deed, Page
from diary.alerts.opening import number_mark
from diary.alerts.paging import PURPOSE, page_at_once, page_ref
from diary.db import db
from diary.outbox import Act, Message, News, Wait, Waiting, listen, register_may_send
from diary.patients import Patient

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
    if news.act is Act.SUPPRESS:
        at = message.final_at or message.due_at
        note_opted_out(news.clinic_id, message.to_index, at)
    answered = select(Alert).where(
        Alert.clinic_id == news.clinic_id, Alert.reply_ref == message.ref
    )
    for alert in db.session.scalars(answered):
        _must_call(alert, message.final_at or alert.last_said_at)


def note_opted_out(clinic_id: int, number_index: str, now: datetime) -> None:
    """Say "call" on what pages and is open about a number that may be texted no more.

    ``number_index`` is the blind index of the number. Former patients' alerts count
    as well, and those about the number itself. An alert that says it already pages
    nobody anew.
    """
    whose = select(Patient.id).where(
        Patient.clinic_id == clinic_id, Patient.phone_index == number_index
    )
    of_nobody = Alert.key.startswith(number_mark(number_index), autoescape=True)
    standing = select(Alert).where(
        Alert.clinic_id == clinic_id,
        Alert.tier == PAGING_TIER,
        Alert.closed_at.is_(None),
        or_(Alert.patient_id.in_(whose), of_nobody),
    )
    for alert in db.session.scalars(standing.order_by(Alert.id)):
        _must_call(alert, now)


def _must_call(alert: Alert, since: datetime) -> None:
    if alert.must_call:
        return
    alert.must_call = True
    if alert.closed_at is not None:
        return
    note_event(alert, Deed.NOT_DELIVERED, since)
    if alert.tier == PAGING_TIER:
        # Due since then, so the next beat takes it.
        alert.next_page_at = since


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
