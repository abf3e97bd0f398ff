"""Reminders: wishes to send, each with the rule it came from."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice
from diary.patients import Purpose
from diary.reminders.kinds import ReminderKind, ReminderState


class Reminder(RefRow):
    """One wish to send one text; (patient, purpose, slot) is its one occasion.

    ``rule`` says how the instant was derived, so that moving the anchor moves it.
    ``settled_at`` is when it left the line; ``is_out`` says that its text was found to
    be past taking back. ``turn`` grows when a text is taken back before it left, since
    a message's key is used once.
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
        Index(None, "clinic_id", "patient_id", "useless_after"),
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
    turn: Mapped[int] = mapped_column(default=1)
    # How often our own code failed on this row; it is set aside after a few.
    faults: Mapped[int] = mapped_column(default=0)
    is_out: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
