"""When somebody at a clinic reads what comes in, in words: all hours, or the next one.

Nothing here says when somebody answers. People on call are paged at any hour. Leaves
the hours to ``hours`` and keeping them to ``plans``.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from diary.alerts.closed_days import closed_days_of
from diary.alerts.hours import next_opening, spoken
from diary.alerts.plans import hours_of
from diary.clinics import Clinic
from diary.localtime import local, local_day
from diary.texts import WEEKDAYS, spoken_date

ARTICLE: Mapping[str, str] = {"en": "", "es": "el "}
A_WEEK = 7
SOON = timedelta(days=14)
READERS: Mapping[str, str] = {
    "en": "{clinic} reads what comes in {hours}. At other times nobody may see it.",
    "es": "{clinic} lee lo que llega {hours}. A otras horas tal vez nadie lo vea.",
}

CLOSED: Mapping[str, str] = {"en": "Closed: {days}.", "es": "Cerrado: {days}."}


def who_reads_when(clinic: Clinic, language: str, now: datetime) -> str | None:
    """Return the clinic's hours in a sentence, None where it never gave them.

    Closed days of the next two weeks are named after it.
    """
    kept = language if language in READERS else "en"
    hours = spoken(hours_of(clinic.id), kept)
    if not hours:
        return None
    said = READERS[kept].format(clinic=clinic.text_name, hours=hours)
    today = local_day(now, clinic.zone)
    closed = closed_days_of(clinic.id, today)
    days = ", ".join(_dated(day, kept) for day in closed if day - today < SOON)
    return f"{said} {CLOSED[kept].format(days=days)}" if days else said


def closed_until(clinic: Clinic, now: datetime) -> datetime | None:
    """Return when somebody reads next, None while somebody does.

    None too where a clinic never gave its hours: nothing is known then.
    """
    windows = hours_of(clinic.id)
    closed_on = frozenset(closed_days_of(clinic.id, local_day(now, clinic.zone)))
    return next_opening(windows, clinic.zone, now, closed_on)


def spoken_opening(opening: datetime, now: datetime, zone: str, language: str) -> str:
    """Return an opening by the clock of a zone, to follow "until", "hasta", "desde".

    "8 AM" is of the same day, "Mon 8 AM" of the week to come; later ones are a date.
    At most 15 letters.
    """
    kept = language if language in ARTICLE else "en"
    there, today = local(opening, zone), local(now, zone).date()
    ahead = (there.date() - today).days
    if ahead >= A_WEEK:
        return _dated(there.date(), kept)
    if ahead:
        weekday = WEEKDAYS[kept][there.weekday()]
        return f"{ARTICLE[kept]}{weekday} {_clock(there.time())}"
    return _clock(there.time()) if kept == "en" else _article(there.time())


def _dated(day: date, language: str) -> str:
    return ARTICLE[language] + spoken_date(day, language)


def _clock(at: time) -> str:
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'AM' if at.hour < 12 else 'PM'}"


def _article(at: time) -> str:
    return f"{'la' if at.hour % 12 == 1 else 'las'} {_clock(at)}"
