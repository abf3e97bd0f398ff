"""The last word before a text leaves: is it still wanted, now, at this number?

Registered with the outbox for every purpose of ours and asked inside the claim's
transaction. Suppression and expiry are the outbox's own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from diary.clinics import clinic_by_id
from diary.db import db
from diary.outbox import Wait, Waiting, register_may_send
from diary.reminders.facts import Known, gather
from diary.reminders.judging import (
    HELD,
    LOOK_AGAIN,
    MOVED,
    allowed_at,
    wanted_later,
    wanted_now,
    why_dropped,
)
from diary.reminders.models import Reminder
from diary.reminders.policy import RULES
from diary.reminders.syncing import differs

OTHER_NUMBER = "the patient has another number now"


def may_send(messages: Sequence[Waiting], now: datetime) -> Mapping[int, str | Wait]:
    """Return, by message id, what must not leave for good (a reason) or not yet."""
    by_clinic: dict[int, list[Waiting]] = {}
    for message in messages:
        by_clinic.setdefault(message.clinic_id, []).append(message)
    refused: dict[int, str | Wait] = {}
    for clinic_id, group in by_clinic.items():
        refused.update(_of_clinic(clinic_id, group, now))
    return refused


def _of_clinic(
    clinic_id: int, messages: Sequence[Waiting], now: datetime
) -> dict[int, str | Wait]:
    reminders = _reminders_of(clinic_id, messages)
    ids = {reminder.patient_id for reminder in reminders.values()}
    known = gather(clinic_by_id(clinic_id), ids, now)
    refused: dict[int, str | Wait] = {}
    for message in messages:
        reminder = reminders.get(_ref_of(message))
        if reminder is not None:
            objection = _objection(message, reminder, known[reminder.patient_id], now)
            if objection is not None:
                refused[message.id] = objection
    return refused


def _ref_of(message: Waiting) -> str:
    return message.key.partition(".")[0]


def _reminders_of(clinic_id: int, messages: Sequence[Waiting]) -> dict[str, Reminder]:
    """Return the reminders behind messages; a reply by the same purpose has none."""
    found = select(Reminder).where(
        Reminder.clinic_id == clinic_id,
        Reminder.ref.in_([_ref_of(message) for message in messages]),
    )
    return {reminder.ref: reminder for reminder in db.session.scalars(found)}


def _objection(
    message: Waiting, reminder: Reminder, known: Known, now: datetime
) -> str | Wait | None:
    if message.to_index != known.patient.phone_index:
        return OTHER_NUMBER
    wish = wanted_now(known.facts, now).get(reminder.slot)
    wish = wish or wanted_later(known.facts, reminder.slot, now)
    if wish is None:
        return why_dropped(known.facts, reminder.kind)
    if differs(reminder, wish):
        # The next sync takes it back and plans it anew.
        return Wait(now + LOOK_AGAIN, MOVED)
    if wish.is_held:
        return Wait(now + LOOK_AGAIN, HELD)
    allowed = allowed_at(wish, known.facts, now)
    return Wait(allowed, "quiet hours") if allowed > now else None


def register() -> None:
    """Have the outbox ask before any text of a reminder's purpose."""
    for purpose in {rule.purpose for rule in RULES.values()}:
        register_may_send(purpose, may_send)
