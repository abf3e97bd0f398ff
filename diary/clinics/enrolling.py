"""Opening a clinic and adding people to it. Leaves invitations to ``auth``."""

import re
from datetime import datetime

from diary.audit import Action, Actor, record
from diary.clinics.models import Clinic, Member, Role
from diary.clinics.queries import clinic_by_slug, member_by_email
from diary.db import db
from diary.errors import Invalid
from diary.localtime import zone_named

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]?")
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")


def create_clinic(
    slug: str,
    name: str,
    zone: str,
    now: datetime,
    *,
    text_name: str | None = None,
    phone: str | None = None,
    is_demo: bool = False,
) -> Clinic:
    """Add a clinic; raises Invalid naming every wrong field. The edge commits."""
    wrong = _wrong_clinic(slug, name, zone)
    if wrong:
        raise Invalid(wrong)
    clinic = Clinic(
        slug=slug,
        name=name.strip(),
        text_name=(text_name or name).strip()[:24],
        phone=phone,
        zone=zone,
        is_demo=is_demo,
        created_at=now,
    )
    db.session.add(clinic)
    db.session.flush()
    record(Action.SETTINGS, Actor.system(), now, clinic_id=clinic.id, detail="created")
    return clinic


def _wrong_clinic(slug: str, name: str, zone: str) -> dict[str, str]:
    wrong = {}
    if not SLUG.fullmatch(slug):
        wrong["slug"] = "Use lower-case letters, digits and hyphens, at most 40."
    elif clinic_by_slug(slug):
        wrong["slug"] = f"There is a clinic called {slug} already."
    if not 0 < len(name.strip()) <= 80:
        wrong["name"] = "Give the clinic a name of at most 80 characters."
    try:
        zone_named(zone)
    except ValueError:
        wrong["zone"] = f"There is no time zone called {zone}; try America/New_York."
    return wrong


def is_email(address: str) -> bool:
    """Say whether this can be an e-mail address."""
    return bool(EMAIL.fullmatch(address))


def create_member(
    clinic: Clinic, email: str, name: str, role: Role, now: datetime
) -> Member:
    """Add a person to a clinic; raises Invalid. Signing in comes with an invitation."""
    address = email.strip().lower()
    if not is_email(address):
        raise Invalid({"email": "This is not an e-mail address."})
    if member_by_email(address):
        raise Invalid({"email": "Somebody has this e-mail address already."})
    member = Member(
        clinic_id=clinic.id, email=address, name=name.strip(), role=role, created_at=now
    )
    db.session.add(member)
    db.session.flush()
    record(
        Action.INVITE,
        Actor.system(),
        now,
        clinic_id=clinic.id,
        about=member.ref,
        detail=role,
    )
    return member
