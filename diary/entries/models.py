"""The diary: what was said, and the day it adds up to."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, Row, UTCDateTime, choice
from diary.sealed import Sealed

SCORE = Numeric(3, 1)


class Source(StrEnum):
    """The door an answer came in by."""

    TEXT = "text"
    FORM = "form"
    API = "api"


class Submission(RefRow):
    """One answer as it came in; never changed. ``undoes_id`` makes it a tombstone.

    ``answers`` holds {"scores": {name: number}, "symptoms": {key: severity or null}}.
    The same client key with another body is its next revision, which replaces the one
    before.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("clinic_id", "patient_id", "client_key", "revision"),
        Index(None, "clinic_id", "patient_id", "day", "received_at"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    day: Mapped[date]
    source: Mapped[Source] = mapped_column(choice(Source, checked=False))
    client_key: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int] = mapped_column(default=1)
    # Keyed, since words are short enough to be guessed from a plain hash.
    answers_hash: Mapped[str] = mapped_column(String(64))
    question_version: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_late: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    words_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))

    words = Sealed()


class Entry(RefRow):
    """One diary day of one patient, folded from its submissions in their order."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("clinic_id", "patient_id", "day"),
        CheckConstraint("mood IS NULL OR (mood >= 0 AND mood <= 10)", name="mood"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    day: Mapped[date]
    mood: Mapped[Decimal | None] = mapped_column(SCORE)
    sleep: Mapped[Decimal | None] = mapped_column(SCORE)
    sleep_hours: Mapped[Decimal | None] = mapped_column(SCORE)
    anxiety: Mapped[Decimal | None] = mapped_column(SCORE)
    pain: Mapped[Decimal | None] = mapped_column(SCORE)
    energy: Mapped[Decimal | None] = mapped_column(SCORE)
    craving: Mapped[Decimal | None] = mapped_column(SCORE)
    symptoms: Mapped[Decimal | None] = mapped_column(SCORE)
    has_words: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool] = mapped_column(default=False)
    first_received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EntrySymptom(Row):
    """One symptom of one diary day; severity 0-4, 0 is denied, NULL is not said."""

    __tablename__ = "entry_symptom"
    __table_args__ = (
        UniqueConstraint("clinic_id", "entry_id", "key"),
        CheckConstraint("severity BETWEEN 0 AND 4", name="severity"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(24))
    severity: Mapped[int | None]
