"""What a clinic watches for over several days, and for whom more than for others."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import Row, UTCDateTime, choice


class Shape(StrEnum):
    """What a row of answers does for its rule to apply."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    FALLS = "falls"
    RISES = "rises"


class ClinicRule(Row):
    """One rule a clinic has set, or one of the service's that it has switched."""

    __tablename__ = "clinic_rule"
    __table_args__ = (
        UniqueConstraint("clinic_id", "key"),
        CheckConstraint("answers BETWEEN 1 AND 14", name="answers"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    key: Mapped[str] = mapped_column(String(48))
    score: Mapped[str] = mapped_column(String(24))
    shape: Mapped[Shape] = mapped_column(choice(Shape))
    amount: Mapped[Decimal] = mapped_column(Numeric(3, 1))
    answers: Mapped[int]
    is_on: Mapped[bool] = mapped_column(default=True)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ActivationWatch(Row):
    """A patient for whom little sleep with much energy is a sign of its own."""

    __tablename__ = "activation_watch"
    __table_args__ = (UniqueConstraint("clinic_id", "patient_id"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
