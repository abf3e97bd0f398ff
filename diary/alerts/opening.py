"""Opening an alert, in the transaction of what it is about. The edge commits.

The first page of what pages is due at that instant, so that the alert and the duty
to page are one row. Leaves paging to ``paging``, taking and ending to ``lifecycle``.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from diary.alerts.escalation import PAGING_TIER
from diary.alerts.models import Alert
from diary.alerts.rules import AlertDraft, folded_words
from diary.audit import Action, Actor, record
from diary.db import db
from diary.patients import Patient, patient_by_id
from diary.sealed import blind_index

LONGEST_SENTENCE = 200


@dataclass(frozen=True)
class _Whom:
    """Whom an alert is about; ``mark`` begins the key of all alerts about them."""

    clinic_id: int
    mark: str
    patient: Patient | None = None
    number: str = ""


def open_alert(
    patient: Patient, draft: AlertDraft, occasion: str, words: str, now: datetime
) -> Alert:
    """Open an alert about a patient, or count a repeat of one.

    ``occasion`` names the answer: the same words of the same answer never open two.
    A sign of the same day folds into the alert it repeats; what pages folds only when
    the same words come again while nobody has taken the first.
    """
    whom = _Whom(patient.clinic_id, f"{patient.id}", patient)
    return _opened(whom, draft, occasion, words, now)


def open_alert_for_number(
    clinic_id: int,
    number: str,
    draft: AlertDraft,
    occasion: str,
    words: str,
    now: datetime,
) -> Alert:
    """Open one about a number that is no patient's, by the same rules."""
    whom = _Whom(clinic_id, number_mark(blind_index(number)), number=number)
    return _opened(whom, draft, occasion, words, now)


def number_mark(number_index: str) -> str:
    """Return how the key begins of all alerts about a number that is no patient's."""
    return f"number-{number_index}"


def _opened(
    whom: _Whom, draft: AlertDraft, occasion: str, words: str, now: datetime
) -> Alert:
    index = blind_index(folded_words(words)) if words else None
    named = draft.repeat or f"{occasion}:{(index or '')[:12]}"
    key = f"{whom.mark}:{draft.rule}:{named}"
    standing = _repeated(whom, draft, key, index)
    if standing is not None:
        return _counted(standing, now)
    alert = Alert(
        clinic_id=whom.clinic_id,
        patient_id=whom.patient.id if whom.patient else None,
        number=whom.number,
        key=key,
        kind=draft.kind,
        tier=draft.tier,
        rule=draft.rule,
        sentence=draft.sentence[:LONGEST_SENTENCE],
        words=words,
        words_index=index,
        opened_at=now,
        last_said_at=now,
        next_page_at=now if draft.tier == PAGING_TIER else None,
    )
    db.session.add(alert)
    db.session.flush()
    note_deed(Action.ALERT, alert, Actor.system(), now)
    return alert


def _repeated(
    whom: _Whom, draft: AlertDraft, key: str, index: str | None
) -> Alert | None:
    mine = select(Alert).where(Alert.clinic_id == whom.clinic_id, _about(whom))
    same_words = mine.where(
        Alert.rule == draft.rule,
        Alert.words_index == index,
        Alert.acknowledged_at.is_(None),
        Alert.closed_at.is_(None),
    )
    same_occasion = mine.where(Alert.key == key)
    standing = db.session.scalars(same_occasion).first()
    if standing is None and draft.repeat is None and index is not None:
        standing = db.session.scalars(same_words).first()
    return standing


def _about(whom: _Whom) -> ColumnElement[bool]:
    if whom.patient is not None:
        return Alert.patient_id == whom.patient.id
    return Alert.key.startswith(f"{whom.mark}:", autoescape=True)


def _counted(alert: Alert, now: datetime) -> Alert:
    if now > alert.last_said_at:
        alert.repeat_count += 1
        alert.last_said_at = now
    return alert


def note_deed(action: Action, alert: Alert, actor: Actor, now: datetime) -> None:
    """Leave a trace of what was done to an alert, under its patient if it has one."""
    about = alert.patient_id
    patient = patient_by_id(alert.clinic_id, about) if about else None
    record(
        action,
        actor,
        now,
        clinic_id=alert.clinic_id,
        patient_ref=patient.ref if patient else None,
        about=alert.ref,
        detail=alert.disposition or alert.rule,
    )
