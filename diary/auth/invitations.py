"""Invitations: a link by which a member sets a password, once.

Also the way back in for who forgot theirs. Leaves the person's row to ``clinics`` and
handing over the link to the edge.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.audit import Action, Actor, record
from diary.auth.models import Credential, Invitation
from diary.auth.signing_in import set_password
from diary.auth.visits import end_visits_of
from diary.clinics import Clinic, Member, clinic_by_id, member_by_id
from diary.db import db
from diary.errors import NotFound
from diary.sealed import new_token, token_hash

GOOD_FOR = timedelta(days=3)


def invite(member: Member, actor: Actor, now: datetime) -> str:
    """Return a new invitation's token; earlier ones of the member end."""
    _end_open(member, now)
    token = new_token()
    db.session.add(
        Invitation(
            clinic_id=member.clinic_id,
            member_id=member.id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
    )
    db.session.flush()
    record(
        Action.INVITE,
        actor,
        now,
        clinic_id=member.clinic_id,
        about=member.ref,
        detail="link",
    )
    return token


def invited(token: str, now: datetime) -> tuple[Member, Clinic]:
    """Return whom a link invites and where to; raises NotFound once it is over."""
    open_one = _open_invitation(token, now)
    member = member_by_id(open_one.member_id)
    if member is None or not member.is_active:
        raise NotFound("nobody is invited by this link")
    return member, clinic_by_id(member.clinic_id)


def accept(token: str, password: str, now: datetime) -> Member:
    """Set the password and use the link up; raises NotFound, or Invalid."""
    member, clinic = invited(token, now)
    set_password(member, clinic, password, now)
    used = db.session.execute(
        update(Invitation)
        .where(Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if used.first() is None:
        raise NotFound("this link was used a moment ago")
    return member


def dismiss(member: Member, actor: Actor, now: datetime) -> None:
    """Take somebody's way in away: visits and links end with this commit."""
    member.is_active = False
    end_visits_of(member, now)
    _end_open(member, now)
    record(
        Action.INVITE,
        actor,
        now,
        clinic_id=member.clinic_id,
        about=member.ref,
        detail="dismissed",
    )


def joined_ids(clinic_id: int) -> set[int]:
    """Return the keys of the members who have set a password."""
    found = select(Credential.member_id).where(Credential.clinic_id == clinic_id)
    return set(db.session.scalars(found))


def _open_invitation(token: str, now: datetime) -> Invitation:
    found = db.session.scalars(
        select(Invitation).filter_by(token_hash=token_hash(token))
    ).first()
    if found is None or found.used_at is not None or now >= found.expires_at:
        raise NotFound("no open invitation has this link")
    return found


def _end_open(member: Member, now: datetime) -> None:
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.clinic_id == member.clinic_id,
            Invitation.member_id == member.id,
            Invitation.used_at.is_(None),
        )
        .values(used_at=now)
    )
