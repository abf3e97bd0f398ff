"""What staff does with a text: having seen it. The edge commits."""

from datetime import datetime

from diary.audit import Action, Actor, ActorKind, record
from diary.clinics import Member
from diary.db import db
from diary.inbox.models import InboundText, TextState
from diary.patients import patient_by_id


def mark_seen(text: InboundText, member: Member, now: datetime) -> None:
    """Take a text off the list of those that wait; seen already, it stays so."""
    if text.state is not TextState.WAITING:
        return
    text.state, text.seen_at, text.seen_by_id = TextState.SEEN, now, member.id
    db.session.flush()
    whose = text.patient_id and patient_by_id(text.clinic_id, text.patient_id)
    record(
        Action.READ,
        Actor(ActorKind.STAFF, member.ref),
        now,
        clinic_id=text.clinic_id,
        patient_ref=whose.ref if whose else None,
        about=text.ref,
        detail="text seen",
    )
