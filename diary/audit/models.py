"""The audit trail's one table, and the closed lists of actors and actions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import Row, UTCDateTime, choice


class ActorKind(StrEnum):
    STAFF = "staff"
    PATIENT = "patient"
    TOKEN = "token"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts; ``ref`` is a member's, patient's or token's, None for the system."""

    kind: ActorKind
    ref: str | None = None

    @classmethod
    def system(cls) -> "Actor":
        return cls(ActorKind.SYSTEM)


class Action(StrEnum):
    """Everything that leaves a trace. Additions are fine; names never change."""

    READ = "read"
    LIST = "list"
    SEARCH = "search"
    ENROL = "enrol"
    CHANGE = "change"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    UNDO = "undo"
    TEXT_IN = "text_in"
    TEXT_OUT = "text_out"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    PLAN = "plan"
    MOVE = "move"
    END = "end"
    RIDE = "ride"
    ALERT = "alert"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    SNOOZE = "snooze"
    PAGE = "page"
    TASK = "task"
    LINK = "link"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    INVITE = "invite"
    TOKEN = "token"
    DENIED = "denied"
    PAUSE = "pause"
    SETTINGS = "settings"
    EXPORT = "export"


class AuditEvent(Row):
    """One deed; ``about`` is the ref of what was touched, ``detail`` ids and codes."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "clinic_id", "at"),
        Index(None, "clinic_id", "patient_ref", "at"),
    )

    clinic_id: Mapped[int | None] = mapped_column(ForeignKey("clinic.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_kind: Mapped[ActorKind] = mapped_column(choice(ActorKind, checked=False))
    actor_ref: Mapped[str | None] = mapped_column(String(26))
    action: Mapped[Action] = mapped_column(choice(Action, checked=False))
    patient_ref: Mapped[str | None] = mapped_column(String(26))
    about: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str | None] = mapped_column(String(200))
    # Sealed later by a job that links each row to the one before.
    chain: Mapped[str | None] = mapped_column(String(64))
