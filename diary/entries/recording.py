"""Writing the diary: an append-only submission, folded into its day.

Called by ``intake`` alone, so that no answer escapes the safety rules. The edge
commits. One patient's writes go one after another: SQLite has one writer anyway,
PostgreSQL locks the patient's row, and the unique keys stand behind both.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from diary.entries.days import write_day
from diary.entries.draft import EntryDraft
from diary.entries.folding import FoldedDay, fold, standing
from diary.entries.submissions import (
    Kept,
    append,
    as_heard,
    as_kept,
    as_said,
    bury,
    fingerprint_of,
    rows_of_day,
    rows_since,
    rows_touching,
)
from diary.patients import hold_patient


@dataclass(frozen=True)
class Recorded:
    """What recording did: ``folded`` is the day now, None after all was taken back.

    ``is_new`` on the first body of a client key, ``is_changed`` on another one; a
    repeat is neither, and wrote nothing.
    """

    submission: Kept
    folded: FoldedDay | None
    is_new: bool
    is_changed: bool


def record(draft: EntryDraft, *, is_late: bool) -> Recorded:
    """Keep a checked draft and fold its day.

    The same client key with the same body returns what was kept first and writes
    nothing; with another body it replaces the earlier revision, on another day too.
    """
    hold_patient(draft.clinic_id, draft.patient_id)
    rows = rows_touching(draft)
    earlier = _last_revision(rows, draft.client_key)
    fingerprint = fingerprint_of(draft)
    if earlier is not None and earlier.answers_hash == fingerprint:
        return _first_answer(earlier, rows)
    if earlier is not None and earlier.day != draft.day:
        _take_back(draft.clinic_id, draft.patient_id, earlier, draft.received_at)
    revision = 1 if earlier is None else earlier.revision + 1
    kept = append(draft, revision, fingerprint, is_late=is_late)
    before = [as_said(row) for row in rows if row.day == draft.day]
    folded = write_day(
        draft.clinic_id, draft.patient_id, draft.day, before, as_heard(draft, kept)
    )
    return Recorded(kept, folded, earlier is None, earlier is not None)


def take_back_last(
    clinic_id: int, patient_id: int, since: datetime, now: datetime
) -> list[date]:
    """Bury the last standing answer received from ``since`` on; return its days.

    What came in one text goes together, so two days may be returned; none when there
    was nothing to take back.
    """
    hold_patient(clinic_id, patient_id)
    last = _last_standing(clinic_id, patient_id, since)
    for row in last:
        _take_back(clinic_id, patient_id, row, now)
    return [row.day for row in last]


def last_answer_at(clinic_id: int, patient_id: int, since: datetime) -> datetime | None:
    """Return when the answer came that ``take_back_last`` would take back."""
    last = _last_standing(clinic_id, patient_id, since)
    return last[-1].received_at if last else None


def _last_revision(rows: list[Row[Any]], client_key: str) -> Row[Any] | None:
    mine = [row for row in rows if row.client_key == client_key]
    return max(mine, key=lambda row: row.revision, default=None)


def _first_answer(earlier: Row[Any], rows: list[Row[Any]]) -> Recorded:
    folded = fold(as_said(row) for row in rows if row.day == earlier.day)
    return Recorded(as_kept(earlier), folded, is_new=False, is_changed=False)


def _last_standing(clinic_id: int, patient_id: int, since: datetime) -> list[Row[Any]]:
    rows = {row.id: row for row in rows_since(clinic_id, patient_id, since)}
    stand = [rows[each.id] for each in standing(map(as_said, rows.values()))]
    return [row for row in stand if _came_with(stand[-1], row)]


def _came_with(last: Row[Any], row: Row[Any]) -> bool:
    return (row.received_at, row.source) == (last.received_at, last.source)


def _take_back(
    clinic_id: int, patient_id: int, undone: Row[Any], now: datetime
) -> None:
    """Add the tombstone of a submission and fold its day without it."""
    before = [as_said(row) for row in rows_of_day(clinic_id, patient_id, undone.day)]
    tomb = bury(clinic_id, patient_id, undone, now)
    write_day(clinic_id, patient_id, undone.day, before, tomb)
