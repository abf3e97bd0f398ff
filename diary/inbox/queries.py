"""Finding texts; every look-up but the carrier's own sid is within one clinic."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from diary.db import db
from diary.errors import NotFound
from diary.inbox.models import CLINICAL_KINDS, InboundText, TextState


def texts_of(clinic_id: int, patient_id: int, limit: int = 100) -> list[InboundText]:
    """Return a patient's texts, newest first."""
    found = select(InboundText).where(
        InboundText.clinic_id == clinic_id, InboundText.patient_id == patient_id
    )
    newest = found.order_by(InboundText.received_at.desc(), InboundText.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def waiting(clinic_id: int, *, clinical: bool) -> list[InboundText]:
    """Return the texts a person still has to look at, oldest first.

    Without ``clinical`` only those that are neither diary nor crisis.
    """
    found = select(InboundText).where(_waits(clinic_id, clinical=clinical))
    oldest = found.order_by(InboundText.received_at, InboundText.id)
    return list(db.session.scalars(oldest))


def count_waiting(clinic_id: int, *, clinical: bool) -> int:
    """Return how many texts a person still has to look at."""
    counted = select(func.count(InboundText.id))
    return db.session.scalars(counted.where(_waits(clinic_id, clinical=clinical))).one()


def text_by_ref(clinic_id: int, ref: str, *, clinical: bool) -> InboundText:
    """Return one text; raises NotFound where the reader may not see it."""
    found = select(InboundText).where(
        _visible(clinic_id, clinical=clinical), InboundText.ref == ref
    )
    text = db.session.scalars(found).first()
    if text is None:
        raise NotFound("There is no such text.")
    return text


def text_by_sid(sid: str) -> InboundText | None:
    """Return the text of a carrier's sid, which is unique over all clinics."""
    return db.session.scalars(select(InboundText).filter_by(sid=sid)).first()


def was_answered(
    clinic_id: int,
    sender_id: int,
    from_index: str,
    names: Collection[str],
    since: datetime,
) -> bool:
    """Say whether a number was answered by one of these texts since an instant."""
    found = select(InboundText.id).where(
        InboundText.clinic_id == clinic_id,
        InboundText.sender_id == sender_id,
        InboundText.from_index == from_index,
        InboundText.received_at > since,
        InboundText.reply_name.in_(names),
    )
    return db.session.scalars(found).first() is not None


def unassigned(
    clinic_id: int,
    sender_id: int,
    from_index: str,
    names: Collection[str],
    since: datetime,
) -> list[InboundText]:
    """Return a number's texts that nobody knows the writer of yet, oldest first.

    ``names`` are the answers that such texts were given.
    """
    found = select(InboundText).where(
        InboundText.clinic_id == clinic_id,
        InboundText.sender_id == sender_id,
        InboundText.from_index == from_index,
        InboundText.received_at > since,
        InboundText.reply_name.in_(names),
        InboundText.patient_id.is_(None),
    )
    return list(db.session.scalars(found.order_by(InboundText.id)))


def _waits(clinic_id: int, *, clinical: bool) -> ColumnElement[bool]:
    still = InboundText.state == TextState.WAITING
    return and_(_visible(clinic_id, clinical=clinical), still)


def _visible(clinic_id: int, *, clinical: bool) -> ColumnElement[bool]:
    mine = InboundText.clinic_id == clinic_id
    if clinical:
        return mine
    return and_(
        mine,
        InboundText.submission_id.is_(None),
        InboundText.is_crisis.is_(False),
        InboundText.kind.not_in(CLINICAL_KINDS),
    )
