"""The one row a patient and day, kept in line with what was said.

Leaves the adding up to ``folding``.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import delete

from diary.db import db, dialect_name, upsert
from diary.entries.folding import FoldedDay, Said, fold
from diary.entries.models import Entry, EntrySymptom
from diary.instruments import SCORES
from diary.sealed import new_ref

_ENTRY: Any = Entry.__table__
_SYMPTOM: Any = EntrySymptom.__table__


def write_day(
    clinic_id: int, patient_id: int, day: date, before: list[Said], *more: Said
) -> FoldedDay | None:
    """Bring the day's row and its symptoms in line with what stands."""
    old, new = fold(before), fold([*before, *more])
    if new is None:
        _drop_day(clinic_id, patient_id, day)
        return None
    entry_id = _put_entry(clinic_id, patient_id, day, new)
    _put_symptoms(clinic_id, entry_id, old.symptoms if old else {}, new.symptoms)
    return new


def _drop_day(clinic_id: int, patient_id: int, day: date) -> None:
    db.session.execute(
        delete(_ENTRY).where(
            _ENTRY.c.clinic_id == clinic_id,
            _ENTRY.c.patient_id == patient_id,
            _ENTRY.c.day == day,
        )
    )


def _put_entry(clinic_id: int, patient_id: int, day: date, folded: FoldedDay) -> int:
    values = {
        "ref": new_ref(),
        "clinic_id": clinic_id,
        "patient_id": patient_id,
        "day": day,
        "has_words": folded.has_words,
        "is_late": folded.is_late,
        "first_received_at": folded.first_received_at,
        "last_received_at": folded.last_received_at,
        **{name: folded.scores.get(name) for name in SCORES},
    }
    put = _entry_in_place(dialect_name())
    entry_id: int = db.session.connection().execute(put, values).scalar_one()
    return entry_id


@cache
def _entry_in_place(dialect: str) -> Any:
    """The statement that adds a day or brings the one that is there up to date."""
    put = upsert(_ENTRY, dialect)
    told = (*SCORES, "has_words", "is_late", "first_received_at", "last_received_at")
    put = put.on_conflict_do_update(
        index_elements=["clinic_id", "patient_id", "day"],
        set_={name: put.excluded[name] for name in told},
    )
    return put.returning(_ENTRY.c.id)


@cache
def _symptom_in_place(dialect: str) -> Any:
    put = upsert(_SYMPTOM, dialect)
    return put.on_conflict_do_update(
        index_elements=["clinic_id", "entry_id", "key"],
        set_={"severity": put.excluded.severity},
    )


def _put_symptoms(
    clinic_id: int,
    entry_id: int,
    old: Mapping[str, int | None],
    new: Mapping[str, int | None],
) -> None:
    changed = [
        {"clinic_id": clinic_id, "entry_id": entry_id, "key": key, "severity": severity}
        for key, severity in new.items()
        if key not in old or old[key] != severity
    ]
    if changed:
        put = _symptom_in_place(dialect_name())
        db.session.connection().execute(put, changed)
    _drop_symptoms(clinic_id, entry_id, old.keys() - new.keys())


def _drop_symptoms(clinic_id: int, entry_id: int, keys: Iterable[str]) -> None:
    gone = list(keys)
    if gone:
        db.session.execute(
            delete(_SYMPTOM).where(
                _SYMPTOM.c.clinic_id == clinic_id,
                _SYMPTOM.c.entry_id == entry_id,
                _SYMPTOM.c.key.in_(gone),
            )
        )
