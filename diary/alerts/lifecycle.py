"""Taking an alert, putting it off, and ending it. The edge commits.

Taking it stops others from being paged; only a disposition by a named person ends it.
Leaves opening to ``opening`` and paging to ``paging``.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from diary.alerts.escalation import ends_by, hold_until
from diary.alerts.events import note_event
from diary.alerts.models import Alert, Deed, Disposition
from diary.alerts.opening import note_deed
from diary.alerts.plans import timers_of
from diary.audit import Action, Actor, ActorKind
from diary.clinics import Member
from diary.db import db
from diary.errors import Invalid, Refused

LONGEST_NOTE = 2000
CLOSED = "Somebody has closed this alert already."
TOO_LONG = f"Use at most {LONGEST_NOTE} characters."
NO_REASON = "Say why it can wait."
NO_SNOOZE = "Put it off by 5 to 120 minutes."


def note_reply(alerts: Collection[Alert], message_ref: str | None) -> None:
    """Keep which message answered; None says that no text may reach this person."""
    for alert in alerts:
        alert.reply_ref = message_ref or alert.reply_ref
        alert.must_call = alert.must_call or message_ref is None


def acknowledge(alert: Alert, member: Member, now: datetime, note: str = "") -> bool:
    """Take an alert, so that nobody else is paged; it stays open.

    The first one to take it has it: returns False where somebody has it already. A
    note is kept until the alert is closed with another.
    """
    _refuse_too_long(note)
    if member.clinic_id != alert.clinic_id:
        return False
    return _take(alert, member.id, _as_actor(member), note, now)


def acknowledge_by_program(
    alert: Alert, actor: Actor, note: str, now: datetime
) -> bool:
    """Take an alert for a clinic's own program, which answers for who has seen it.

    A note is kept until a person closes the alert with theirs.
    """
    _refuse_too_long(note)
    return _take(alert, None, actor, note, now)


def _refuse_too_long(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": TOO_LONG})


def _take(
    alert: Alert, member_id: int | None, actor: Actor, note: str, now: datetime
) -> bool:
    end_by = ends_by(alert.tier, now, timers_of(alert.clinic_id))
    taken = db.session.execute(
        update(Alert)
        .where(
            Alert.clinic_id == alert.clinic_id,
            Alert.id == alert.id,
            Alert.acknowledged_at.is_(None),
            Alert.closed_at.is_(None),
        )
        .values(
            acknowledged_at=now,
            acknowledged_by_id=member_id,
            end_by=end_by,
            next_page_at=end_by,
        )
        .returning(Alert.id)
    )
    is_mine = taken.first() is not None
    db.session.refresh(alert)
    if is_mine:
        alert.note = note
        note_event(alert, Deed.TAKEN, now, member_id=member_id, note=note)
        note_deed(Action.ACKNOWLEDGE, alert, actor, now)
    return is_mine


def snooze(
    alert: Alert, member: Member, minutes: int, reason: str, now: datetime
) -> None:
    """Put an alert off with a reason: it is this member's, and comes again by itself.

    Then they are paged first. Raises Invalid, and Refused where it has ended.
    """
    until, why = hold_until(now, minutes), reason.strip()
    wrong = {} if until else {"minutes": NO_SNOOZE}
    if not why or len(why) > LONGEST_NOTE:
        wrong["reason"] = TOO_LONG if why else NO_REASON
    if wrong or until is None:
        raise Invalid(wrong)
    if alert.closed_at is not None:
        raise Refused(CLOSED)
    alert.acknowledged_at, alert.acknowledged_by_id = now, member.id
    alert.end_by = alert.snoozed_until = until
    alert.next_page_at = until
    note_event(alert, Deed.SNOOZED, now, member_id=member.id, until=until, note=why)
    note_deed(Action.SNOOZE, alert, _as_actor(member), now)


def resolve(
    alert: Alert, member: Member, disposition: Disposition, note: str, now: datetime
) -> None:
    """End an alert by what was done; raises Refused where it has ended already."""
    _refuse_too_long(note)
    if alert.closed_at is not None:
        raise Refused(CLOSED)
    acknowledge(alert, member, now)
    alert.disposition, alert.note = disposition, note
    alert.closed_at, alert.closed_by_id = now, member.id
    alert.next_page_at = alert.end_by = alert.snoozed_until = None
    note_event(alert, Deed.CLOSED, now, member_id=member.id, note=note)
    note_deed(Action.RESOLVE, alert, _as_actor(member), now)


def _as_actor(member: Member) -> Actor:
    return Actor(ActorKind.STAFF, member.ref)
