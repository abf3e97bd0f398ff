"""Who is texted and who texts while workers die."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from diary import reminders
from diary.clinics import Clinic
from diary.db import db
from diary.outbox import Lane, Message, Sender
from diary.patients import Purpose
from diary.reminders import Reminder
from diary.sealed import blind_index
from tests.factories import make_clinic, make_patient, make_sender

# Ahead of every wall clock this will run under: the demo clock only moves forward.
BEGINNING = datetime(2090, 3, 8, 15, tzinfo=UTC)
NIGHT_FALLS_AT = 22
RESIDENTS = 40
ZONE = "America/New_York"


@dataclass(frozen=True)
class Load:
    """What each round brings: plain messages, check-ins falling due, texts in."""

    messages: int = 6
    check_ins: int = 0
    texts: int = 0


WHOLE_TICK = Load(messages=4, check_ins=1, texts=1)


@dataclass(frozen=True)
class Population:
    """One clinic, its number, and forty people who get texts and write some."""

    clinic_id: int
    sender_id: int
    sender_number: str
    phones: Sequence[str]


def populate() -> Population:
    """Add the clinic to an empty database and commit."""
    clinic = make_clinic(created_at=BEGINNING, zone=ZONE)
    sender = make_sender(clinic, created_at=BEGINNING)
    phones = [f"+1555010{count:04d}" for count in range(RESIDENTS)]
    for phone in phones:
        make_patient(clinic, phone=phone, enrolled_at=BEGINNING - timedelta(days=9))
    db.session.commit()
    return Population(clinic.id, sender.id, sender.number, phones)


def add_message(of: Population, count: int, to: str, now: datetime) -> None:
    """Add a text that is due and stays useful for a month."""
    sender = db.session.get_one(Sender, of.sender_id)
    db.session.add(
        Message(
            clinic_id=sender.clinic_id,
            sender_id=sender.id,
            key=f"text-{count}",
            purpose="crash",
            lane=Lane.REMINDERS,
            to=to,
            to_index=blind_index(to),
            body=f"Text {count:06d}.",
            due_at=now,
            useless_after=now + timedelta(days=30),
            created_at=now,
        )
    )


def add_check_in(of: Population, now: datetime) -> None:
    """Enrol somebody whose check-in of today, and of no other day, is due now."""
    patient = make_patient(
        db.session.get_one(Clinic, of.clinic_id),
        consents=(Purpose.DIARY,),
        check_in_at=now.astimezone(ZoneInfo(ZONE)).time().replace(microsecond=0),
        enrolled_at=now - timedelta(days=1),
    )
    reminders.sync(of.clinic_id, [patient.id], now)
    db.session.execute(
        delete(Reminder).where(
            Reminder.clinic_id == of.clinic_id,
            Reminder.patient_id == patient.id,
            Reminder.due_at > now,
        )
    )


def words_of_a_text(chance: random.Random) -> str:
    """Return what a resident writes: how the day is."""
    return str(chance.randrange(11))


def next_round(now: datetime, by: timedelta) -> datetime:
    """Return when the next round is: by day, when texts may go out."""
    later = now + by
    if later.hour < NIGHT_FALLS_AT:
        return later
    return (later + timedelta(days=1)).replace(hour=15, minute=0)
