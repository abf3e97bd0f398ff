"""Numbers that must not be texted from a sender, after STOP and until START.

Leaves consents as they were, and reading the word STOP to ``inbox``.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update

from diary.db import db
from diary.outbox.models import Sender, Suppression
from diary.sealed import blind_index

_STANDING = select(Suppression.id).where(
    Suppression.sender_id == bindparam("sender_id"),
    Suppression.to_index == bindparam("to_index"),
    Suppression.lifted_at.is_(None),
)


def suppress(sender: Sender, number: str, cause: str, now: datetime) -> bool:
    """Text a number no more from this sender; say whether that is new.

    No call is begun after the caller's commit: the sender's row is held until then,
    and a claim holds it while it looks for suppressions.
    """
    return suppress_index(sender.id, blind_index(number), cause, now)


def suppress_index(sender_id: int, index: str, cause: str, now: datetime) -> bool:
    """Suppress by the number's blind index, where the number itself is not at hand."""
    clinic_id = _hold(sender_id)
    if is_suppressed_index(sender_id, index):
        return False
    db.session.add(
        Suppression(
            clinic_id=clinic_id,
            sender_id=sender_id,
            to_index=index,
            cause=cause[:40],
            since=now,
        )
    )
    db.session.flush()
    return True


def lift(sender: Sender, number: str, now: datetime) -> bool:
    """Text a number again, after START; say whether it had been suppressed."""
    _hold(sender.id)
    is_open = Suppression.lifted_at.is_(None)
    mine = (
        Suppression.sender_id == sender.id,
        Suppression.clinic_id == sender.clinic_id,
    )
    lifted = db.session.execute(
        update(Suppression)
        .where(*mine, Suppression.to_index == blind_index(number), is_open)
        .values(lifted_at=now)
        .returning(Suppression.id)
    )
    return lifted.first() is not None


def is_suppressed(sender_id: int, number: str) -> bool:
    """Say whether this sender must not text the number."""
    return is_suppressed_index(sender_id, blind_index(number))


def is_suppressed_index(sender_id: int, index: str) -> bool:
    """Say it by the number's blind index."""
    whom = {"sender_id": sender_id, "to_index": index}
    return db.session.connection().execute(_STANDING, whom).first() is not None


def suppressed_numbers(clinic_id: int, indexes: Collection[str]) -> set[str]:
    """Return which of these blind indexes any sender of the clinic must not text."""
    found = select(Suppression.to_index).where(
        Suppression.clinic_id == clinic_id,
        Suppression.to_index.in_(indexes),
        Suppression.lifted_at.is_(None),
    )
    return set(db.session.scalars(found))


def _hold(sender_id: int) -> int:
    """Lock the sender's row until commit; return its clinic."""
    row = select(Sender.clinic_id).where(Sender.id == sender_id)
    return db.session.execute(row.with_for_update(key_share=True)).scalar_one()
