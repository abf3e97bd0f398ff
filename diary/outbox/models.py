"""Every text we send: senders, messages, attempts, carrier events, suppressions.

The outbox knows numbers and texts, not patients: ``about`` is an opaque label of the
caller's.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, Row, UTCDateTime, choice
from diary.sealed import Sealed


class SenderKind(StrEnum):
    LONG_CODE = "long_code"
    TOLL_FREE = "toll_free"
    TEN_DLC = "10dlc"
    SHORT_CODE = "short_code"


class Lane(StrEnum):
    """Reminders go out at most once in doubt, pages to staff on call at least once."""

    REMINDERS = "reminders"
    PAGES = "pages"


class Mode(StrEnum):
    """How a message leaves: a call to the carrier, or the answer to its webhook."""

    CALL = "call"
    TWIML = "twiml"


class MessageState(StrEnum):
    """Ours first, then the carrier's statuses as Twilio spells them."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    DISPATCHING = "dispatching"
    UNCERTAIN = "uncertain"
    UNRESOLVED = "unresolved"
    REJECTED = "rejected"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SENT_UNCONFIRMED = "sent_unconfirmed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"


class Sender(RefRow):
    """A number a clinic texts from; the number a text came to picks the clinic."""

    __tablename__ = "sender"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), index=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[SenderKind] = mapped_column(
        choice(SenderKind), default=SenderKind.LONG_CODE
    )
    messaging_service_sid: Mapped[str | None] = mapped_column(String(34))
    is_demo: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Message(RefRow):
    """One text to one number: a promise, kept once. ``key`` names its occasion."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("clinic_id", "key"),
        Index(None, "clinic_id", "about", "created_at"),
        Index(
            "ix_message_waiting",
            "rank",
            "due_at",
            sqlite_where=text("state IN ('planned', 'claimed')"),
            postgresql_where=text("state IN ('planned', 'claimed')"),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("sender.id"))
    key: Mapped[str] = mapped_column(String(120))
    about: Mapped[str | None] = mapped_column(String(26))
    purpose: Mapped[str] = mapped_column(String(24))
    lane: Mapped[Lane] = mapped_column(
        choice(Lane, checked=False), default=Lane.REMINDERS
    )
    mode: Mapped[Mode] = mapped_column(choice(Mode, checked=False), default=Mode.CALL)
    rank: Mapped[int] = mapped_column(default=50)
    to_box: Mapped[bytes] = mapped_column(LargeBinary)
    to_index: Mapped[str] = mapped_column(String(32))
    body_box: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[MessageState] = mapped_column(
        choice(MessageState, checked=False), default=MessageState.PLANNED
    )
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    useless_after: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    final_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    error_code: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(120))

    to = Sealed()
    body = Sealed()


class Attempt(Row):
    """One call to the carrier, written down before it is made."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("clinic_id", "message_id", "number"),
        Index(
            "uq_attempt_open",
            "to_index",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND lane = 'reminders'"),
            postgresql_where=text("ended_at IS NULL AND lane = 'reminders'"),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    number: Mapped[int]
    lane: Mapped[Lane] = mapped_column(choice(Lane, checked=False))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    to_index: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(24))
    error_code: Mapped[int | None]


class CarrierEvent(Row):
    """One thing the carrier said of a message, kept as it came, once."""

    __tablename__ = "carrier_event"
    __table_args__ = (UniqueConstraint("sid", "status", "error_code"),)

    clinic_id: Mapped[int | None] = mapped_column(ForeignKey("clinic.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    sid: Mapped[str] = mapped_column(String(34))
    status: Mapped[str] = mapped_column(String(24))
    # 0 where the carrier gave none: NULLs would not be unique.
    error_code: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Suppression(Row):
    """A number that must not be texted from a sender, until START lifts it."""

    __tablename__ = "suppression"
    __table_args__ = (
        Index(
            "uq_suppression_open",
            "clinic_id",
            "sender_id",
            "to_index",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("sender.id"))
    to_index: Mapped[str] = mapped_column(String(32))
    cause: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
