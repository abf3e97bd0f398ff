"""What went out to patients lately: what a text that is due is weighed against."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from diary.db import db
from diary.reminders.judging import Said
from diary.reminders.models import Reminder

LATELY = timedelta(days=2)


def said_lately(
    clinic_id: int, ids: Collection[int], now: datetime
) -> dict[int, list[Said]]:
    """Return what went out and is, or was until two days ago, of use, by patient.

    A question about Tuesday's ride goes out on Friday and is repeated on Monday: it
    is not the day it left that counts.
    """
    found = select(
        Reminder.patient_id, Reminder.kind, Reminder.slot, Reminder.released_at
    ).where(
        Reminder.clinic_id == clinic_id,
        Reminder.patient_id.in_(ids),
        Reminder.useless_after > now - LATELY,
        Reminder.released_at.is_not(None),
    )
    said: dict[int, list[Said]] = {}
    for patient_id, kind, slot, at in db.session.execute(found):
        said.setdefault(patient_id, []).append(Said(kind, slot, at or now))
    return said
