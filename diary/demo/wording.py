"""Days, times and names of things as the demo's pages say them. Pure."""

from datetime import date, datetime

from diary.localtime import local

REMINDERS = {
    "check_in": "check-in",
    "check_in_nudge": "nudge",
    "visit_question": "visit question",
    "ride_question": "ride question",
    "ride_chase": "second ride question",
    "no_drive": "no-drive text",
    "booster_offer": "booster offer",
}


def clock_time(at: datetime, zone: str) -> str:
    """Return ``9:30 AM`` as the wall clock of the zone shows it."""
    shown = local(at, zone)
    half = "AM" if shown.hour < 12 else "PM"
    return f"{shown.hour % 12 or 12}:{shown.minute:02d} {half}"


def long_day(day: date) -> str:
    """Return ``Tuesday, November 24``."""
    return f"{day:%A, %B} {day.day}"


def near_day(day: date, today: date) -> str:
    """Return how people name a day that is near: today, tomorrow, a weekday, a date."""
    away = (day - today).days
    if away in _NEAR:
        return _NEAR[away]
    return f"{day:%A}" if 1 < away < 7 else f"{day:%a, %b} {day.day}"


_NEAR = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


def near_time(at: datetime, now: datetime, zone: str) -> str:
    """Return ``Tomorrow 9:30 AM``, or the time alone where it is of this day."""
    day, today = local(at, zone).date(), local(now, zone).date()
    said = clock_time(at, zone)
    return said if day == today else f"{near_day(day, today)} {said}"


def span(seconds: float) -> str:
    """Return how long something took, in words."""
    if seconds < 90:
        whole = max(1, round(seconds))
        return f"{whole} second{'s' if whole > 1 else ''}"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"


def reminder_named(kind: str) -> str:
    """Return what staff call a reminder of this kind."""
    return REMINDERS.get(kind, kind.replace("_", " "))


def capital(sentence: str) -> str:
    """Begin with a capital letter and leave the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
