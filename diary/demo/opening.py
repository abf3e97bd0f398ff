"""Opening the demo clinic: its number, its people and their sign-ins; and closing it.

The edge commits. Leaves patients to ``chapters``.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from diary.alerts import set_hours, set_on_call, window
from diary.audit import Actor
from diary.auth import set_password
from diary.clinics import (
    Clinic,
    Member,
    Role,
    create_clinic,
    create_member,
    demo_clinic,
)
from diary.db import db
from diary.demo.people import CLINIC_NUMBER, CLINIC_ZONE, DESK_NUMBER
from diary.outbox import add_sender

OPEN_ON = range(5)

SLUG = "oak"
NAME = "Oak Clinic"


_ROLE_NAMES = {
    Role.DESK: "front desk",
    Role.CLINICIAN: "clinician",
    Role.ADMIN: "administrator",
}


@dataclass(frozen=True)
class SignIn:
    """A demo member anybody may be; everybody may know the password."""

    role: Role
    name: str
    email: str
    password: str = "quiet river lamp"

    @property
    def role_name(self) -> str:
        """Return what people call the role."""
        return _ROLE_NAMES[self.role]


SIGN_INS = (
    SignIn(Role.DESK, "Ada Moreau", "desk@oak.example"),
    SignIn(Role.CLINICIAN, "Dr. Lena Osei", "clinician@oak.example"),
    SignIn(Role.ADMIN, "Bea Lindgren", "admin@oak.example"),
)

COLLEAGUE = SignIn(Role.CLINICIAN, "Dr. Theo Almeida", "colleague@oak.example")
ON_CALL = ((SIGN_INS[1], "+15550100999"), (COLLEAGUE, "+15550100998"))
"""Who is paged, in this order; pages show on the simulated phones of the numbers."""


def open_clinic(now: datetime, real_now: datetime) -> Clinic:
    """Add the demo clinic, its people, and a number no real carrier may use."""
    clinic = create_clinic(
        SLUG, NAME, CLINIC_ZONE, now, phone=DESK_NUMBER, is_demo=True
    )
    add_sender(clinic.id, CLINIC_NUMBER, now, is_demo=True)
    members = {
        one.email: _member(clinic, one, now, real_now) for one in (*SIGN_INS, COLLEAGUE)
    }
    for place, (one, number) in enumerate(ON_CALL, start=1):
        set_on_call(clinic, members[one.email], place, number, Actor.system(), now)
    open_hours = [window(day, "08:00", "18:00") for day in OPEN_ON]
    set_hours(clinic, open_hours, Actor.system(), now)
    return clinic


def _member(clinic: Clinic, one: SignIn, now: datetime, real_now: datetime) -> Member:
    member = create_member(clinic, one.email, one.name, one.role, now)
    set_password(member, clinic, one.password, real_now)
    return member


def close_clinic() -> None:
    """Delete the demo clinic and everything of it; nothing happens without one."""
    clinic = demo_clinic()
    if clinic is None:
        return
    clinic_id = clinic.id
    db.session.expunge_all()
    for table in reversed(db.metadata.sorted_tables):
        if "clinic_id" in table.c:
            db.session.execute(delete(table).where(table.c.clinic_id == clinic_id))
    db.session.execute(delete(Clinic).filter_by(id=clinic_id))
