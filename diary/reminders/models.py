"""Reminders: wishes to send, each with the rule it came from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice
from diary.patients import Purpose


class ReminderKind(StrEnum):
    CHECK_IN = "check_in"
    CHECK_IN_NUDGE = "check_in_nudge"
    RIDE_QUESTION = "ride_question"
    NO_DRIVE = "no_drive"
    BOOSTER_OFFER = "booster_offer"


class ReminderState(StrEnum):
    PLANNED = "planned"
    RELEASED = "released"
    ANSWERED = "answered"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REFUSED = "refused"


class Reminder(RefRow):
    """One wish to send one text; (patient, purpose, slot) is its one occasion.

    ``rule`` says how the instant was derived, so that moving the anchor moves it.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("clinic_id", "patient_id", "purpose", "slot"),
        Index(
            "ix_reminder_planned",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, checked=False))
    kind: Mapped[ReminderKind] = mapped_column(choice(ReminderKind, checked=False))
    slot: Mapped[str] = mapped_column(String(80))
    anchor_ref: Mapped[str | None] = mapped_column(String(26))
    rule: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    useless_after: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[ReminderState] = mapped_column(
        choice(ReminderState, checked=False), default=ReminderState.PLANNED
    )
    reason: Mapped[str | None] = mapped_column(String(80))
    message_ref: Mapped[str | None] = mapped_column(String(26))
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
