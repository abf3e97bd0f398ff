"""What the page of the simulated phone shows beside a patient's conversation.

Reads only. Leaves the conversation to ``conversation``, the log to ``happenings``,
the people on call to ``duty`` and moving anything to ``moving``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from diary.clinics import Clinic
from diary.courses import RideStatus, last_held, next_session, no_driving_before
from diary.courses import ride_of as stored_ride
from diary.demo.people import ES
from diary.demo.wording import clock_time, long_day, near_time, reminder_named
from diary.entries import answered_days
from diary.localtime import local, local_day
from diary.outbox import is_suppressed, sender_for
from diary.patients import Patient
from diary.reminders import Question, open_questions, upcoming

WINDOW_DAYS = 14


@dataclass(frozen=True)
class ClockFace:
    """The demo clock as the clinic's wall shows it."""

    time: str
    day: str
    iso: str
    elsewhere: str


@dataclass(frozen=True)
class RideChip:
    """How the next ride home stands: a state line of the kit, and what is known."""

    kind: str
    state: str
    visit: str


def clock_face(clinic: Clinic, zone: str, now: datetime) -> ClockFace:
    """Return the clinic's time, and that of the phone's zone where it differs."""
    here, there = local(now, clinic.zone), local(now, zone)
    differs = here.utcoffset() != there.utcoffset()
    return ClockFace(
        time=clock_time(now, clinic.zone),
        day=long_day(here.date()),
        iso=here.isoformat(timespec="minutes"),
        elsewhere=clock_time(now, zone) if differs else "",
    )


def next_text(clinic: Clinic, patient: Patient, now: datetime) -> str | None:
    """Return what this patient is sent next and when, None where nothing is planned."""
    at = next_text_at(clinic, patient, now)
    if at is None:
        return None
    due_at, kind = at
    return f"{near_time(due_at, now, patient.zone)}, the {reminder_named(kind)}"


def silence(clinic: Clinic, patient: Patient, now: datetime) -> str:
    """Return why nothing is sent to this patient next, and what brings texts back."""
    if _has_stopped(patient):
        return "STOP was texted: nothing goes out until START."
    if upcoming(clinic, patient, now):
        return "Texts wait while an alert is open; the clinician closes it."
    return "Nothing is planned."


def _has_stopped(patient: Patient) -> bool:
    sender = sender_for(patient.clinic_id, patient.phone)
    return is_suppressed(sender.id, patient.phone)


def next_text_at(
    clinic: Clinic, patient: Patient, now: datetime
) -> tuple[datetime, str] | None:
    """Return when the next text to this patient goes out, and of which kind."""
    if _has_stopped(patient):
        return None
    wishes = upcoming(clinic, patient, now, if_silent=True)
    ahead = [wish for wish in wishes if not wish.is_held]
    return (ahead[0].due_at, ahead[0].kind) if ahead else None


def ride_chip(clinic: Clinic, patient: Patient, now: datetime) -> RideChip | None:
    """Return how the ride home from the next session stands."""
    visit = next_session(clinic.id, patient.id, now)
    if visit is None:
        return None
    ride = stored_ride(clinic.id, visit.id)
    when = near_time(visit.starts_at, now, clinic.zone)
    kind, said = _RIDES[ride.status]
    if ride.status is RideStatus.CONFIRMED and (ride.answer or ride.escort_name):
        said = f"Set: “{ride.answer}”" if ride.answer else f"Set: {ride.escort_name}"
    return RideChip(kind, said, when)


_RIDES = {
    RideStatus.NONE: ("wait", "Not asked yet"),
    RideStatus.ASKED: ("wait", "Asked, no answer yet"),
    RideStatus.CONFIRMED: ("ok", "Set"),
    RideStatus.REFUSED: ("stop", "No ride yet"),
    RideStatus.ARRIVED: ("ok", "Here"),
}


def no_driving(patient: Patient, now: datetime) -> str | None:
    """Return until when the patient was told not to drive, None where that is over."""
    visit = last_held(patient.clinic_id, patient.id)
    if visit is None or visit.ended_at is None:
        return None
    until = no_driving_before(visit.ended_at, visit.zone)
    return near_time(until, now, patient.zone) if until > now else None


def answered(patient: Patient, now: datetime) -> str:
    """Return how many of the last two weeks' days have an answer."""
    first = local_day(now, patient.zone) - timedelta(days=WINDOW_DAYS - 1)
    days = answered_days(patient.clinic_id, [patient.id], first).get(patient.id, set())
    return f"{len(days)} of the last {WINDOW_DAYS} days answered"


def suggestions(patient: Patient, now: datetime) -> list[str]:
    """Return replies worth tapping, those to the open questions first."""
    if _has_stopped(patient):
        return ["START"]
    asked = {one.question for one in open_questions(patient.clinic_id, patient.id, now)}
    replies = _replies(patient.language)
    said = [text for one, texts in replies.items() if one in asked for text in texts]
    answered_already = [replies[Question.DIARY][1], _UNDO[patient.language]]
    return [*(said or answered_already), "STOP"]


_UNDO = {"en": "undo", ES: "deshacer"}


def _replies(language: str) -> dict[Question, list[str]]:
    if language == ES:
        return {
            Question.RIDE: ["S", "N"],
            Question.VISIT: ["S", "N", "MOVER"],
            Question.BOOSTER: ["LLAMAR", "LUEGO"],
            Question.DIARY: ["7", "4, dormí mal", "6, con mareo"],
        }
    return {
        Question.RIDE: ["Y", "N", "yes, my sister Ana"],
        Question.VISIT: ["Y", "N", "MOVE"],
        Question.BOOSTER: ["CALL", "LATER"],
        Question.DIARY: ["7", "slept badly, 4", "6, bit dizzy"],
    }
