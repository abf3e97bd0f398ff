"""A member's visit: one sign-in on one browser, kept at the server and ended there.

Leaves proving who somebody is to ``signing_in``, and the cookie to ``web``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.auth.models import StaffSession
from diary.clinics import Clinic, Member
from diary.db import db
from diary.sealed import new_token, token_hash

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# Between the password and the second factor.
HALF_WAY = timedelta(minutes=10)
# A write for every page would be dear; the idle limit is not a matter of seconds.
NOTED_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Visit:
    """Who is there, where they work, and the row that says so."""

    staff_session: StaffSession
    member: Member
    clinic: Clinic

    def is_stale(self, now: datetime) -> bool:
        """Say whether the last sign of life should be written down again."""
        return now - self.staff_session.last_seen_at >= NOTED_EVERY


def open_visit(member: Member, now: datetime, *, is_complete: bool) -> str:
    """Begin a visit and return its cookie: 256 random bits, stored as their hash."""
    token = new_token()
    db.session.add(
        StaffSession(
            clinic_id=member.clinic_id,
            member_id=member.id,
            token_hash=token_hash(token),
            is_complete=is_complete,
            started_at=now,
            last_seen_at=now,
        )
    )
    db.session.flush()
    return token


def visit_of(token: str, now: datetime) -> Visit | None:
    """Return the living visit of a cookie; ended, idle, old or dismissed is None."""
    found = db.session.execute(
        select(StaffSession, Member, Clinic)
        .join(Member, StaffSession.member_id == Member.id)
        .join(Clinic, Member.clinic_id == Clinic.id)
        .where(StaffSession.token_hash == token_hash(token), Member.is_active)
    ).first()
    if found is None or not _is_alive(found[0], now):
        return None
    return Visit(*found)


def _is_alive(held: StaffSession, now: datetime) -> bool:
    longest = LONGEST if held.is_complete else HALF_WAY
    return (
        held.ended_at is None
        and now - held.last_seen_at < IDLE
        and now - held.started_at < longest
    )


def note_seen(visit: Visit, now: datetime) -> None:
    """Keep that the member is at work, unless the visit was ended meanwhile."""
    db.session.execute(
        update(StaffSession)
        .where(
            StaffSession.id == visit.staff_session.id, StaffSession.ended_at.is_(None)
        )
        .values(last_seen_at=now)
    )


def end_visit(visit: Visit, now: datetime) -> None:
    """End one visit; its cookie opens nothing any more."""
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.id == visit.staff_session.id)
        .values(ended_at=now)
    )


def end_visits_of(member: Member, now: datetime) -> None:
    """End every visit of a member, on all browsers."""
    db.session.execute(
        update(StaffSession)
        .where(
            StaffSession.clinic_id == member.clinic_id,
            StaffSession.member_id == member.id,
            StaffSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
