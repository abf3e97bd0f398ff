"""Every text we send: senders, messages, attempts, carrier events, suppressions.

The outbox knows numbers and texts, not patients: ``about`` is an opaque label of the
caller's.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, Row, UTCDateTime, choice
from diary.outbox.states import Lane, MessageState, Mode, Outcome, SenderKind
from diary.sealed import Sealed

# Statements repeat these to the letter: only then are the partial indexes used.
IS_PLANNED = "state = 'planned'"
IS_UNREDACTED = "sid IS NOT NULL AND final_at IS NOT NULL AND redacted_at IS NULL"
IS_DOUBTFUL = "state IN ('dispatching', 'uncertain')"
IS_UNRESOLVED = "state = 'unresolved'"
IS_HANDED_OVER = "state IN ('accepted', 'queued', 'sending', 'sent')"
IS_RECALLED = "state = 'dispatching' AND recalled_at IS NOT NULL"
# A list by number tells one attempt from another only while there is just one.
OPEN_AND_ALONE = "ended_at IS NULL AND lane = 'reminders' AND mode = 'call'"


def _same_as_created(row: Any) -> object:
    return row.get_current_parameters()["created_at"]


def _same_as_due(row: Any) -> object:
    return row.get_current_parameters()["due_at"]


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
    # What the carrier lets this number send; None where nobody counts.
    per_minute: Mapped[int | None]
    # The next text may leave from this instant on.
    free_at: Mapped[datetime] = mapped_column(UTCDateTime, default=_same_as_created)
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
            "wake_at",
            sqlite_where=text(IS_PLANNED),
            postgresql_where=text(IS_PLANNED),
        ),
        Index(
            "ix_message_doubtful",
            "lease_until",
            sqlite_where=text(IS_DOUBTFUL),
            postgresql_where=text(IS_DOUBTFUL),
        ),
        Index(
            "ix_message_unresolved",
            "clinic_id",
            "due_at",
            sqlite_where=text(IS_UNRESOLVED),
            postgresql_where=text(IS_UNRESOLVED),
        ),
        Index(
            "ix_message_handed_over",
            "handed_over_at",
            sqlite_where=text(IS_HANDED_OVER),
            postgresql_where=text(IS_HANDED_OVER),
        ),
        Index(
            "ix_message_recalled",
            "recalled_at",
            sqlite_where=text(IS_RECALLED),
            postgresql_where=text(IS_RECALLED),
        ),
        Index(
            "ix_message_unredacted",
            "final_at",
            sqlite_where=text(IS_UNREDACTED),
            postgresql_where=text(IS_UNREDACTED),
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
    # When dispatch looks at it next: due_at, or later after a refusal that passes.
    wake_at: Mapped[datetime] = mapped_column(UTCDateTime, default=_same_as_due)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    final_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the carrier's own copy of the words was blanked; ours stays.
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When its caller took it back though its call was already allowed.
    recalled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    # How often our own code failed on this row; it is set aside after a few.
    faults: Mapped[int] = mapped_column(default=0)
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
            sqlite_where=text(OPEN_AND_ALONE),
            postgresql_where=text(OPEN_AND_ALONE),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    number: Mapped[int]
    lane: Mapped[Lane] = mapped_column(choice(Lane, checked=False))
    mode: Mapped[Mode] = mapped_column(choice(Mode, checked=False))
    to_index: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, checked=False))
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


class CarrierAccount(Row):
    """An account's circuit breaker. Belongs to the whole box, so to no clinic."""

    __tablename__ = "carrier_account"

    account: Mapped[str] = mapped_column(String(48), unique=True)
    # Failures in a row that say nothing about one message but all about the account.
    failure_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    probe_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error_code: Mapped[int | None]
    last_ok_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PhoneText(RefRow):
    """A text on a simulated phone: what that carrier keeps, apart from our messages."""

    __tablename__ = "phone_text"
    __table_args__ = (Index(None, "clinic_id", "phone_index", "at"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    phone_index: Mapped[str] = mapped_column(String(32))
    phone_box: Mapped[bytes] = mapped_column(LargeBinary)
    sender_number: Mapped[str] = mapped_column(String(16))
    is_from_phone: Mapped[bool]
    sid: Mapped[str] = mapped_column(String(34), unique=True)
    body_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(24))
    status_url: Mapped[str | None] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    phone = Sealed()
    body = Sealed()
