"""What a patient has reported: the days since the last session, and their words.

Days without an answer are shown as such, never filled in. Leaves pictures to
``timeline`` and finding rows to ``entries``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from diary import entries
from diary.entries import Entry
from diary.patients import Patient


@dataclass(frozen=True)
class Day:
    """One day; ``entry`` is None where nobody answered."""

    day: date
    entry: Entry | None
    symptoms: dict[str, int | None]
    words: list[str]


@dataclass(frozen=True)
class Reported:
    """The days from ``first`` to ``last``, newest first."""

    first: date
    last: date
    days: list[Day]

    @property
    def answered_count(self) -> int:
        return sum(each.entry is not None for each in self.days)


def reported(patient: Patient, first: date, last: date) -> Reported:
    """Return every day of a span, both ends included."""
    clinic_id = patient.clinic_id
    found = entries.entries_between(clinic_id, patient.id, first, last)
    symptoms = entries.symptoms_of(clinic_id, [entry.id for entry in found])
    entry_of = {entry.day: entry for entry in found}
    words = _words(patient, first, last)
    days = []
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        entry = entry_of.get(day)
        named = symptoms.get(entry.id, {}) if entry else {}
        days.append(Day(day, entry, named, words.get(day, [])))
    return Reported(first, last, days)


def _words(patient: Patient, first: date, last: date) -> dict[date, list[str]]:
    said: dict[date, list[str]] = {}
    for one in entries.submissions_between(patient.clinic_id, patient.id, first, last):
        if one.words:
            said.setdefault(one.day, []).append(one.words)
    return said
