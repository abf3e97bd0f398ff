"""What a person of the clinic has to do."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice
from diary.sealed import Sealed


class TaskKind(StrEnum):
    CALL_PATIENT = "call_patient"
    ARRANGE_RIDE = "arrange_ride"
    PLAN_BOOSTER = "plan_booster"
    MOVE_VISIT = "move_visit"
    READ_TEXT = "read_text"
    CHECK_NUMBER = "check_number"
    CHECK_SENDING = "check_sending"
    OTHER = "other"


class Task(RefRow):
    """One thing to do; ``key`` lets the same wish open one task only."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("clinic_id", "key"),
        Index(None, "clinic_id", "done_at", "due_at"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[TaskKind] = mapped_column(choice(TaskKind, checked=False))
    key: Mapped[str] = mapped_column(String(80))
    sentence_box: Mapped[bytes] = mapped_column(LargeBinary)
    # A task that tells of mood or crisis is not for the desk.
    is_clinical: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    sentence = Sealed()
