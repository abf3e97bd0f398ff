"""Rehearsals: is everybody on call reached, by every way a page takes?

Leaves paging itself to ``paging``. The edge commits.
"""

from datetime import datetime

from sqlalchemy import func, select

from diary.alerts.escalation import PAGING_TIER
from diary.alerts.models import Alert, AlertKind, OnCall, Page
from diary.alerts.on_call import on_call_of
from diary.alerts.paging import bring_page
from diary.audit import Action, Actor, record
from diary.clinics import Clinic
from diary.db import db
from diary.sealed import new_ref

SENTENCE = "A rehearsal: nobody is in danger. Take it and close it."
RULE = "rehearsal"


def rehearse(clinic_id: int, now: datetime, base_url: str) -> int:
    """Page everybody on call without an alert; return how many people that is.

    All ways are tried at once. Whoever answers with the code has shown that pages
    reach them.
    """
    people = on_call_of(clinic_id)
    for person in people:
        bring_page(None, person, now, base_url)
    return len(people)


def rehearse_alert(clinic: Clinic, actor: Actor, now: datetime) -> Alert:
    """Open an alert about nobody, which goes the whole way until it is closed.

    First person, e-mail, call, next person: with the clinic's own minutes. While one
    is open there is no second.
    """
    still_open = select(Alert).where(
        Alert.clinic_id == clinic.id,
        Alert.kind == AlertKind.REHEARSAL,
        Alert.closed_at.is_(None),
    )
    standing = db.session.scalars(still_open).first()
    if standing is not None:
        return standing
    alert = Alert(
        clinic_id=clinic.id,
        key=f"{RULE}:{new_ref()}",
        kind=AlertKind.REHEARSAL,
        tier=PAGING_TIER,
        rule=RULE,
        sentence=SENTENCE,
        opened_at=now,
        last_said_at=now,
        next_page_at=now,
    )
    db.session.add(alert)
    db.session.flush()
    record(Action.ALERT, actor, now, clinic_id=clinic.id, about=alert.ref, detail=RULE)
    return alert


def last_rehearsal_of(clinic_id: int) -> list[Page]:
    """Return the pages of the last rehearsal of everybody, in order of being called."""
    mine = (Page.clinic_id == clinic_id, Page.alert_id.is_(None))
    last = select(func.max(Page.paged_at)).where(*mine).scalar_subquery()
    found = select(Page).where(*mine, Page.paged_at == last)
    return list(db.session.scalars(found.order_by(Page.id)))


def answered_rehearsals(clinic_id: int) -> dict[int, datetime]:
    """Return when each member last answered a rehearsal, by member key.

    Only on the number they have now: another phone proves nothing.
    """
    answered = (
        select(Page.member_id, func.max(Page.answered_at))
        .outerjoin(Alert, Alert.id == Page.alert_id)
        .join(
            OnCall,
            (OnCall.clinic_id == Page.clinic_id)
            & (OnCall.member_id == Page.member_id)
            & (OnCall.phone_index == Page.phone_index),
        )
        .where(
            Page.clinic_id == clinic_id,
            Page.alert_id.is_(None) | (Alert.kind == AlertKind.REHEARSAL),
            Page.answered_at.is_not(None),
        )
        .group_by(Page.member_id)
    )
    found = db.session.execute(answered)
    return {member_id: at for member_id, at in found if at is not None}
