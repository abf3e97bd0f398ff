"""What is known when a text arrives: the questions that are open, the day it is.

Leaves deciding which questions there are to ``reminders``.
"""

from datetime import date, datetime, timedelta

from diary import entries, reminders
from diary.localtime import DAY_TURNS_AT, day_of_answer, local
from diary.patients import Patient
from diary.reading import TODAY, Reading
from diary.reminders import OpenQuestion, Question


def open_questions(
    patient: Patient, body: str, now: datetime
) -> tuple[OpenQuestion, ...]:
    """Return the questions a text may answer, the one asked last first.

    Numbers belong to the diary alone, so a text without letters is spared the look-up;
    a thumb up is an answer.
    """
    if not any(sign.isalpha() or not sign.isascii() for sign in body):
        return ()
    return tuple(reminders.open_questions(patient.clinic_id, patient.id, now))


def about(
    questions: tuple[OpenQuestion, ...], *wanted: Question
) -> OpenQuestion | None:
    """Return the open question of these kinds that was asked last."""
    return next((each for each in questions if each.question in wanted), None)


def day_meant(patient: Patient, heard: Reading, now: datetime) -> date:
    """Return the local day a reading is for.

    Undated words follow the rule of the early hours; "yesterday" and the names of
    days count from the calendar, unless two days are told apart in one text.
    """
    calendar = local(now, patient.zone).date()
    if heard.day != TODAY and not heard.also:
        return heard.day.resolve(calendar)
    return heard.day.resolve(diary_day(patient, now))


def diary_day(patient: Patient, now: datetime) -> date:
    """Return the day an undated answer belongs to."""
    here = local(now, patient.zone)
    if here.time() >= DAY_TURNS_AT:
        return here.date()
    yesterday = here.date() - timedelta(days=1)
    is_answered = entries.has_answer(patient.clinic_id, patient.id, yesterday)
    return day_of_answer(now, patient.zone, yesterday_open=not is_answered)
