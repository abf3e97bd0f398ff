"""The append-only rows of what was said. Leaves the day they add up to to ``days``."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Insert, Row, Select, insert, or_, select

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


def _mine(clinic_id: int, patient_id: int) -> Select[Any]:
    kept = _TABLE.c
    return select(
        kept.id,
        kept.ref,
        kept.day,
        kept.source,
        kept.client_key,
        kept.revision,
        kept.answers_hash,
        kept.received_at,
        kept.is_late,
        kept.answers,
        kept.words_box.is_not(None).label("has_words"),
        kept.undoes_id,
    ).where(kept.clinic_id == clinic_id, kept.patient_id == patient_id)


def rows_touching(draft: EntryDraft) -> list[Row[Any]]:
    """Return all that was said for the day, and all under the same client key."""
    of_day_or_key = or_(
        _TABLE.c.day == draft.day, _TABLE.c.client_key == draft.client_key
    )
    mine = _mine(draft.clinic_id, draft.patient_id).where(of_day_or_key)
    return list(db.session.execute(mine.order_by(_TABLE.c.id)))


def rows_of_day(clinic_id: int, patient_id: int, day: date) -> list[Row[Any]]:
    mine = _mine(clinic_id, patient_id).where(_TABLE.c.day == day)
    return list(db.session.execute(mine.order_by(_TABLE.c.id)))


def rows_since(clinic_id: int, patient_id: int, since: datetime) -> list[Row[Any]]:
    """Return all that was received from an instant on, for whichever day."""
    mine = _mine(clinic_id, patient_id).where(_TABLE.c.received_at >= since)
    return list(db.session.execute(mine.order_by(_TABLE.c.id)))


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
    added = insert(_TABLE).values(
        ref=ref,
        clinic_id=draft.clinic_id,
        patient_id=draft.patient_id,
        day=draft.day,
        source=draft.source,
        client_key=draft.client_key,
        revision=revision,
        answers_hash=fingerprint,
        question_version=DAILY_VERSION,
        received_at=draft.received_at,
        is_late=is_late,
        answers=_answers(draft),
        words_box=seal(draft.words, "submission.words", ref) if draft.words else None,
    )
    return Kept(
        id=_add(added),
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
    added = insert(_TABLE).values(
        ref=new_ref(),
        clinic_id=clinic_id,
        patient_id=patient_id,
        day=undone.day,
        source=Source.TEXT,
        client_key=key,
        revision=1,
        answers_hash="",
        question_version=DAILY_VERSION,
        received_at=now,
        is_late=False,
        answers={},
        undoes_id=undone.id,
    )
    return Said(_add(added), key, now, False, {}, {}, False, undoes_id=undone.id)


def _add(added: Insert) -> int:
    submission_id: int = db.session.execute(added.returning(_TABLE.c.id)).scalar_one()
    return submission_id
