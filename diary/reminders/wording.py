"""The words of a reminder in the patient's language. Leaves texts to their files."""

from datetime import date, datetime, time

from diary import texts
from diary.clinics import Clinic
from diary.helplines import helplines_of, spoken
from diary.localtime import local, zone_named
from diary.patients import Patient
from diary.phone import national
from diary.reminders.kinds import ReminderKind
from diary.reminders.planning import Visit
from diary.reminders.policy import RULES

NO_DRIVE_ANYWHERE = "no_drive_local"
THE_CLINIC = {"en": "the clinic", "es": "a la clinica"}


def wording(
    kind: ReminderKind, clinic: Clinic, patient: Patient, visit: Visit | None, link: str
) -> str:
    """Return the text of a reminder, ready to send.

    Times of a visit are the clinic's, named with their zone where the patient's
    clock shows another hour.
    """
    language = patient.language if patient.language in texts.LANGUAGES else "en"
    name = RULES[kind].text
    if kind is ReminderKind.NO_DRIVE and not helplines_of(clinic.country).emergency:
        name = NO_DRIVE_ANYWHERE
    values = {
        "clinic": clinic.text_name,
        "phone": national(clinic.phone) if clinic.phone else THE_CLINIC[language],
        "link": link,
        **spoken(clinic.country, language),
        **_moment(kind, visit, patient.zone, language),
    }
    return texts.render(name, language, **values)


def _moment(
    kind: ReminderKind, visit: Visit | None, zone: str, language: str
) -> dict[str, str]:
    if visit is None:
        return {}
    instant = visit.starts_at
    if kind is ReminderKind.NO_DRIVE and visit.no_driving_before:
        instant = visit.no_driving_before
    shown = local(instant, visit.zone)
    return {
        "day": spoken_day(shown.date(), language),
        "time": spoken_time(shown.time()) + _zone_name(instant, visit.zone, zone),
    }


def spoken_day(day: date, language: str) -> str:
    """Return a day as patients read it: Tue 10 Mar."""
    weekday = texts.WEEKDAYS[language][day.weekday()]
    return f"{weekday} {texts.spoken_date(day, language)}"


def spoken_time(at: time) -> str:
    """Return a time as patients read it: 10:00 AM."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"


def _zone_name(instant: datetime, visit_zone: str, patient_zone: str) -> str:
    here, there = local(instant, visit_zone), local(instant, patient_zone)
    if here.utcoffset() == there.utcoffset():
        return ""
    return f" {here.astimezone(zone_named(visit_zone)).tzname()}"
