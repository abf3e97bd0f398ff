"""The append-only rows of what was said. Leaves the day they add up to to ``days``."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, or_, select

from diary.db import db
from diary.entries.draft import EntryDraft
from diary.entries.folding import Said
from diary.entries.models import Source, Submission
from diary.instruments import DAILY_VERSION
from diary.sealed import blind_index, new_ref, seal

_TABLE: Any = Submission.__table__


@dataclass(frozen=True)
class Kept:
    """A submission as it is kept; ``revision`` 1 is the first of its client key."""

    id: int
    ref: str
    day: date
    client_key: str
    revision: int
    received_at: datetime
    is_late: bool


_MINE = select(
    *(_TABLE.c[name] for name in ("id", "ref", "day", "source", "client_key")),
    *(_TABLE.c[name] for name in ("revision", "answers_hash", "received_at")),
    *(_TABLE.c[name] for name in ("is_late", "answers", "undoes_id")),
    _TABLE.c.words_box.is_not(None).label("has_words"),
).where(
    _TABLE.c.clinic_id == bindparam("clinic_id"),
    _TABLE.c.patient_id == bindparam("patient_id"),
)
_IN_ORDER = _MINE.order_by(_TABLE.c.id)
_OF_DAY = _IN_ORDER.where(_TABLE.c.day == bindparam("day"))
_SINCE = _IN_ORDER.where(_TABLE.c.received_at >= bindparam("since"))
_TOUCHING = _IN_ORDER.where(
    or_(
        _TABLE.c.day == bindparam("day"),
        _TABLE.c.client_key == bindparam("client_key"),
    )
)
_ADD = insert(_TABLE).returning(_TABLE.c.id)


def rows_touching(draft: EntryDraft) -> list[Row[Any]]:
    """Return all that was said for the day, and all under the same client key."""
    return _rows(
        _TOUCHING,
        draft.clinic_id,
        draft.patient_id,
        day=draft.day,
        client_key=draft.client_key,
    )


def rows_of_day(clinic_id: int, patient_id: int, day: date) -> list[Row[Any]]:
    return _rows(_OF_DAY, clinic_id, patient_id, day=day)


def rows_since(clinic_id: int, patient_id: int, since: datetime) -> list[Row[Any]]:
    """Return all that was received from an instant on, for whichever day."""
    return _rows(_SINCE, clinic_id, patient_id, since=since)


def _rows(
    found: Select[Any], clinic_id: int, patient_id: int, **values: Any
) -> list[Row[Any]]:
    """Run a statement built once, past the ORM: every text in pays for it."""
    whose = {"clinic_id": clinic_id, "patient_id": patient_id}
    return list(db.session.connection().execute(found, {**whose, **values}))


def as_said(row: Row[Any]) -> Said:
    scores = row.answers.get("scores", {})
    return Said(
        id=row.id,
        client_key=row.client_key,
        received_at=row.received_at,
        is_late=row.is_late,
        scores={key: Decimal(str(value)) for key, value in scores.items()},
        symptoms=row.answers.get("symptoms", {}),
        has_words=row.has_words,
        undoes_id=row.undoes_id,
    )


def as_heard(draft: EntryDraft, kept: Kept) -> Said:
    return Said(
        id=kept.id,
        client_key=draft.client_key,
        received_at=draft.received_at,
        is_late=kept.is_late,
        scores=draft.scores,
        symptoms=draft.symptoms,
        has_words=bool(draft.words),
    )


def as_kept(row: Row[Any]) -> Kept:
    return Kept(
        id=row.id,
        ref=row.ref,
        day=row.day,
        client_key=row.client_key,
        revision=row.revision,
        received_at=row.received_at,
        is_late=row.is_late,
    )


def append(
    draft: EntryDraft, revision: int, fingerprint: str, *, is_late: bool
) -> Kept:
    """Add the submission of a checked draft."""
    ref = new_ref()
    added = _add(
        ref=ref,
        clinic_id=draft.clinic_id,
        patient_id=draft.patient_id,
        day=draft.day,
        source=draft.source,
        client_key=draft.client_key,
        revision=revision,
        answers_hash=fingerprint,
        received_at=draft.received_at,
        is_late=is_late,
        answers=_answers(draft),
        words_box=seal(draft.words, "submission.words", ref) if draft.words else None,
    )
    return Kept(
        id=added,
        ref=ref,
        day=draft.day,
        client_key=draft.client_key,
        revision=revision,
        received_at=draft.received_at,
        is_late=is_late,
    )


def _answers(draft: EntryDraft) -> dict[str, Any]:
    scores = {key: float(value) for key, value in draft.scores.items()}
    return {"scores": scores, "symptoms": dict(draft.symptoms)}


def fingerprint_of(draft: EntryDraft) -> str:
    body = [draft.day.isoformat(), _answers(draft), draft.words]
    return blind_index(json.dumps(body, sort_keys=True))


def bury(clinic_id: int, patient_id: int, undone: Row[Any], now: datetime) -> Said:
    """Add the tombstone of a submission."""
    # The blank keeps it apart from every key that may come from outside.
    key = f"undo {undone.id}"
    tomb_id = _add(
        ref=new_ref(),
        clinic_id=clinic_id,
        patient_id=patient_id,
        day=undone.day,
        source=Source.TEXT,
        client_key=key,
        revision=1,
        answers_hash="",
        received_at=now,
        is_late=False,
        answers={},
        undoes_id=undone.id,
    )
    return Said(tomb_id, key, now, False, {}, {}, False, undoes_id=undone.id)


def _add(**values: Any) -> int:
    values["question_version"] = DAILY_VERSION
    submission_id: int = db.session.connection().execute(_ADD, values).scalar_one()
    return submission_id
