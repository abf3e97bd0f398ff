"""Signing in: a password, then a code from an app, except in a demo clinic.

Unknown, dismissed and wrong look alike: the same work, the same answer. Leaves the
counting of tries before any of it to the edge, which commits the count first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from diary.audit import Action, Actor, ActorKind, record
from diary.auth import passwords, throttle, visits
from diary.auth.models import Credential
from diary.auth.second_factor import credential_of, make_secret, take_code
from diary.clinics import (
    Clinic,
    Member,
    Role,
    clinic_by_id,
    demo_clinic,
    member_by_email,
    members_of,
)
from diary.db import db
from diary.sealed import blind_index

WINDOW = timedelta(minutes=15)
TRIES_BY_ACCOUNT = 10
# A whole clinic may sit behind one address.
TRIES_BY_ADDRESS = 50
CODES_BY_ACCOUNT = 10


@dataclass(frozen=True)
class SignedIn:
    """A visit's cookie, and whether the second factor is still to come."""

    token: str
    member: Member
    is_complete: bool


def may_try(email: str, address: str, now: datetime) -> bool:
    """Count one try against the account as typed and against the address."""
    account = blind_index(email.strip().lower())
    by_account = throttle.allow(f"password:{account}", TRIES_BY_ACCOUNT, WINDOW, now)
    by_address = throttle.allow(
        f"address:{blind_index(address)}", TRIES_BY_ADDRESS, WINDOW, now
    )
    return by_account and by_address


def known_member(email: str, password: str) -> Member | None:
    """Return the member whose password this is; the work is the same for nobody."""
    member = member_by_email(email)
    credential = credential_of(member) if member else None
    is_right = passwords.matches(
        credential.password_hash if credential else None, password
    )
    return member if member and member.is_active and is_right else None


def sign_in(member: Member, now: datetime) -> SignedIn:
    """Begin a visit; only in a demo clinic is it whole without a second factor."""
    is_complete = clinic_by_id(member.clinic_id).is_demo
    token = visits.open_visit(member, now, is_complete=is_complete)
    if is_complete:
        _note(Action.SIGN_IN, member, now)
    return SignedIn(token, member, is_complete)


def note_failure(email: str, now: datetime) -> None:
    """Leave a trace of a try that failed; what was typed is not kept."""
    member = member_by_email(email)
    record(
        Action.SIGN_IN_FAILED,
        Actor.system(),
        now,
        clinic_id=member.clinic_id if member else None,
        about=member.ref if member else None,
    )


def may_try_code(member: Member, now: datetime) -> bool:
    """Count one try at the second factor; signing in again gives no new tries."""
    return throttle.allow(f"code:{member.ref}", CODES_BY_ACCOUNT, WINDOW, now)


def finish(visit: visits.Visit, code: str, now: datetime) -> SignedIn | None:
    """Exchange a half visit and a right code for a whole visit with a new cookie."""
    member = visit.member
    credential = credential_of(member)
    if credential is None or not take_code(credential, code, now):
        note_failure(member.email, now)
        return None
    visits.end_visit(visit, now)
    token = visits.open_visit(member, now, is_complete=True)
    _note(Action.SIGN_IN, member, now)
    return SignedIn(token, member, is_complete=True)


def sign_out(visit: visits.Visit, now: datetime) -> None:
    """End the visit at the server."""
    visits.end_visit(visit, now)
    _note(Action.SIGN_OUT, visit.member, now)


def set_password(member: Member, clinic: Clinic, password: str, now: datetime) -> None:
    """Give a member a new password and end their visits; raises Invalid."""
    passwords.require_good(
        password, member.email.split("@")[0], member.name, clinic.name
    )
    credential = credential_of(member)
    if credential is None:
        credential = Credential(clinic_id=clinic.id, member_id=member.id)
        db.session.add(credential)
    credential.password_hash = passwords.hashed(password)
    credential.changed_at = now
    make_secret(credential)
    db.session.flush()
    visits.end_visits_of(member, now)


def demo_members() -> dict[Role, Member]:
    """Return who plays each role in the demo clinic, where nobody needs a password."""
    clinic = demo_clinic()
    people = members_of(clinic.id) if clinic else []
    firsts = {one.role: one for one in reversed(people) if one.is_active}
    return {role: firsts[role] for role in Role if role in firsts}


def _note(action: Action, member: Member, now: datetime) -> None:
    actor = Actor(ActorKind.STAFF, member.ref)
    record(action, actor, now, clinic_id=member.clinic_id, about=member.ref)
