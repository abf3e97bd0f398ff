"""What a patient will be told, and which question to them is still open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from diary.clinics import Clinic, clinic_by_id
from diary.courses import BoosterStatus, booster_of
from diary.db import db
from diary.entries import has_answer
from diary.localtime import DAY_TURNS_AT, local
from diary.patients import Patient, patient_by_id
from diary.reminders.facts import Known, gather
from diary.reminders.judging import goes_at, in_silence
from diary.reminders.kinds import ReminderKind, ReminderState
from diary.reminders.lately import said_lately
from diary.reminders.models import Reminder
from diary.reminders.planning import Visit, Wish, planned_for, slot
from diary.reminders.policy import ALONE

OPEN_FOR = timedelta(days=21)
OUT = (ReminderState.RELEASED, ReminderState.ANSWERED)
DIARY_KINDS = (ReminderKind.CHECK_IN_NUDGE, ReminderKind.CHECK_IN)
RIDE_KINDS = (ReminderKind.RIDE_CHASE, ReminderKind.RIDE_QUESTION)


class Question(StrEnum):
    """What an answer without more words may belong to."""

    DIARY = "diary"
    RIDE = "ride"
    VISIT = "visit"
    BOOSTER = "booster"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that went out and waits for its answer.

    ``day`` is the diary day asked about, or the day of the session; ``anchor_ref``
    the session's or the booster's ref.
    """

    question: Question
    asked_at: datetime
    day: date | None = None
    anchor_ref: str | None = None


def upcoming(
    clinic: Clinic,
    patient: Patient,
    now: datetime,
    days: int = 14,
    *,
    if_silent: bool = False,
) -> list[Wish]:
    """Return what this patient will be sent, by the very planner that sends, in order.

    ``due_at`` is the first instant from now on that the hours, what is open now and
    the day's budget allow; ``is_held`` says that an open alert holds it back. What
    went out already is left out. ``if_silent`` looks further: nothing is answered, so
    that each text may keep later ones waiting.
    """
    facts = gather(clinic, [patient.id], now)[patient.id].facts
    said = said_lately(clinic.id, [patient.id], now).get(patient.id, [])
    slots = {each.slot for each in said}
    ahead = [
        replace(wish, due_at=at)
        for wish in planned_for(facts, now, now + timedelta(days=days))
        if wish.slot not in slots and (at := goes_at(wish, facts, said, now))
    ]
    if if_silent:
        return in_silence(ahead, facts, said)
    return sorted(ahead, key=lambda wish: wish.due_at)


def open_question(
    clinic_id: int, patient_id: int, now: datetime
) -> OpenQuestion | None:
    """Return the question asked last that is still open."""
    return next(iter(open_questions(clinic_id, patient_id, now)), None)


def open_questions(
    clinic_id: int, patient_id: int, now: datetime
) -> list[OpenQuestion]:
    """Return every question still open, the one asked last first.

    Digits belong to the diary alone, CALL and LATER to the booster, so an answer may
    well be meant for an older question than the last. Y and N belong to the ride or
    the visit, whichever was asked about last.
    """
    asked = _asked(clinic_id, patient_id, now)
    kinds = {name.partition("/")[0] for name in asked}
    found: list[OpenQuestion] = []
    if kinds & {*DIARY_KINDS}:
        found += _open_diary(patient_by_id(clinic_id, patient_id), asked, now)
    if kinds & {*RIDE_KINDS, ReminderKind.VISIT_QUESTION}:
        known = gather(clinic_by_id(clinic_id), [patient_id], now)[patient_id]
        found += _open_rides(known, asked, now)
        found += _open_visits(known, asked, now)
    if ReminderKind.BOOSTER_OFFER in kinds:
        found += _open_booster(clinic_id, patient_id, asked)
    return sorted(found, key=lambda each: each.asked_at, reverse=True)


# Built once: every text with words in it asks.
_ASKED = select(Reminder.slot, Reminder.released_at).where(
    Reminder.clinic_id == bindparam("clinic_id"),
    Reminder.patient_id == bindparam("patient_id"),
    Reminder.state.in_(OUT),
    Reminder.useless_after > bindparam("since"),
    Reminder.released_at > bindparam("since"),
)


def _asked(clinic_id: int, patient_id: int, now: datetime) -> dict[str, datetime]:
    """Return when each occasion of the last weeks was put to the patient."""
    since = {"clinic_id": clinic_id, "patient_id": patient_id, "since": now - OPEN_FOR}
    found = db.session.connection().execute(_ASKED, since)
    return {row.slot: row.released_at for row in found}


def _open_diary(
    patient: Patient, asked: dict[str, datetime], now: datetime
) -> Iterator[OpenQuestion]:
    here = local(now, patient.zone)
    days = [here.date()]
    if here.time().replace(tzinfo=None) < DAY_TURNS_AT:
        days.append(here.date() - timedelta(days=1))
    for day in days:
        names = [slot(kind, day) for kind in DIARY_KINDS]
        times = [asked[name] for name in names if name in asked]
        if times and not has_answer(patient.clinic_id, patient.id, day):
            yield OpenQuestion(Question.DIARY, max(times), day)


def _open_rides(
    known: Known, asked: dict[str, datetime], now: datetime
) -> Iterator[OpenQuestion]:
    for visit in known.facts.visits:
        times = _ride_asked(visit, asked)
        is_to_come = visit.is_planned and visit.starts_at > now
        if times and is_to_come and visit.is_ride_open:
            yield OpenQuestion(Question.RIDE, max(times), visit.starts_on, visit.ref)


def _ride_asked(visit: Visit, asked: dict[str, datetime]) -> list[datetime]:
    names = [slot(kind, visit.ref, visit.starts_on) for kind in RIDE_KINDS]
    return [asked[name] for name in names if name in asked]


def _open_visits(
    known: Known, asked: dict[str, datetime], now: datetime
) -> Iterator[OpenQuestion]:
    """Yield visits asked about as they are booked now, up to the question of the ride.

    That one names the visit again and takes Y and N over: a no after it is about the
    ride, and must not be taken for one about the visit.
    """
    for visit in known.facts.visits:
        at = asked.get(slot(ReminderKind.VISIT_QUESTION, visit.ref, visit.starts_on))
        is_to_come = visit.is_planned and visit.starts_at > now
        if at is None or not is_to_come or not visit.is_answer_open:
            continue
        if (visit.booked_at or at) <= at and not _ride_asked(visit, asked):
            yield OpenQuestion(Question.VISIT, at, visit.starts_on, visit.ref)


def _open_booster(
    clinic_id: int, patient_id: int, asked: dict[str, datetime]
) -> Iterator[OpenQuestion]:
    booster = booster_of(clinic_id, patient_id)
    if booster is None or booster.status is not BoosterStatus.OFFERED:
        return
    name = slot(ReminderKind.BOOSTER_OFFER, booster.ref, booster.later_count + 1)
    if name in asked:
        yield OpenQuestion(Question.BOOSTER, asked[name], booster.due_on, booster.ref)


def next_due_at(after: datetime) -> datetime | None:
    """Return when the next reminder of all is due, for a clock that leaps to it.

    One that waits behind an open question is due when that has stood alone.
    """
    found = select(func.min(Reminder.due_at)).where(
        Reminder.state == ReminderState.PLANNED, Reminder.due_at > after
    )
    instants = (db.session.scalars(found).one(), _next_turn(after))
    return min(filter(None, instants), default=None)


def _next_turn(after: datetime) -> datetime | None:
    waiting = aliased(Reminder)
    found = (
        select(func.min(Reminder.released_at))
        .join(waiting, waiting.patient_id == Reminder.patient_id)
        .where(
            Reminder.released_at > after - ALONE,
            waiting.state == ReminderState.PLANNED,
            waiting.due_at <= after,
        )
    )
    first = db.session.scalars(found).one()
    return first + ALONE if first else None


def due_instants(clinic_id: int, until: datetime) -> list[datetime]:
    """Return when a clinic's planned reminders come due, the first first."""
    found = select(Reminder.due_at).where(
        Reminder.clinic_id == clinic_id,
        Reminder.state == ReminderState.PLANNED,
        Reminder.due_at < until,
    )
    return list(db.session.scalars(found.order_by(Reminder.due_at)))


def is_anything_due(now: datetime) -> bool:
    """Say whether a reminder waits to be released."""
    found = select(Reminder.id).where(
        Reminder.state == ReminderState.PLANNED, Reminder.due_at <= now
    )
    return db.session.scalars(found.limit(1)).first() is not None


def reminders_of(clinic_id: int, patient_id: int, since: datetime) -> list[Reminder]:
    """Return a patient's stored reminders due from an instant on, in order."""
    found = select(Reminder).where(
        Reminder.clinic_id == clinic_id,
        Reminder.patient_id == patient_id,
        Reminder.due_at >= since,
    )
    return list(db.session.scalars(found.order_by(Reminder.due_at, Reminder.id)))
