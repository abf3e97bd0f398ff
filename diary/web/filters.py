"""How days, times, numbers and closed sets are written on pages.

Leaves what a page says to templates.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from flask import Flask

from diary.instruments import label
from diary.localtime import local
from diary.phone import national

RIDES: Mapping[str, str] = {
    "none": "not asked yet",
    "asked": "no answer yet",
    "confirmed": "set",
    "refused": "has none",
    "arrived": "is here",
}
ROUTES: Mapping[str, str] = {
    "IN_ESKETAMINE": "nasal spray",
    "IN_KETAMINE_COMPOUNDED": "compounded spray",
    "IV": "infusion",
    "IM": "injection",
    "SC": "injection under the skin",
    "SL_ORAL": "lozenge",
}
CONDITIONS: Mapping[str, str] = {
    "TRD": "treatment-resistant depression",
    "MDD": "depression",
    "MDD_SI": "depression with suicidal thoughts",
    "BIPOLAR_DEPRESSION": "bipolar depression",
    "ANXIETY": "anxiety",
    "PTSD": "post-traumatic stress",
    "OCD": "obsessive-compulsive disorder",
    "EATING_DISORDER": "eating disorder",
    "CHRONIC_PAIN": "chronic pain",
    "ACUTE_PAIN": "acute pain",
    "OTHER": "something else",
}
PROTOCOLS: Mapping[str, str] = {
    "SINGLE": "one session",
    "ESK_TRD": "2 a week for 4 weeks, then 1 a week for 4",
    "ESK_MDSI": "2 a week for 4 weeks",
    "IV_3x2": "3 a week for 2 weeks",
    "IV_2x3": "2 a week for 3 weeks",
    "IV_6_8": "6 infusions, more by hand",
    "IV_OXFORD": "1 a week for 3 weeks",
    "IM_6_8": "6 injections, more by hand",
    "BY_HAND": "sessions planned by hand",
}


def register(app: Flask) -> None:
    """Hand the filters to Jinja."""
    for made in (long_day, short_day, clock, at_local, moment, national, figure):
        app.jinja_env.filters[made.__name__] = made
    app.jinja_env.filters["route"] = route
    app.jinja_env.filters["condition"] = condition
    app.jinja_env.filters["protocol"] = protocol
    app.jinja_env.filters["age"] = age
    app.jinja_env.filters["words"] = words
    app.jinja_env.filters["ride_words"] = ride_words
    app.jinja_env.filters["symptom"] = symptom


def long_day(day: date) -> str:
    """Write a day as a heading: Tuesday, November 24."""
    return f"{day:%A, %B} {day.day}"


def short_day(day: date) -> str:
    """Write a day in a row: Tue Nov 24."""
    return f"{day:%a %b} {day.day}"


def clock(at: time) -> str:
    """Write a time of day: 9:30 AM."""
    return f"{at:%I:%M %p}".lstrip("0")


def at_local(instant: datetime, zone: str) -> str:
    """Write the time of an instant in a zone: 9:30 AM."""
    return clock(local(instant, zone).time())


def moment(instant: datetime, zone: str) -> str:
    """Write day and time of an instant in a zone: Tue Nov 24, 9:30 AM."""
    there = local(instant, zone)
    return f"{short_day(there.date())}, {clock(there.time())}"


def age(since: datetime, now: datetime) -> str:
    """Write how long ago something was, in its largest whole unit: 3 hours."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        count = minutes // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


def figure(value: Decimal | float) -> str:
    """Write a score: 6, or 6.5."""
    return f"{value:.1f}".removesuffix(".0")


def route(name: str) -> str:
    """Write how the medicine is given, in people's words."""
    return ROUTES[name]


def condition(name: str) -> str:
    """Write what a course treats, in people's words."""
    return CONDITIONS[name]


def protocol(name: str) -> str:
    """Write the rhythm of a course's first sessions."""
    return PROTOCOLS[name]


def ride_words(status: str) -> str:
    """Write what is known of a ride."""
    return RIDES[status]


def symptom(key: str) -> str:
    """Write a symptom as the form asks for it."""
    return label(key, "en")


def words(name: str) -> str:
    """Write a member of a closed set as words: not_reached is not reached."""
    return name.replace("_", " ")
