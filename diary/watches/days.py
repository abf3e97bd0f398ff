"""Rules about symptoms over several days: what outlasts a session, what comes weekly.

Pure. The symptoms and their spans are the clinical vocabulary's, to be reviewed by the
clinic; what a single answer calls for is left to ``alerts``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from diary.alerts import AlertDraft, AlertKind, Rule
from diary.instruments import SYMPTOMS, label

DAY = timedelta(hours=24)
ACUTE = (
    *("dizziness", "vertigo", "nausea", "headache", "blurred"),
    *("sleepy", "fatigue", "lethargy", "tremor"),
)
"""Effects that wear off within hours; another day is asked about, a week is not."""
OUTLASTING_DAYS = 3
BLADDER = ("pee_often", "pee_urgent")
BLADDER_SPAN = timedelta(days=7)
LITTLE_SLEEP = Decimal(5)
MUCH = Decimal(8)
AFTER_COURSE = timedelta(days=30)
"""Effects last for days to weeks, and boosters are about four weeks apart."""

VOCABULARY = "the service's clinical vocabulary, to be reviewed by the clinic"
DAY_RULES = (
    Rule(
        "lasting",
        "Dissociation, changed vision, confusion or a drunk feeling more than 24 hours "
        "after a session: a call on the same day.",
        VOCABULARY,
    ),
    Rule(
        "outlasting",
        "Another effect of the session day that is still there more than 24 hours "
        f"later, for {OUTLASTING_DAYS} days: a call on the same day.",
        VOCABULARY,
    ),
    Rule(
        "bladder.weekly",
        "Frequent or urgent urination in two weeks running: a call on the same day.",
        VOCABULARY,
    ),
    Rule(
        "activation.energy",
        f"In a course for bipolar depression, until {AFTER_COURSE.days} days after it, "
        f"and wherever a clinician ticks it: {LITTLE_SLEEP} hours of sleep or less "
        f"with mood or energy of {MUCH} or more.",
        "the service's default for bipolar courses: less sleep and more energy",
    ),
)


@dataclass(frozen=True)
class LastVisit:
    """The last session that began: its day by the clinic's clock, and when it ended."""

    held_on: date
    ended_at: datetime


@dataclass(frozen=True)
class Said:
    """One answer: its diary day, and the latest instant it can be about.

    ``symptoms`` are the answer's own, {key: severity, 0 denied, None unsaid}.
    """

    day: date
    until: datetime
    symptoms: Mapping[str, int | None]

    @property
    def present(self) -> tuple[str, ...]:
        return tuple(key for key, severity in self.symptoms.items() if severity != 0)


Days = Mapping[date, frozenset[str]]
"""The symptoms present on each answered day of the last two weeks."""


def is_a_day_later(said: Said, visit: LastVisit) -> bool:
    """Say whether an answer is about more than 24 hours after the session."""
    return said.until - visit.ended_at > DAY


def lasting(said: Said, visit: LastVisit) -> Iterator[AlertDraft]:
    """Yield what must have worn off and is there a day after the session."""
    for key in said.present:
        if SYMPTOMS[key].after_24h and is_a_day_later(said, visit):
            yield _still_there(f"lasting.{key}", [key], visit)


def may_outlast(said: Said, visit: LastVisit) -> list[str]:
    """Return the symptoms that outlast the session if they were there on its day."""
    last = visit.held_on + timedelta(days=OUTLASTING_DAYS)
    if said.day > last or not is_a_day_later(said, visit):
        return []
    return [key for key in said.present if key in ACUTE]


def outlasting(
    said: Said, visit: LastVisit, on_the_day: frozenset[str]
) -> Iterator[AlertDraft]:
    """Yield one alert for the effects of the session day that go on."""
    kept = [key for key in may_outlast(said, visit) if key in on_the_day]
    if kept:
        yield _still_there("outlasting", kept, visit)


def _still_there(rule: str, keys: list[str], visit: LastVisit) -> AlertDraft:
    names = ", ".join(label(key, "en") for key in keys)
    on = f"{visit.held_on.day} {visit.held_on:%B}"
    sentence = f"{names}: still there more than 24 hours after the session of {on}."
    return AlertDraft(AlertKind.RED_FLAG, 1, rule, sentence, f"{visit.held_on}")


def bladder(said: Said, days: Days) -> Iterator[AlertDraft]:
    """Yield an alert for trouble in this week and the one before."""
    if not any(key in BLADDER for key in said.present):
        return
    week = said.day - BLADDER_SPAN
    before = [
        day
        for day, keys in days.items()
        if week - BLADDER_SPAN < day <= week and keys.intersection(BLADDER)
    ]
    if before:
        sentence = "Frequent or urgent urination in two weeks running."
        year, number, _ = said.day.isocalendar()
        repeat = f"{year}-{number}"
        yield AlertDraft(AlertKind.RED_FLAG, 1, "bladder.weekly", sentence, repeat)


class Watcher(StrEnum):
    """Why somebody is watched for activation: what is treated, or a clinician."""

    COURSE = "course"
    CLINICIAN = "clinician"


BECAUSE: Mapping[Watcher, str] = {
    Watcher.COURSE: "Watched because a course treats bipolar depression.",
    Watcher.CLINICIAN: "Watched because a clinician ticked it.",
}


def is_activated(scores: Mapping[str, Decimal]) -> bool:
    """Say whether a day shows little sleep with much energy.

    ``scores`` are the whole day's, since sleep and mood may come in two answers.
    """
    slept = scores.get("sleep_hours")
    return slept is not None and slept <= LITTLE_SLEEP and bool(_high(scores))


def _high(scores: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {
        name: scores[name]
        for name in ("mood", "energy")
        if scores.get(name, Decimal(0)) >= MUCH
    }


def activation(
    scores: Mapping[str, Decimal], day: date, watcher: Watcher | None
) -> Iterator[AlertDraft]:
    """Yield an alert for little sleep with much energy, where it is watched for."""
    if watcher is None or not is_activated(scores):
        return
    high = _high(scores)
    much = " and ".join(f"{name} {value.normalize():f}" for name, value in high.items())
    slept = scores["sleep_hours"].normalize()
    sentence = f"Slept {slept:f} hours with {much}. {BECAUSE[watcher]}"
    yield AlertDraft(AlertKind.RED_FLAG, 1, "activation.energy", sentence, f"{day}")
