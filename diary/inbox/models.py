"""What patients text, kept as it came."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice
from diary.reading import Kind
from diary.sealed import Sealed

UNREAD = "unread"
"""The kind of a text that was stored and not read: it may hold anything."""
IS_UNREDACTED = "redacted_at IS NULL"
CLINICAL_KINDS = (UNREAD, Kind.ENTRY)
"""Kinds that are a diary's or may be, kept there or not: not for the desk."""


class TextState(StrEnum):
    """Whether a person still has to look at it."""

    SETTLED = "settled"
    WAITING = "waiting"
    SEEN = "seen"


class InboundText(RefRow):
    """One text that reached a clinic; ``sid`` makes its webhook harmless twice."""

    __tablename__ = "inbound_text"
    __table_args__ = (
        Index(None, "clinic_id", "patient_id", "received_at"),
        Index(None, "clinic_id", "state", "received_at"),
        Index(None, "clinic_id", "sender_id", "from_index", "received_at"),
        Index(
            "ix_inbound_text_unredacted",
            "received_at",
            sqlite_where=text(IS_UNREDACTED),
            postgresql_where=text(IS_UNREDACTED),
        ),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("sender.id"))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    sid: Mapped[str] = mapped_column(String(34), unique=True)
    from_box: Mapped[bytes] = mapped_column(LargeBinary)
    from_index: Mapped[str] = mapped_column(String(32))
    body_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    media_count: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(24))
    is_crisis: Mapped[bool] = mapped_column(default=False)
    # Something in it is asked or told of the clinic, whatever else it says.
    asks_clinic: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[TextState] = mapped_column(choice(TextState, checked=False))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When the sweep found it; None where its webhook came, as it nearly always does.
    swept_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the carrier's own copy of the words was blanked; ours stays.
    redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    # The text that answered, by name: what was asked back once is not asked again.
    reply_name: Mapped[str | None] = mapped_column(String(24))
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    from_number = Sealed("from")
    body = Sealed()
