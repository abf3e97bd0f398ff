"""The people a clinic has on call, in the order they are paged. The edge commits."""

from datetime import datetime

from sqlalchemy import delete, select

from diary.alerts.models import OnCall
from diary.audit import Action, Actor, record
from diary.clinics import Clinic, Member, Role, is_email, member_by_id
from diary.db import db
from diary.errors import Invalid, Refused
from diary.phone import e164
from diary.sealed import blind_index

NOT_HERE = "Only people who work here can be on call."
NOT_A_CLINICIAN = "Only clinicians can be on call: nobody else may read an alert."
TAKEN = "Somebody else is called at this place already."


def set_on_call(
    clinic: Clinic,
    member: Member,
    place: int,
    phone: str,
    actor: Actor,
    now: datetime,
    *,
    email: str = "",
    voice: str = "",
) -> OnCall:
    """Put a member on call, or change place and ways; raises Invalid or Refused.

    Without ``email`` pages go to the address the member signs in with, without
    ``voice`` the call goes to ``phone``. Members share no place; whoever stood there
    is to be moved first.
    """
    if member.clinic_id != clinic.id or not member.is_active:
        raise Refused(NOT_HERE)
    if member.role is not Role.CLINICIAN:
        raise Refused(NOT_A_CLINICIAN)
    ways = _ways(clinic, phone, email.strip(), voice.strip())
    standing = {each.member_id: each for each in on_call_of(clinic.id)}
    if any(o.place == place for key, o in standing.items() if key != member.id):
        raise Refused(TAKEN)
    person = standing.get(member.id) or OnCall(
        clinic_id=clinic.id, member_id=member.id, since=now
    )
    person.place, person.phone = place, ways["phone"]
    person.email, person.voice = ways["email"], ways["voice"]
    person.phone_index = blind_index(ways["phone"])
    db.session.add(person)
    db.session.flush()
    _note(clinic, member, actor, now, f"on call {place}")
    return person


def _ways(clinic: Clinic, phone: str, email: str, voice: str) -> dict[str, str]:
    """Return the three addresses as they are kept; raises Invalid naming all wrong."""
    wrong, found = {}, {"email": email, "voice": ""}
    for name, typed in ({"phone": phone} | ({"voice": voice} if voice else {})).items():
        try:
            found[name] = e164(typed, clinic.country)
        except Invalid as error:
            wrong[name] = next(iter(error.fields.values()))
    if email and not is_email(email):
        wrong["email"] = "This is not an e-mail address."
    if wrong:
        raise Invalid(wrong)
    return found


def email_of(person: OnCall) -> str:
    """Return where e-mail pages go: an address of its own or the one to sign in."""
    member = member_by_id(person.member_id)
    return person.email or (member.email if member else "")


def voice_of(person: OnCall) -> str:
    """Return which number is called: one of its own or the one that is texted."""
    return person.voice or person.phone


def remove_on_call(clinic: Clinic, member: Member, actor: Actor, now: datetime) -> None:
    """Page this member no more; one who is not on call stays so."""
    gone = delete(OnCall).where(
        OnCall.clinic_id == clinic.id, OnCall.member_id == member.id
    )
    db.session.execute(gone)
    _note(clinic, member, actor, now, "off call")


def on_call_of(clinic_id: int) -> list[OnCall]:
    """Return who is on call, the first to be paged first; nobody who was dismissed."""
    found = (
        select(OnCall)
        .join(Member, Member.id == OnCall.member_id)
        .where(OnCall.clinic_id == clinic_id, Member.is_active.is_(True))
    )
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
