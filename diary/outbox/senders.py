"""The numbers a clinic texts from. Leaves their pace to ``pacing``."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from diary.audit import Action, Actor, record
from diary.db import db
from diary.errors import Refused
from diary.outbox.models import Sender
from diary.outbox.pacing import PER_MINUTE
from diary.outbox.states import SenderKind
from diary.phone import e164
from diary.sealed import blind_index

_WITH_NUMBER = select(Sender).where(Sender.number == bindparam("number"))
NO_SENDER = "The clinic has no number to text from yet."


def add_sender(
    clinic_id: int,
    number: str,
    now: datetime,
    *,
    kind: SenderKind = SenderKind.LONG_CODE,
    messaging_service_sid: str | None = None,
    per_minute: int | None = None,
    is_demo: bool = False,
) -> Sender:
    """Give a clinic a number to text from.

    Raises Invalid for what is no number and Refused for one that is taken.
    The rate is the usual one of its kind unless given. A demo number reaches only the
    simulated phone, whatever carrier is set, and is not paced.
    """
    written = e164(number)
    if sender_by_number(written):
        raise Refused("This number belongs to a clinic already.")
    sender = Sender(
        clinic_id=clinic_id,
        number=written,
        kind=kind,
        messaging_service_sid=messaging_service_sid,
        is_demo=is_demo,
        per_minute=None if is_demo else per_minute or PER_MINUTE[kind],
        created_at=now,
    )
    db.session.add(sender)
    db.session.flush()
    detail = f"sender {sender.ref}"
    record(Action.SETTINGS, Actor.system(), now, clinic_id=clinic_id, detail=detail)
    return sender


def sender_by_number(number: str) -> Sender | None:
    """Return the sender a text came to: it says which clinic."""
    return db.session.scalars(_WITH_NUMBER, {"number": number}).first()


def senders_of(clinic_id: int) -> list[Sender]:
    """Return a clinic's numbers, oldest first."""
    found = select(Sender).filter_by(clinic_id=clinic_id).order_by(Sender.id)
    return list(db.session.scalars(found))


def carried_senders() -> list[Sender]:
    """Return every number of the box that a real carrier serves, oldest first."""
    found = select(Sender).filter_by(is_demo=False).order_by(Sender.id)
    return list(db.session.scalars(found))


def sender_for(clinic_id: int, to_number: str) -> Sender:
    """Return the clinic's number for a person, the same one every time.

    Of several each gets its share; adding one moves only the people it wins over.
    Raises Refused where the clinic has none.
    """
    return share_of(senders_of(clinic_id), blind_index(to_number))


def share_of(pool: Sequence[Sender], person: str) -> Sender:
    """Return which number of a pool texts a person, named by their blind index."""
    if not pool:
        raise Refused(NO_SENDER)
    return max(pool, key=lambda sender: _draw(person, sender.ref))


def _draw(person: str, sender_ref: str) -> bytes:
    return hashlib.sha256(f"{person}:{sender_ref}".encode()).digest()


def pause_sending(clinic_id: int, actor: Actor, now: datetime) -> None:
    """Hold all of a clinic's reminders back from the next claim on; pages still go."""
    _set_paused(clinic_id, now)
    record(Action.PAUSE, actor, now, clinic_id=clinic_id, detail="paused")


def resume_sending(clinic_id: int, actor: Actor, now: datetime) -> None:
    """Let reminders go again; what expired meanwhile stays unsent."""
    _set_paused(clinic_id, None)
    record(Action.PAUSE, actor, now, clinic_id=clinic_id, detail="resumed")


def _set_paused(clinic_id: int, at: datetime | None) -> None:
    mine = update(Sender).filter_by(clinic_id=clinic_id)
    db.session.execute(mine.values(paused_at=at))
