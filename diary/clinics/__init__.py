"""Clinics and the people who work there.

Leaves signing in to ``auth``, numbers and texts to ``outbox``.
"""

from diary.clinics.asking import ASKED_DAYS, ask_about_visits
from diary.clinics.enrolling import create_clinic, create_member, is_email
from diary.clinics.models import VISIT_ASKED_DAYS, Clinic, Member, Role
from diary.clinics.queries import (
    all_clinics,
    clinic_by_id,
    clinic_by_slug,
    demo_clinic,
    has_real_clinic,
    member_by_email,
    member_by_id,
    members_of,
    names_of,
    shared_country,
)

__all__ = [
    "ASKED_DAYS",
    "VISIT_ASKED_DAYS",
    "Clinic",
    "Member",
    "Role",
    "all_clinics",
    "ask_about_visits",
    "clinic_by_id",
    "clinic_by_slug",
    "create_clinic",
    "create_member",
    "demo_clinic",
    "has_real_clinic",
    "is_email",
    "member_by_email",
    "member_by_id",
    "members_of",
    "names_of",
    "shared_country",
]
