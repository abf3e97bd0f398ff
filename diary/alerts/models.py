"""What needs a person, and whether it was seen."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice
from diary.sealed import Sealed


class AlertKind(StrEnum):
    CRISIS = "crisis"
    RED_FLAG = "red_flag"
    REVIEW = "review"


class Disposition(StrEnum):
    """How an alert ends; only a named person ends one."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    SENT_HELP = "sent_help"
    NOT_A_CRISIS = "not_a_crisis"


class Alert(RefRow):
    """One thing a patient said that needs a person; ``key`` names its occasion.

    ``words_index`` finds exact repeats of the same words without opening them.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("clinic_id", "key"),
        Index(None, "clinic_id", "closed_at", "opened_at"),
        Index(None, "clinic_id", "patient_id", "opened_at"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[AlertKind] = mapped_column(choice(AlertKind))
    tier: Mapped[int]
    rule: Mapped[str] = mapped_column(String(60))
    sentence: Mapped[str] = mapped_column(String(200))
    words_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    words_index: Mapped[str | None] = mapped_column(String(32))
    repeat_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The message that answered, and whether no text may reach this person at all.
    reply_ref: Mapped[str | None] = mapped_column(String(26))
    must_call: Mapped[bool] = mapped_column(default=False)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    disposition: Mapped[Disposition | None] = mapped_column(choice(Disposition))
    note_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    words = Sealed()
    note = Sealed()
