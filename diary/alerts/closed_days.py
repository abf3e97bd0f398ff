"""The days on which nobody reads at a clinic, whatever its weekdays say.

People on call are paged on them too. Leaves what patients are told to ``who_reads``.
The edge commits.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from diary.alerts.models import ClosedDay
from diary.alerts.plans import hold_settings
from diary.audit import Action, Actor, record
from diary.clinics import Clinic
from diary.db import db
from diary.errors import Invalid
from diary.localtime import local_day

FURTHEST = timedelta(days=730)


def closed_days_of(clinic_id: int, since: date) -> list[date]:
    """Return a clinic's closed days from a day on, the next one first."""
    found = select(ClosedDay.day).where(
        ClosedDay.clinic_id == clinic_id, ClosedDay.day >= since
    )
    return list(db.session.scalars(found.order_by(ClosedDay.day)))


def close_on(clinic: Clinic, day: date, actor: Actor, now: datetime) -> None:
    """Say that nobody reads on a day; twice is once. Raises Invalid naming ``day``."""
    today = local_day(now, clinic.zone)
    if not today <= day <= today + FURTHEST:
        raise Invalid({"day": "Give a day from today on, at most two years ahead."})
    hold_settings(clinic)
    if day in closed_days_of(clinic.id, day):
        return
    db.session.add(ClosedDay(clinic_id=clinic.id, day=day))
    db.session.flush()
    _note(clinic, actor, now, f"closed on {day}")


def open_on(clinic: Clinic, day: date, actor: Actor, now: datetime) -> None:
    """Take a closed day back; one that is none changes nothing."""
    if day not in closed_days_of(clinic.id, day):
        return
    theirs = ClosedDay.clinic_id == clinic.id
    db.session.execute(delete(ClosedDay).where(theirs, ClosedDay.day == day))
    _note(clinic, actor, now, f"open on {day}")


def _note(clinic: Clinic, actor: Actor, now: datetime, detail: str) -> None:
    record(Action.SETTINGS, actor, now, clinic_id=clinic.id, detail=detail)
