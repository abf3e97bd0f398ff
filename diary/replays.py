"""Answers kept for requests that may come twice: one row per owner and key.

Leaves to the edge what a key means and when to ask. The answer is sealed, since it
may hold a patient's name.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from diary.db import RefRow, UTCDateTime, db
from diary.errors import Refused
from diary.sealed import Sealed

KEPT_FOR = timedelta(hours=24)


class Replay(RefRow):
    """What was answered to the request that carried this key."""

    __tablename__ = "replay"
    __table_args__ = (UniqueConstraint("clinic_id", "owner", "key"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    owner: Mapped[str] = mapped_column(String(26))
    key: Mapped[str] = mapped_column(String(80))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body_box: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    body = Sealed()


def request_hash(method: str, path: str, body: bytes) -> str:
    """Return what makes two requests the same."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


def replayed(
    clinic_id: int, owner: str, key: str, wanted: str, now: datetime
) -> Replay | None:
    """Return the kept answer; raises Refused where the key was another request's."""
    found = select(Replay).where(
        Replay.clinic_id == clinic_id,
        Replay.owner == owner,
        Replay.key == key,
        Replay.created_at > now - KEPT_FOR,
    )
    kept = db.session.scalars(found).first()
    if kept is not None and kept.request_hash != wanted:
        raise Refused("This Idempotency-Key was used for another request.")
    return kept


def keep(
    clinic_id: int,
    owner: str,
    key: str,
    wanted: str,
    answer: tuple[int, str],
    now: datetime,
) -> None:
    """Keep an answer; of two at once the second fails with IntegrityError."""
    db.session.execute(
        delete(Replay).where(
            Replay.clinic_id == clinic_id,
            Replay.owner == owner,
            Replay.key == key,
            Replay.created_at <= now - KEPT_FOR,
        )
    )
    status, body = answer
    row = Replay(
        clinic_id=clinic_id,
        owner=owner,
        key=key,
        request_hash=wanted,
        status=status,
        body=body,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()


def prune(now: datetime) -> int:
    """Delete answers that are no longer kept; return how many."""
    old = delete(Replay).where(Replay.created_at <= now - KEPT_FOR)
    return len(db.session.execute(old.returning(Replay.id)).all())
