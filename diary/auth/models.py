"""Who may come in: credentials, sessions, invitations, links, codes and tokens.

Every secret is stored as its hash. All of these expire by the wall clock, which no
demo clock moves.
"""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, Row, UTCDateTime
from diary.sealed import Sealed


class Credential(RefRow):
    """How a member proves who they are: a password (argon2id) and a time-based code."""

    __tablename__ = "credential"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # A code counts once, also within its 30 seconds.
    totp_last_step: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    totp_secret = Sealed()


class StaffSession(Row):
    """One sign-in of one member on one browser."""

    __tablename__ = "staff_session"
    __table_args__ = (Index(None, "clinic_id", "member_id"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Between the password and the second factor nothing but the second factor is open.
    is_complete: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Invitation(Row):
    """A link by which a new member sets a password, once."""

    __tablename__ = "invitation"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FormLink(RefRow):
    """The link a text carries: one patient, one day, write-only."""

    __tablename__ = "form_link"
    __table_args__ = (Index(None, "clinic_id", "patient_id", "day"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ApiToken(RefRow):
    """A bearer token: a clinic's with scopes, or one patient's own and nothing else."""

    __tablename__ = "api_token"
    __table_args__ = (Index(None, "clinic_id", "patient_id"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInCode(RefRow):
    """A code texted to a patient; six digits need a keyed hash and a count of tries."""

    __tablename__ = "sign_in_code"
    __table_args__ = (Index(None, "clinic_id", "patient_id", "created_at"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Throttle(Row):
    """Tries in a window. Counted by address or account, so it has no clinic."""

    __tablename__ = "throttle"
    __table_args__ = (UniqueConstraint("bucket", "window"),)

    bucket: Mapped[str] = mapped_column(String(80))
    window: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
