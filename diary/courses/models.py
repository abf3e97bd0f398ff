"""Treatment sessions with their rides, and boosters to come."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice
from diary.sealed import Sealed


class Route(StrEnum):
    """How the medicine is given (clinical.md 1)."""

    IN_ESKETAMINE = "IN_ESKETAMINE"
    IN_KETAMINE_COMPOUNDED = "IN_KETAMINE_COMPOUNDED"
    IV = "IV"
    IM = "IM"
    SC = "SC"
    SL_ORAL = "SL_ORAL"


class SessionStatus(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELED = "canceled"


class RideStatus(StrEnum):
    NONE = "none"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ARRIVED = "arrived"


class TreatmentSession(RefRow):
    """One visit for treatment: wall clock and clinic's zone, the instant derived."""

    __tablename__ = "treatment_session"
    __table_args__ = (
        Index(None, "clinic_id", "starts_at"),
        Index(None, "clinic_id", "patient_id", "starts_at"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    starts_on: Mapped[date]
    starts_at_time: Mapped[time] = mapped_column(Time)
    zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    route: Mapped[Route] = mapped_column(choice(Route))
    dose_mg: Mapped[Decimal | None] = mapped_column(Numeric(6, 1))
    status: Mapped[SessionStatus] = mapped_column(
        choice(SessionStatus), default=SessionStatus.PLANNED
    )
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Ride(RefRow):
    """How a patient gets home from one session."""

    __tablename__ = "ride"
    __table_args__ = (UniqueConstraint("clinic_id", "treatment_session_id"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    treatment_session_id: Mapped[int] = mapped_column(
        ForeignKey("treatment_session.id")
    )
    status: Mapped[RideStatus] = mapped_column(
        choice(RideStatus), default=RideStatus.NONE
    )
    escort_name_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    escort_phone_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How often it turned to refused: each time is a new thing to do for the desk.
    refused_count: Mapped[int] = mapped_column(default=0)

    escort_name = Sealed()
    escort_phone = Sealed()
    answer = Sealed()


class BoosterStatus(StrEnum):
    DUE = "due"
    OFFERED = "offered"
    CALL_WANTED = "call_wanted"
    LATER = "later"
    SETTLED = "settled"


class Booster(RefRow):
    """The next booster a clinician set; the service never proposes one."""

    __tablename__ = "booster"
    __table_args__ = (Index(None, "clinic_id", "patient_id", "due_on"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    due_on: Mapped[date]
    status: Mapped[BoosterStatus] = mapped_column(
        choice(BoosterStatus), default=BoosterStatus.DUE
    )
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    later_count: Mapped[int] = mapped_column(default=0)
