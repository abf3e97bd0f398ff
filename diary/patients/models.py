"""Patients and what they agreed to."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, Row, UTCDateTime, choice
from diary.sealed import Sealed


class Purpose(StrEnum):
    """What a patient may agree to be texted about."""

    DIARY = "diary"
    RIDES = "rides"
    SESSIONS = "sessions"
    BOOSTERS = "boosters"


class ConsentHow(StrEnum):
    SPOKEN = "spoken"
    FORM = "form"
    TEXT = "text"
    API = "api"


class Patient(RefRow):
    """A person in treatment; who they are is sealed, how texts reach them is not."""

    __tablename__ = "patient"
    __table_args__ = (
        UniqueConstraint("clinic_id", "external_id"),
        Index(None, "clinic_id", "phone_index"),
    )

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    name_box: Mapped[bytes] = mapped_column(LargeBinary)
    date_of_birth_box: Mapped[bytes] = mapped_column(LargeBinary)
    phone_box: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(5), default="en")
    zone: Mapped[str] = mapped_column(String(40))
    check_in_at: Mapped[time] = mapped_column(Time, default=time(9, 30))
    external_id: Mapped[str | None] = mapped_column(String(40))
    emergency_contact_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    address_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    discharged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    name = Sealed()
    date_of_birth = Sealed()
    phone = Sealed()
    emergency_contact = Sealed()
    address = Sealed()


class Consent(Row):
    """One yes to one purpose, and when it was taken back."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "clinic_id", "patient_id", "purpose"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    wording_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5))
    how: Mapped[ConsentHow] = mapped_column(choice(ConsentHow))
    given_by: Mapped[str] = mapped_column(String(40))
    # Consent is for the number it was given for, not for the next one.
    phone_index: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
