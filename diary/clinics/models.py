"""Clinics and their members."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, choice

VISIT_ASKED_DAYS = 7
"""Seven days ahead and again some days before is the tested pattern of reminders."""


class Role(StrEnum):
    """What a member may see and do; the policy is in ``auth``."""

    DESK = "desk"
    CLINICIAN = "clinician"
    ADMIN = "admin"


class Clinic(RefRow):
    """One clinic; quiet hours are in the patient's own zone."""

    __tablename__ = "clinic"

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    # What texts call the clinic: neutral, since the name itself can tell.
    text_name: Mapped[str] = mapped_column(String(24))
    phone: Mapped[str | None] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2), default="US")
    language: Mapped[str] = mapped_column(String(5), default="en")
    texts_from: Mapped[time] = mapped_column(Time, default=time(9))
    texts_until: Mapped[time] = mapped_column(Time, default=time(20))
    # So many days ahead patients are asked whether they come to a visit; 0 is never.
    visit_asked_days: Mapped[int] = mapped_column(default=VISIT_ASKED_DAYS)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Member(RefRow):
    """A person who works at a clinic; e-mail addresses are unique over all clinics."""

    __tablename__ = "member"
    __table_args__ = (Index(None, "clinic_id", "role"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role] = mapped_column(choice(Role))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
