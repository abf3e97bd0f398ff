"""Courses, treatment sessions with their rides, and boosters to come."""

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


class Condition(StrEnum):
    """What a course treats (clinical.md 1); one that is not listed is OTHER."""

    TRD = "TRD"
    MDD = "MDD"
    MDD_SI = "MDD_SI"
    BIPOLAR_DEPRESSION = "BIPOLAR_DEPRESSION"
    ANXIETY = "ANXIETY"
    PTSD = "PTSD"
    OCD = "OCD"
    EATING_DISORDER = "EATING_DISORDER"
    CHRONIC_PAIN = "CHRONIC_PAIN"
    ACUTE_PAIN = "ACUTE_PAIN"
    OTHER = "OTHER"


class Protocol(StrEnum):
    """The rhythm of a course's first sessions; ``planning`` holds the numbers."""

    SINGLE = "SINGLE"
    ESK_TRD = "ESK_TRD"
    ESK_MDSI = "ESK_MDSI"
    IV_3X2 = "IV_3x2"
    IV_2X3 = "IV_2x3"
    IV_6_8 = "IV_6_8"
    IV_OXFORD = "IV_OXFORD"
    IM_6_8 = "IM_6_8"
    BY_HAND = "BY_HAND"


class Course(RefRow):
    """One course of treatment; it runs until somebody ends it.

    Its condition is not sealed: like a symptom's key it is looked for by the database
    and hangs on a random ref. The desk is not shown it.
    """

    __tablename__ = "course"
    __table_args__ = (Index(None, "clinic_id", "patient_id", "starts_on"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    protocol: Mapped[Protocol] = mapped_column(choice(Protocol))
    route: Mapped[Route] = mapped_column(choice(Route))
    condition: Mapped[Condition] = mapped_column(choice(Condition))
    starts_on: Mapped[date]
    ended_on: Mapped[date | None]
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)


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
    """One visit for treatment: wall clock and clinic's zone, the instant derived.

    ``booked_at`` is when it got the day and time it has. The patient confirmed it or
    said no to it since; both are None where nothing was said.
    """

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
    booked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


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
    # Since when the patient says to be home, and what was known before: UNDO needs it.
    home_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    before_home: Mapped[RideStatus | None] = mapped_column(
        choice(RideStatus, checked=False)
    )
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
