"""Opening an alert, taking it, and ending it. The edge commits.

An alert is opened in the transaction of the answer it is about. Taking it stops
others from being paged; only a disposition by a named person ends it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from diary.alerts.escalation import PAGING_TIER, ends_by
from diary.alerts.models import Alert, Disposition
from diary.alerts.rules import AlertDraft, folded_words
from diary.audit import Action, Actor, ActorKind, record
from diary.clinics import Member
from diary.db import db
from diary.errors import Invalid, Refused
from diary.patients import Patient, patient_by_id
from diary.sealed import blind_index

LONGEST_NOTE = 2000
LONGEST_SENTENCE = 200


def open_alert(
    patient: Patient, draft: AlertDraft, occasion: str, words: str, now: datetime
) -> Alert:
    """Open an alert about a patient, or count a repeat of one.

    ``occasion`` names the answer: the same words of the same answer never open two.
    A sign of the same day folds into the alert it repeats; what pages folds only when
    the same words come again while nobody has taken the first.
    """
    index = blind_index(folded_words(words)) if words else None
    named = draft.repeat or f"{occasion}:{(index or '')[:12]}"
    key = f"{patient.id}:{draft.rule}:{named}"
    standing = _repeated(patient, draft, key, index)
    if standing is not None:
        return _counted(standing, now)
    alert = Alert(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
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
    _note(Action.ALERT, alert, patient, Actor.system(), now)
    return alert


def _repeated(
    patient: Patient, draft: AlertDraft, key: str, index: str | None
) -> Alert | None:
    mine = select(Alert).where(
        Alert.clinic_id == patient.clinic_id, Alert.patient_id == patient.id
    )
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


def _counted(alert: Alert, now: datetime) -> Alert:
    if now > alert.last_said_at:
        alert.repeat_count += 1
        alert.last_said_at = now
    return alert


def note_reply(alerts: Collection[Alert], message_ref: str | None) -> None:
    """Keep which message answered; None says that no text may reach this person."""
    for alert in alerts:
        alert.reply_ref = message_ref or alert.reply_ref
        alert.must_call = alert.must_call or message_ref is None


def acknowledge(alert: Alert, member: Member, now: datetime) -> bool:
    """Take an alert, so that nobody else is paged; it stays open.

    The first one to take it has it: returns False where somebody has it already.
    """
    if member.clinic_id != alert.clinic_id:
        return False
    is_mine = _take(alert, member.id, now)
    if is_mine:
        _note_deed(Action.ACKNOWLEDGE, alert, member, now)
    return is_mine


def acknowledge_by_program(
    alert: Alert, actor: Actor, note: str, now: datetime
) -> bool:
    """Take an alert for a clinic's own program, which answers for who has seen it.

    A note is kept until a person closes the alert with theirs.
    """
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": f"Use at most {LONGEST_NOTE} characters."})
    is_mine = _take(alert, None, now)
    if is_mine:
        alert.note = note
        patient = patient_by_id(alert.clinic_id, alert.patient_id)
        _note(Action.ACKNOWLEDGE, alert, patient, actor, now)
    return is_mine


def _take(alert: Alert, member_id: int | None, now: datetime) -> bool:
    taken = db.session.execute(
        update(Alert)
        .where(
            Alert.clinic_id == alert.clinic_id,
            Alert.id == alert.id,
            Alert.acknowledged_at.is_(None),
        )
        .values(
            acknowledged_at=now,
            acknowledged_by_id=member_id,
            next_page_at=ends_by(alert.tier, now),
        )
        .returning(Alert.id)
    )
    is_mine = taken.first() is not None
    db.session.refresh(alert)
    return is_mine


def resolve(
    alert: Alert, member: Member, disposition: Disposition, note: str, now: datetime
) -> None:
    """End an alert by what was done; raises Refused where it has ended already."""
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": f"Use at most {LONGEST_NOTE} characters."})
    if alert.closed_at is not None:
        raise Refused("Somebody has closed this alert already.")
    acknowledge(alert, member, now)
    alert.disposition, alert.note = disposition, note
    alert.closed_at, alert.closed_by_id = now, member.id
    alert.next_page_at = None
    db.session.flush()
    _note_deed(Action.RESOLVE, alert, member, now)


def _note_deed(action: Action, alert: Alert, member: Member, now: datetime) -> None:
    patient = patient_by_id(alert.clinic_id, alert.patient_id)
    _note(action, alert, patient, Actor(ActorKind.STAFF, member.ref), now)


def _note(
    action: Action, alert: Alert, patient: Patient, actor: Actor, now: datetime
) -> None:
    record(
        action,
        actor,
        now,
        clinic_id=alert.clinic_id,
        patient_ref=patient.ref,
        about=alert.ref,
        detail=alert.disposition or alert.rule,
    )
