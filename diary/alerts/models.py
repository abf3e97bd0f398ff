"""The tables of alerts: what needs a person, who is called, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, Row, UTCDateTime, choice
from diary.sealed import Sealed


class AlertKind(StrEnum):
    CRISIS = "crisis"
    RED_FLAG = "red_flag"
    REVIEW = "review"
    REHEARSAL = "rehearsal"


class Disposition(StrEnum):
    """How an alert ends; only a named person ends one."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    SENT_HELP = "sent_help"
    NOT_A_CRISIS = "not_a_crisis"


class Channel(StrEnum):
    """By what a page reaches somebody, in the order they are tried."""

    TEXT = "text"
    EMAIL = "email"
    VOICE = "voice"


class BringingState(StrEnum):
    """Waiting for its turn, being tried, then how it ended."""

    WAITING = "waiting"
    TRYING = "trying"
    SENT = "sent"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"


class Deed(StrEnum):
    """What happened to an alert beside being paged for."""

    TAKEN = "taken"
    HANDED_ON = "handed_on"
    SNOOZED = "snoozed"
    NOT_DELIVERED = "not_delivered"
    NOBODY_THERE = "nobody_there"
    CLOSED = "closed"


class Alert(RefRow):
    """One thing somebody said that needs a person; ``key`` names its occasion.

    Without a patient it is about a number that is nobody's, or a rehearsal about
    nothing. ``words_index`` finds exact repeats without opening the words.
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
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    number_box: Mapped[bytes | None] = mapped_column(LargeBinary)
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
    # When whoever has the alert was paged about that; others hear of it by their page.
    call_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    disposition: Mapped[Disposition | None] = mapped_column(choice(Disposition))
    note_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    # When somebody must be paged next; set in the transaction that opens the alert.
    next_page_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    page_step: Mapped[int] = mapped_column(default=0)
    # The place in the row of people with whom this turn began; each turn moves on.
    page_turn: Mapped[int] = mapped_column(default=0)
    # By when whoever took it has to end it; it goes on to the next person then.
    end_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    snoozed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    words = Sealed()
    note = Sealed()
    number = Sealed()


class AlertEvent(RefRow):
    """One deed of an alert's story; pages stand in rows of their own."""

    __tablename__ = "alert_event"
    __table_args__ = (Index(None, "clinic_id", "alert_id"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    deed: Mapped[Deed] = mapped_column(choice(Deed, checked=False))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    note_box: Mapped[bytes | None] = mapped_column(LargeBinary)

    note = Sealed()


class AlertPlan(Row):
    """A clinic's own minutes, and who approved the words its patients get in danger."""

    __tablename__ = "alert_plan"
    __table_args__ = (UniqueConstraint("clinic_id"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    first_after: Mapped[int] = mapped_column(default=10)
    second_after: Mapped[int] = mapped_column(default=20)
    third_after: Mapped[int] = mapped_column(default=30)
    repeat_after: Mapped[int] = mapped_column(default=15)
    end_within: Mapped[int] = mapped_column(default=60)
    # Which wording was approved: it may have changed since.
    texts_mark: Mapped[str | None] = mapped_column(String(32))
    texts_approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    texts_approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class MonitoredHours(Row):
    """One span of a weekday (0 is Monday) in which somebody reads, as minutes of it.

    A weekday may have several, which do not overlap.
    """

    __tablename__ = "monitored_hours"
    __table_args__ = (UniqueConstraint("clinic_id", "weekday", "opens"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]


class ClosedDay(Row):
    """A day on which nobody reads whatever the weekday says: a holiday, a closure."""

    __tablename__ = "closed_day"
    __table_args__ = (UniqueConstraint("clinic_id", "day"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    day: Mapped[date]


class OnCall(RefRow):
    """A member who is paged, and where; ``place`` 1 is paged first.

    Without an address of its own e-mail goes where the member signs in, without a
    number of its own the call goes to the number that is texted.
    """

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
    email_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    voice_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    since: Mapped[datetime] = mapped_column(UTCDateTime)

    phone = Sealed()
    email = Sealed()
    voice = Sealed()


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


class Bringing(RefRow):
    """One page brought by one channel other than text, until that is done.

    Written with the page, so no process has to remember it. ``wake_at`` is when the
    job looks at it next, in a try the end of the lease.
    """

    __tablename__ = "bringing"
    __table_args__ = (
        UniqueConstraint("clinic_id", "page_id", "channel"),
        Index(
            "ix_bringing_open",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    channel: Mapped[Channel] = mapped_column(choice(Channel, checked=False))
    to_box: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[BringingState] = mapped_column(
        choice(BringingState, checked=False), default=BringingState.WAITING
    )
    wake_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sid: Mapped[str | None] = mapped_column(String(34))
    reason: Mapped[str | None] = mapped_column(String(120))

    to = Sealed()
