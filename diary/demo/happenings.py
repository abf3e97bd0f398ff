"""What the clinic's side did about one patient lately, each deed in one sentence.

Reads only, from the rows the deeds left. Leaves the patient's own view to
``conversation``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from diary.alerts import Alert
from diary.courses import Ride, RideStatus, TreatmentSession
from diary.db import Row, db
from diary.demo.wording import capital, clock_time, near_day, reminder_named, span
from diary.entries import Submission
from diary.inbox import InboundText, TextState
from diary.instruments import SCORES, label, severity_word
from diary.localtime import local_day
from diary.outbox import Message, MessageState
from diary.patients import Patient
from diary.reminders import Reminder, ReminderState
from diary.tasks import Task

LATELY = timedelta(hours=40)
SHOWN = 7
FEW = 20


@dataclass(frozen=True)
class Happening:
    """One deed: when, and a sentence for people."""

    at: datetime
    time: str
    sentence: str


def happenings(patient: Patient, now: datetime) -> list[Happening]:
    """Return what happened lately about a patient, the latest first."""
    name = patient.name.split(" ")[0]
    told = [
        *_reminders(patient, name, now),
        *_submissions(patient, now),
        *_texts(patient, name, now),
        *_rides(patient, name, now),
        *_visits(patient, name, now),
        *_alerts(patient, now),
        *_tasks(patient, now),
    ]
    told.sort(key=lambda pair: pair[0], reverse=True)
    return [
        Happening(at, shown_time(at, now, patient.zone), sentence)
        for at, sentence in told[:SHOWN]
    ]


def latest_reading(patient: Patient, now: datetime) -> tuple[str, datetime] | None:
    """Return what the last answer of today was read as, and when it came."""
    for row in _recent(patient, Submission, "received_at", now):
        if row.undoes_id is None and row.day == local_day(now, patient.zone):
            return capital(_read_as(row)), row.received_at
    return None


def shown_time(at: datetime, now: datetime, zone: str) -> str:
    """Return ``9:30 AM``, on another day with its weekday."""
    day, said = local_day(at, zone), clock_time(at, zone)
    return said if day == local_day(now, zone) else f"{day:%a} {said}"


Told = tuple[datetime, str]
AnyRow = TypeVar("AnyRow", bound=Row)


def _recent(
    patient: Patient, model: type[AnyRow], instant: str, now: datetime
) -> list[AnyRow]:
    """Return the patient's rows of the last hours by one of their instants."""
    at: Any = getattr(model, instant)
    found = (
        select(model)
        .filter_by(clinic_id=patient.clinic_id, patient_id=patient.id)
        .where(at > now - LATELY, at <= now)
        .order_by(at.desc())
        .limit(FEW)
    )
    return list(db.session.scalars(found))


def _reminders(patient: Patient, name: str, now: datetime) -> Iterator[Told]:
    settled = _recent(patient, Reminder, "settled_at", now)
    messages = _messages(patient, [r.message_ref for r in settled if r.message_ref])
    for reminder in settled:
        told = _fate(reminder, messages.get(reminder.message_ref or ""), patient, name)
        if told is not None:
            yield told


def _messages(patient: Patient, refs: list[str]) -> dict[str, Message]:
    found = select(Message).where(
        Message.clinic_id == patient.clinic_id, Message.ref.in_(refs)
    )
    return {message.ref: message for message in db.session.scalars(found)}


def _fate(
    reminder: Reminder, message: Message | None, patient: Patient, name: str
) -> Told | None:
    what = capital(reminder_named(reminder.kind))
    at = reminder.settled_at or reminder.due_at
    due = clock_time(reminder.due_at, patient.zone)
    if message is not None and message.handed_over_at is not None:
        return message.handed_over_at, f"{what} sent{_outcome(message)}."
    if reminder.state is ReminderState.ANSWERED:
        return at, f"{what} for {due} taken back: {name} answered."
    if reminder.state is ReminderState.CANCELED:
        return at, f"{what} for {due} taken back{_because(reminder)}."
    if reminder.state in (ReminderState.EXPIRED, ReminderState.REFUSED):
        return at, f"{what} for {due} not sent{_because(reminder)}."
    return None


def _because(reminder: Reminder) -> str:
    return f": {reminder.reason.replace('_', ' ')}" if reminder.reason else ""


def _outcome(message: Message) -> str:
    handed_over_at = message.handed_over_at
    if message.state is MessageState.DELIVERED and message.final_at and handed_over_at:
        took = (message.final_at - handed_over_at).total_seconds()
        return f"; delivered {span(took)} later"
    return f"; {message.state.replace('_', ' ')}"


def _submissions(patient: Patient, now: datetime) -> Iterator[Told]:
    for row in _recent(patient, Submission, "received_at", now):
        if row.undoes_id is not None:
            yield row.received_at, "The last answer taken back."
        else:
            day = near_day(row.day, local_day(now, patient.zone)).lower()
            yield row.received_at, f"Read as {_read_as(row)}. Put on {day}."


def _read_as(row: Submission) -> str:
    """Name numbers and symptoms as the clinic's pages do: ``mood 6, dizzy (mild)``."""
    scores = row.answers.get("scores", {})
    symptoms = row.answers.get("symptoms", {})
    said = [
        *(
            f"{SCORES[key].label['en'].lower()} {value:g}"
            for key, value in scores.items()
        ),
        *(_symptom(key, severity) for key, severity in symptoms.items()),
    ]
    return ", ".join(said) or "words"


def _symptom(key: str, severity: int | None) -> str:
    named = label(key, "en").lower()
    return named if severity is None else f"{named} ({severity_word(severity, 'en')})"


def _texts(patient: Patient, name: str, now: datetime) -> Iterator[Told]:
    for text in _recent(patient, InboundText, "received_at", now):
        if text.kind == "opt_out":
            yield text.received_at, f"{name} said STOP: nothing more goes out."
        elif text.kind == "opt_in":
            yield text.received_at, f"{name} said START: texts go out again."
        elif text.state is TextState.WAITING:
            yield text.received_at, "Not for the diary: put in the inbox for staff."


def _rides(patient: Patient, name: str, now: datetime) -> Iterator[Told]:
    found = (
        select(Ride.answered_at, Ride.status, TreatmentSession.starts_on)
        .join(TreatmentSession, TreatmentSession.id == Ride.treatment_session_id)
        .where(
            TreatmentSession.clinic_id == patient.clinic_id,
            TreatmentSession.patient_id == patient.id,
            Ride.answered_at > now - LATELY,
            Ride.answered_at <= now,
        )
    )
    for at, status, day in db.session.execute(found):
        if at is not None and status is RideStatus.CONFIRMED:
            yield at, f"Ride home on {day:%A} is set. The day list shows it."
        elif at is not None and status is RideStatus.REFUSED:
            yield at, f"No ride home on {day:%A}: the desk will call {name}."


def _visits(patient: Patient, name: str, now: datetime) -> Iterator[Told]:
    for visit in _recent(patient, TreatmentSession, "confirmed_at", now):
        at = visit.confirmed_at or now
        yield at, f"{name} comes on {visit.starts_on:%A}. The day list shows it."
    for visit in _recent(patient, TreatmentSession, "declined_at", now):
        at = visit.declined_at or now
        yield at, f"{name} said no to the visit on {visit.starts_on:%A}."


def _alerts(patient: Patient, now: datetime) -> Iterator[Told]:
    for alert in _recent(patient, Alert, "opened_at", now):
        yield alert.opened_at, f"Alert opened: {alert.sentence}"
        if alert.acknowledged_at is not None and alert.acknowledged_at <= now:
            yield alert.acknowledged_at, "Somebody at the clinic took the alert."


def _tasks(patient: Patient, now: datetime) -> Iterator[Told]:
    for task in _recent(patient, Task, "opened_at", now):
        whose = "clinicians" if task.is_clinical else "the desk"
        yield task.opened_at, f"Task for {whose}: {task.sentence}"
