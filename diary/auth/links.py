"""The link a text carries: opens one form of one patient for one day, to write only.

Leaves what the form asks to ``web`` and what becomes of the answer to ``intake``.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from diary.auth.models import FormLink
from diary.db import db
from diary.sealed import new_token, token_hash

GOOD_FOR = timedelta(hours=24)
EDIT_WINDOW = timedelta(minutes=15)


def make_form_link(
    clinic_id: int, patient_id: int, day: date, real_now: datetime
) -> str:
    """Return the token of a new link: 256 random bits of which only the hash stays.

    The row goes to the database with the caller's next flush: hundreds are made at
    a time.
    """
    token = new_token()
    db.session.add(
        FormLink(
            clinic_id=clinic_id,
            patient_id=patient_id,
            day=day,
            token_hash=token_hash(token),
            created_at=real_now,
            expires_at=real_now + GOOD_FOR,
        )
    )
    return token


def form_link(token: str, real_now: datetime) -> FormLink | None:
    """Return the living link of a token; a dead one and a guess look the same."""
    found = db.session.scalars(
        select(FormLink).filter_by(token_hash=token_hash(token))
    ).first()
    return found if found and real_now < dies_at(found) else None


def dies_at(link: FormLink) -> datetime:
    """Return when the link ends: a day old, or 15 minutes after it was first used."""
    if link.submitted_at is None:
        return link.expires_at
    return min(link.expires_at, link.submitted_at + EDIT_WINDOW)


def note_submitted(link: FormLink, real_now: datetime) -> None:
    """Start the edit window; a later submission does not start it again."""
    db.session.execute(
        update(FormLink)
        .where(FormLink.id == link.id, FormLink.submitted_at.is_(None))
        .values(submitted_at=real_now)
    )
