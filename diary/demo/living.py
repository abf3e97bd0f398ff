"""How the people of the story go on living while the demo clock moves.

Says what happens by itself between two instants: who texts what, whose session ends.
Reads what was asked, so that an answer follows a question. Leaves doing it to
``moving``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from diary.courses import Ride, RideStatus, SessionStatus, TreatmentSession
from diary.db import db
from diary.demo.people import ES, Person
from diary.demo.story import Life, Story
from diary.localtime import instant_of, local_day
from diary.patients import Patient
from diary.reminders import Reminder, ReminderKind


@dataclass(frozen=True)
class LiveText:
    """A text that somebody of the story sends by themselves."""

    at: datetime
    phone: str
    body: str


@dataclass(frozen=True)
class Aside:
    """Something out of the ordinary around the first day: who, when, what."""

    number: int
    days_after: int
    at: time
    body: str


NIGHT = Aside(35, -1, time(22, 50), "i dont see the point of going on")
"""Somebody is paged for this one and answers; see ``night``."""

ASIDES = (
    NIGHT,
    Aside(13, -1, time(16, 20), "can I bring my own pillow?"),
    Aside(19, -1, time(18, 5), "mi hija me lleva pero llegamos tarde, esta bien?"),
    Aside(20, 0, time(8, 40), "seeing double since last night"),
    Aside(45, 0, time(9, 12), "What time should I stop eating before Friday?"),
)


def texts_between(
    story: Story, since: datetime, until: datetime, silent: frozenset[int]
) -> list[LiveText]:
    """Return who texts what after ``since`` and up to ``until``, in order.

    ``silent`` are the places in the cast of those whom somebody plays.
    """
    said = [
        text
        for life in story.lives
        if life.person.number not in silent
        for text in _texts_of(life, since, until)
    ]
    asides = (aside_text(story, aside) for aside in ASIDES)
    said += [text for text in asides if text and since < text.at <= until]
    return sorted(said, key=lambda text: (text.at, text.phone))


def _texts_of(life: Life, since: datetime, until: datetime) -> Iterator[LiveText]:
    day = local_day(since, life.person.zone)
    while day <= local_day(until, life.person.zone):
        answer = life.answer(day)
        if answer is not None:
            at = _instant(day, answer.minutes, life.person.zone)
            if since < at <= until:
                yield LiveText(at, life.person.phone, answer.body)
        day += timedelta(days=1)


def _instant(day: date, minutes: int, zone: str) -> datetime:
    return instant_of(day, time(minutes // 60, minutes % 60), zone)


def aside_text(story: Story, aside: Aside) -> LiveText | None:
    """Return an aside as the text it is; None in a story too small for it."""
    if aside.number >= len(story.lives):
        return None
    person = story.lives[aside.number].person
    day = story.today + timedelta(days=aside.days_after)
    return LiveText(instant_of(day, aside.at, person.zone), person.phone, aside.body)


def ride_answers(
    who: tuple[int, Story], since: datetime, until: datetime, silent: frozenset[int]
) -> list[LiveText]:
    """Return the answers to open ride questions that fall between two instants.

    ``who`` is the clinic's key and its story.
    """
    clinic_id, story = who
    by_id = {life.person.external_id: life.person for life in story.lives}
    return sorted(
        (
            LiveText(at, person.phone, body)
            for ref, asked_at, external_id in _open_questions(clinic_id)
            if (person := by_id.get(external_id)) and person.number not in silent
            for at, body in _ride_answer(person, ref, asked_at)
            if since < at <= until
        ),
        key=lambda text: text.at,
    )


def _open_questions(clinic_id: int) -> list[tuple[str, datetime, str]]:
    found = (
        select(Ride.ref, Ride.asked_at, Patient.external_id)
        .join(TreatmentSession, TreatmentSession.id == Ride.treatment_session_id)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .where(
            Ride.clinic_id == clinic_id,
            Ride.status == RideStatus.ASKED,
            TreatmentSession.status == SessionStatus.PLANNED,
        )
    )
    rows = db.session.execute(found)
    return [(ref, at, known or "") for ref, at, known in rows if at is not None]


def visit_answers(
    who: tuple[int, Story], since: datetime, until: datetime, silent: frozenset[int]
) -> list[LiveText]:
    """Return the answers to open visit questions that fall between two instants."""
    clinic_id, story = who
    by_id = {life.person.external_id: life.person for life in story.lives}
    return [
        LiveText(at, person.phone, body)
        for asked_at, external_id in _open_visit_questions(clinic_id)
        if (person := by_id.get(external_id)) and person.number not in silent
        for at, body in _visit_answer(person, asked_at)
        if since < at <= until
    ]


def _open_visit_questions(clinic_id: int) -> list[tuple[datetime, str]]:
    found = (
        select(Reminder.released_at, Patient.external_id)
        .join(TreatmentSession, TreatmentSession.ref == Reminder.anchor_ref)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .where(
            Reminder.clinic_id == clinic_id,
            Reminder.kind == ReminderKind.VISIT_QUESTION,
            Reminder.released_at.is_not(None),
            TreatmentSession.status == SessionStatus.PLANNED,
            TreatmentSession.confirmed_at.is_(None),
            TreatmentSession.declined_at.is_(None),
        )
    )
    return [(at, known or "") for at, known in db.session.execute(found) if at]


def _visit_answer(person: Person, asked_at: datetime) -> Iterator[tuple[datetime, str]]:
    """Most come, some want another time, some say nothing."""
    draw = Random(f"visit {person.number} {asked_at:%Y-%m-%d}")
    chance, at = draw.random(), asked_at + timedelta(minutes=draw.randint(3, 120))
    yes, move = ("S", "MOVER") if person.language == ES else ("Y", "MOVE")
    if chance < 0.75:
        yield at, yes
    elif chance < 0.85:
        yield at, move


def _ride_answer(
    person: Person, ref: str, asked_at: datetime
) -> Iterator[tuple[datetime, str]]:
    """Most have somebody, some have nobody, some do not answer at all."""
    draw = Random(f"ride {person.number} {asked_at:%Y-%m-%d}")
    chance = draw.random()
    at = asked_at + timedelta(minutes=draw.randint(4, 150))
    yes, no = ("S", "N, nadie puede") if person.language == ES else ("Y", "no ride yet")
    relation = "mi" if person.language == ES else "my"
    if chance < 0.35:
        yield at, yes
    elif chance < 0.68:
        yield at, f"{yes}, {relation} {person.escort.relation} {person.escort.name}"
    elif chance < 0.82:
        yield at, no


def sessions_ended(clinic_id: int, until: datetime) -> list[TreatmentSession]:
    """Return the sessions that began by then and that nobody has ended."""
    found = (
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.status == SessionStatus.PLANNED,
            TreatmentSession.starts_at <= until,
        )
        .order_by(TreatmentSession.starts_at)
    )
    return list(db.session.scalars(found))
