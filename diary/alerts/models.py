"""What needs a person, and whether it was seen."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
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
        Index(
            "ix_alert_to_page",
            "next_page_at",
            sqlite_where=text("next_page_at IS NOT NULL"),
            postgresql_where=text("next_page_at IS NOT NULL"),
        ),
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
    # When somebody must be paged next; set in the transaction that opens the alert.
    next_page_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    page_step: Mapped[int] = mapped_column(default=0)
    # How often it went on to the next person because nobody had ended it.
    page_turn: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    words = Sealed()
    note = Sealed()


class OnCall(RefRow):
    """A member who is paged, and on which number; ``place`` 1 is paged first."""

    __tablename__ = "on_call"
    __table_args__ = (
        UniqueConstraint("clinic_id", "member_id"),
        Index(None, "clinic_id", "phone_index"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    place: Mapped[int]
    phone_box: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(UTCDateTime)

    phone = Sealed()


class Page(RefRow):
    """One call for one person to look at one alert; its code takes the alert.

    Without an alert it is a rehearsal: answered, it proves that the phone is reached.
    """

    __tablename__ = "page"
    __table_args__ = (
        Index(None, "clinic_id", "alert_id"),
        Index(None, "clinic_id", "code"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    phone_index: Mapped[str] = mapped_column(String(32))
    step: Mapped[int]
    code: Mapped[str] = mapped_column(String(4))
    paged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
