"""Reading the diary; every look-up is within one clinic."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from diary.db import db
from diary.entries.models import Entry, EntrySymptom, Submission


def entries_between(
    clinic_id: int, patient_id: int, first: date, last: date
) -> list[Entry]:
    """Return the answered days of a patient, both ends included, oldest first."""
    found = select(Entry).where(
        Entry.clinic_id == clinic_id,
        Entry.patient_id == patient_id,
        Entry.day.between(first, last),
    )
    return list(db.session.scalars(found.order_by(Entry.day)))


def symptoms_of(
    clinic_id: int, entry_ids: Collection[int]
) -> dict[int, dict[str, int | None]]:
    """Return the symptoms of these entries: {entry id: {key: severity}}."""
    found = select(EntrySymptom.entry_id, EntrySymptom.key, EntrySymptom.severity)
    mine = found.where(
        EntrySymptom.clinic_id == clinic_id, EntrySymptom.entry_id.in_(entry_ids)
    )
    symptoms: dict[int, dict[str, int | None]] = {}
    for entry_id, key, severity in db.session.execute(mine.order_by(EntrySymptom.id)):
        symptoms.setdefault(entry_id, {})[key] = severity
    return symptoms


def submissions_between(
    clinic_id: int, patient_id: int, first: date, last: date
) -> list[Submission]:
    """Return what was said for these days and still stands, in the order it came.

    Left out is what was taken back and what a later revision replaced.
    """
    found = select(Submission).where(
        Submission.clinic_id == clinic_id,
        Submission.patient_id == patient_id,
        Submission.day.between(first, last),
    )
    rows = list(db.session.scalars(found.order_by(Submission.id)))
    undone = {row.undoes_id for row in rows}
    last_of_key = {
        row.client_key: row
        for row in rows
        if row.undoes_id is None and row.id not in undone
    }
    return sorted(last_of_key.values(), key=lambda row: row.id)


def answered_days(
    clinic_id: int, patient_ids: Collection[int], since: date
) -> dict[int, set[date]]:
    """Return the answered days of many patients from a day on, by patient key."""
    found = select(Entry.patient_id, Entry.day).where(
        Entry.clinic_id == clinic_id,
        Entry.patient_id.in_(patient_ids),
        Entry.day >= since,
    )
    days: dict[int, set[date]] = {}
    for patient_id, day in db.session.execute(found):
        days.setdefault(patient_id, set()).add(day)
    return days


def has_answer(clinic_id: int, patient_id: int, day: date) -> bool:
    """Say whether anything stands for this day, words alone included."""
    found = select(Entry.id).where(
        Entry.clinic_id == clinic_id, Entry.patient_id == patient_id, Entry.day == day
    )
    return db.session.scalars(found).first() is not None


def moods_between(
    clinic_id: int, patient_ids: Collection[int], first: date, last: date
) -> dict[int, dict[date, Decimal | None]]:
    """Return {patient key: {answered day: mood or None}} of many patients at once."""
    found = select(Entry.patient_id, Entry.day, Entry.mood).where(
        Entry.clinic_id == clinic_id,
        Entry.patient_id.in_(patient_ids),
        Entry.day.between(first, last),
    )
    moods: dict[int, dict[date, Decimal | None]] = {}
    for patient_id, day, mood in db.session.execute(found):
        moods.setdefault(patient_id, {})[day] = mood
    return moods


def figures_since(
    clinic_id: int, patient_id: int, first: date, names: Collection[str]
) -> dict[date, dict[str, Decimal]]:
    """Return {answered day: {score: value}} of one patient, oldest day first."""
    found = db.session.connection().execute(
        _figures(tuple(sorted(names))),
        {"clinic_id": clinic_id, "patient_id": patient_id, "first": first},
    )
    return {
        row.day: {
            name: row._mapping[name] for name in names if row._mapping[name] is not None
        }
        for row in found
    }


@cache
def _figures(names: tuple[str, ...]) -> Any:
    """The statement that finds these scores; it runs with every answer."""
    table = Entry.__table__.c
    return (
        select(table.day, *(table[name] for name in names))
        .where(
            table.clinic_id == bindparam("clinic_id"),
            table.patient_id == bindparam("patient_id"),
            table.day >= bindparam("first"),
        )
        .order_by(table.day)
    )


def symptom_days_between(
    clinic_id: int, patient_id: int, first: date, last: date
) -> dict[date, frozenset[str]]:
    """Return {day: keys of the symptoms present}; a denied one was not present."""
    found = (
        select(Entry.day, EntrySymptom.key)
        .join(EntrySymptom, EntrySymptom.entry_id == Entry.id)
        .where(
            Entry.clinic_id == clinic_id,
            Entry.patient_id == patient_id,
            Entry.day.between(first, last),
            EntrySymptom.clinic_id == clinic_id,
            EntrySymptom.severity.is_distinct_from(0),
        )
    )
    days: dict[date, set[str]] = {}
    for day, key in db.session.execute(found):
        days.setdefault(day, set()).add(key)
    return {day: frozenset(keys) for day, keys in days.items()}
