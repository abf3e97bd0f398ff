"""What the page of the simulated phone shows beside the phone of somebody on call.

How an alert stands, who is paged next and when; never a word of what was said, as on
the phone itself. Reads only. Leaves the clock of an alert and its story to ``alerts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from diary.alerts import Alert, Moment, Page, next_paged, open_alerts, story_of
from diary.clinics import Clinic, Member, names_of
from diary.db import db
from diary.demo.happenings import LATELY, SHOWN, Happening, shown_time
from diary.demo.moving import Cast
from diary.demo.phones import Phone, patients_phone, phones_on_call
from diary.demo.wording import capital, near_time
from diary.patients import Patient

NOBODY_WAITS = "No alert is open, so nobody is paged."

SUGGESTED = 3


@dataclass(frozen=True)
class Watch:
    """One alert as somebody on call is told of it: a state line of the kit, its story.

    ``began_on`` is the phone of the patient it is about, for going back to it.
    """

    kind: str
    state: str
    began_on: Phone | None
    log: list[Happening]


def watch(who: Cast, member: Member, now: datetime) -> Watch | None:
    """Return how the alert stands that a member was last paged for, if lately."""
    found = (
        select(Alert)
        .join(Page, Page.alert_id == Alert.id)
        .where(*_was_paged(member, now))
        .order_by(Page.id.desc())
    )
    alert = db.session.scalars(found.limit(1)).first()
    if alert is None:
        return None
    names = names_of(who.clinic.id)
    kind, state = _state(alert, names)
    told = [moment for moment in story_of(alert, names) if moment.at <= now]
    log = [_happening(moment, who.clinic, now) for moment in reversed(told)]
    return Watch(kind, state, _began_on(who, alert), log[:SHOWN])


def next_page_at(clinic: Clinic, now: datetime) -> datetime | None:
    """Return when somebody is paged next, None where no alert waits."""
    due = _due_next(clinic, now)
    return due.next_page_at if due else None


def next_page(clinic: Clinic, now: datetime) -> str | None:
    """Return in words when somebody is paged next, and who."""
    alert = _due_next(clinic, now)
    if alert is None or alert.next_page_at is None:
        return None
    names = names_of(clinic.id)
    people = [names[key] for key in next_paged(alert)]
    when = near_time(alert.next_page_at, now, clinic.zone)
    verb = "are" if len(people) > 1 else "is"
    said = f"{when}: {' and '.join(people) or 'nobody'} {verb} paged"
    return f"{said}, unless it is ended by then" if alert.acknowledged_at else said


def codes_to_answer(member: Member, now: datetime) -> list[str]:
    """Return what answers each open alert a member was paged for, the newest first.

    And the last rehearsal, while it waits for an answer.
    """
    waiting = (
        select(Page)
        .outerjoin(Alert, Alert.id == Page.alert_id)
        .where(
            *_was_paged(member, now),
            Alert.closed_at.is_(None),
            Alert.acknowledged_at.is_(None),
            Page.answered_at.is_(None),
        )
        .order_by(Page.id.desc())
    )
    newest: dict[int | None, str] = {}
    for page in db.session.scalars(waiting):
        newest.setdefault(page.alert_id, f"ACK {page.code}")
    return list(newest.values())[:SUGGESTED]


def paged_about(who: Cast, patient: Patient, now: datetime) -> Phone | None:
    """Return the phone that was paged first about a patient's open alert."""
    found = (
        select(Page.member_id)
        .join(Alert, Alert.id == Page.alert_id)
        .where(
            Alert.clinic_id == who.clinic.id,
            Alert.patient_id == patient.id,
            Alert.closed_at.is_(None),
            Page.paged_at <= now,
        )
        .order_by(Page.id)
    )
    paged = db.session.scalars(found.limit(1)).first()
    phones = phones_on_call(who.clinic)
    return next((phone for phone in phones if phone.owner.id == paged), None)


def _was_paged(member: Member, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Page.clinic_id == member.clinic_id,
        Page.member_id == member.id,
        Page.paged_at > now - LATELY,
        Page.paged_at <= now,
    )


def _due_next(clinic: Clinic, now: datetime) -> Alert | None:
    ahead = [
        one
        for one in open_alerts(clinic.id)
        if one.next_page_at and one.next_page_at > now
    ]
    return min(ahead, key=lambda one: one.next_page_at or now, default=None)


def _state(alert: Alert, names: Mapping[int, str]) -> tuple[str, str]:
    owner = names.get(alert.acknowledged_by_id or 0, "a program of the clinic")
    if alert.closed_at is not None:
        return "ok", "Ended"
    if alert.acknowledged_at is not None:
        return "wait", f"Taken by {owner}, not ended yet"
    return "stop", "Nobody has taken it yet"


def _happening(moment: Moment, clinic: Clinic, now: datetime) -> Happening:
    sentence = capital(f"{moment.who} {moment.says}".strip())
    shown = shown_time(moment.at, now, clinic.zone)
    return Happening(moment.at, shown, f"{sentence.rstrip('.')}.")


def _began_on(who: Cast, alert: Alert) -> Phone | None:
    places = (n for n, one in who.patients.items() if one.id == alert.patient_id)
    place = next(places, None)
    return None if place is None else patients_phone(who, place)
