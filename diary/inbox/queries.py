"""Finding texts; every look-up but the carrier's own sid is within one clinic."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from diary.courses import TreatmentSession, visit_answered_since
from diary.db import db
from diary.errors import NotFound
from diary.inbox.models import CLINICAL_KINDS, UNREAD, InboundText, TextState


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


@dataclass(frozen=True, slots=True)
class Asked:
    """That a patient waits for an answer, and since when; none of the words."""

    patient_id: int
    received_at: datetime


def asked_beside(clinic_id: int) -> list[Asked]:
    """Return what is asked in texts that only clinicians read, oldest first.

    For the desk, which may know that somebody waits and not what an answer of the
    diary says. Words of crisis are not among them: whoever is on call has those.
    """
    found = select(InboundText.patient_id, InboundText.received_at).where(
        InboundText.clinic_id == clinic_id,
        InboundText.state == TextState.WAITING,
        InboundText.asks_clinic,
        InboundText.is_crisis.is_(False),
        or_(
            InboundText.submission_id.is_not(None),
            InboundText.kind.in_(CLINICAL_KINDS),
        ),
    )
    rows = db.session.execute(found.order_by(InboundText.received_at, InboundText.id))
    return [Asked(whose, at) for whose, at in rows if whose is not None]


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


def visit_answered_by_text(
    clinic_id: int, patient_id: int, since: datetime
) -> tuple[TreatmentSession, datetime] | None:
    """Return the visit a patient answered about last; None where the desk did since.

    An answer is of the instant its text was taken, and what staff hear has none.
    """
    answered = visit_answered_since(clinic_id, patient_id, since)
    if answered is None:
        return None
    found = select(InboundText.id).where(
        InboundText.clinic_id == clinic_id,
        InboundText.patient_id == patient_id,
        or_(
            InboundText.received_at == answered[1],
            InboundText.swept_at == answered[1],
        ),
    )
    return answered if db.session.scalars(found).first() is not None else None


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

    ``names`` are the answers that such texts were given; one that came soon after
    another may wait without any. What could not be read is not among them.
    """
    found = select(InboundText).where(
        InboundText.clinic_id == clinic_id,
        InboundText.sender_id == sender_id,
        InboundText.from_index == from_index,
        InboundText.received_at > since,
        InboundText.patient_id.is_(None),
        or_(
            InboundText.reply_name.in_(names),
            and_(
                InboundText.reply_name.is_(None),
                InboundText.state == TextState.WAITING,
                InboundText.kind != UNREAD,
            ),
        ),
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
