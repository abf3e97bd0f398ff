"""The people a clinic has on call, in the order they are paged. The edge commits."""

from datetime import datetime

from sqlalchemy import delete, select

from diary.alerts.models import OnCall
from diary.audit import Action, Actor, record
from diary.clinics import Clinic, Member
from diary.db import db
from diary.errors import Refused
from diary.phone import e164
from diary.sealed import blind_index


def set_on_call(
    clinic: Clinic, member: Member, place: int, phone: str, actor: Actor, now: datetime
) -> OnCall:
    """Put a member on call, or change place and number; raises Invalid or Refused.

    Members share no place; whoever stood there is to be moved first.
    """
    number = e164(phone, clinic.country)
    if member.clinic_id != clinic.id or not member.is_active:
        raise Refused("Only people who work here can be on call.")
    standing = {each.member_id: each for each in on_call_of(clinic.id)}
    if any(o.place == place for key, o in standing.items() if key != member.id):
        raise Refused("Somebody else is called at this place already.")
    person = standing.get(member.id) or OnCall(
        clinic_id=clinic.id, member_id=member.id, since=now
    )
    person.place, person.phone = place, number
    person.phone_index = blind_index(number)
    db.session.add(person)
    db.session.flush()
    _note(clinic, member, actor, now, f"on call {place}")
    return person


def remove_on_call(clinic: Clinic, member: Member, actor: Actor, now: datetime) -> None:
    """Page this member no more; one who is not on call stays so."""
    gone = delete(OnCall).where(
        OnCall.clinic_id == clinic.id, OnCall.member_id == member.id
    )
    db.session.execute(gone)
    _note(clinic, member, actor, now, "off call")


def on_call_of(clinic_id: int) -> list[OnCall]:
    """Return who is on call, the first to be paged first."""
    found = select(OnCall).where(OnCall.clinic_id == clinic_id)
    return list(db.session.scalars(found.order_by(OnCall.place)))


def _note(
    clinic: Clinic, member: Member, actor: Actor, now: datetime, detail: str
) -> None:
    record(
        Action.SETTINGS,
        actor,
        now,
        clinic_id=clinic.id,
        about=member.ref,
        detail=detail,
    )
