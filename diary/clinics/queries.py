"""Finding clinics and members."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm.util import identity_key

from diary.clinics.models import Clinic, Member
from diary.db import db

# Built once: what every text in asks is worth more than looking up a key anew.
_WITH_KEY = select(Clinic).where(Clinic.id == bindparam("clinic_id"))


def clinic_by_id(clinic_id: int) -> Clinic:
    """Return the clinic of a key that is known to be one."""
    held = db.session().identity_map.get(identity_key(Clinic, clinic_id))
    if isinstance(held, Clinic):
        return held
    return db.session.scalars(_WITH_KEY, {"clinic_id": clinic_id}).one()


def clinic_by_slug(slug: str) -> Clinic | None:
    """Return the clinic operators know by this name."""
    return db.session.scalars(select(Clinic).filter_by(slug=slug)).first()


def all_clinics() -> list[Clinic]:
    """Return every clinic of this box."""
    return list(db.session.scalars(select(Clinic).order_by(Clinic.id)))


def shared_country() -> str:
    """Return the country all clinics of this box are in, "" where they are in several.

    For pages that do not know whose they are.
    """
    found = db.session.scalars(select(Clinic.country).distinct()).all()
    return found[0] if len(found) == 1 else ""


def demo_clinic() -> Clinic | None:
    """Return the one made-up clinic, where there is one."""
    return db.session.scalars(select(Clinic).filter_by(is_demo=True)).first()


def has_real_clinic() -> bool:
    """Say whether any clinic here is not a demo: its time must not be moved."""
    return (
        db.session.scalars(select(Clinic.id).filter_by(is_demo=False)).first()
        is not None
    )


def member_by_email(email: str) -> Member | None:
    """Return who has this address, in whatever case it was typed."""
    wanted = email.strip().lower()
    return db.session.scalars(select(Member).filter_by(email=wanted)).first()


def member_by_id(member_id: int) -> Member | None:
    """Return the member of a key, of any clinic, active or not."""
    return db.session.get(Member, member_id)


def members_of(clinic_id: int) -> list[Member]:
    """Return a clinic's people by name."""
    found = select(Member).filter_by(clinic_id=clinic_id).order_by(Member.name)
    return list(db.session.scalars(found))


def names_of(clinic_id: int) -> dict[int, str]:
    """Return the names of a clinic's people by their ids."""
    return {one.id: one.name for one in members_of(clinic_id)}
