"""What a demo patient says on one day: response, fade, gaps, side effects, words.

Pure: a day depends on the seed, the person and the sessions held before it, so that
any day, past or still to come, can be told by itself. The shape follows what studies
report: relief within a day, built up over sessions, fading over one to three weeks;
some do not respond; side effects on the day, by route. Leaves the rows to ``filling``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from diary.courses import Route
from diary.demo.people import Person
from diary.demo.visits import Treatment
from diary.demo.words import (
    HIGH,
    LOW,
    MIDDLE,
    STRENGTH_WORDS,
    SYMPTOM_WORDS,
    WORDS,
)
from diary.entries import Source

NASAL = {"taste": 0.4, "throat": 0.2, "nose": 0.2, "dissociation": 0.5, "sleepy": 0.35}
ON_THE_DAY: Mapping[Route, Mapping[str, float]] = {
    Route.IN_ESKETAMINE: {**NASAL, "dizziness": 0.3, "nausea": 0.2, "headache": 0.15},
    Route.IN_KETAMINE_COMPOUNDED: {**NASAL, "dizziness": 0.25, "headache": 0.2},
    Route.IV: {
        "dissociation": 0.55,
        "nausea": 0.3,
        "vomiting": 0.08,
        "blurred": 0.2,
        "fatigue": 0.3,
    },
    Route.IM: {"dissociation": 0.5, "nausea": 0.3, "dizziness": 0.3, "fatigue": 0.25},
    Route.SC: {"dizziness": 0.3, "sleepy": 0.3, "nausea": 0.15},
    Route.SL_ORAL: {"numb_mouth": 0.35, "taste": 0.3, "sleepy": 0.3, "nausea": 0.25},
}
ANY_DAY = {"headache": 0.04, "fatigue": 0.06, "insomnia": 0.04, "nausea": 0.02}


@dataclass(frozen=True)
class Traits:
    """What stays the same about a patient: where they start and what helps."""

    baseline: float
    lift: float
    step: float
    half_life_days: float
    noise: float
    answers: float
    writes: float
    uses_form: float
    silences: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Answer:
    """One day's answer: how it came, when by the patient's clock, and what it says."""

    day: date
    minutes: int
    source: Source
    scores: Mapping[str, Decimal]
    symptoms: Mapping[str, int | None]
    words: str
    body: str
    days_late: int


def traits(person: Person, seed: int, today: date, months: int) -> Traits:
    """Return the traits of a person; one in five hardly responds."""
    draw = Random(f"traits {seed} {person.number}")
    is_met_first = person.number < 3
    responds = is_met_first or draw.random() > 0.2
    return Traits(
        baseline=draw.uniform(1.8, 3.6),
        lift=draw.uniform(3.2, 5.2) if responds else draw.uniform(0.2, 1.2),
        step=0.46 if is_met_first else draw.uniform(0.28, 0.48),
        half_life_days=16 if is_met_first else draw.uniform(9, 26),
        noise=draw.uniform(0.4, 1.0),
        answers=0.93 if is_met_first else draw.uniform(0.6, 0.97),
        writes=draw.uniform(0.06, 0.22),
        uses_form=draw.choice((0, 0.1, 0.3, 0.8)),
        silences=_silences(draw, person, today, months),
    )


def _silences(
    draw: Random, person: Person, today: date, months: int
) -> tuple[tuple[date, date], ...]:
    """A holiday, a bad week; three patients are silent up to now."""
    if person.number < 3:
        return ()
    silences = []
    for _ in range(draw.choice((0, 1, 1, 2))):
        start = today - timedelta(days=draw.randint(20, max(21, months * 30)))
        silences.append((start, start + timedelta(days=draw.randint(4, 12))))
    if person.number in (9, 15, 26):
        silent_for = timedelta(days=3 + person.number % 7)
        silences.append((today - silent_for, today + timedelta(days=400)))
    return tuple(silences)


def answer_on(
    day: date, person: Person, kind: Traits, care: Treatment, seed: int
) -> Answer | None:
    """Return what the person says about a day, or None where they say nothing."""
    draw = Random(f"day {seed} {person.number} {day.toordinal()}")
    if draw.random() > kind.answers:
        return None
    if any(first <= day <= last for first, last in kind.silences):
        return None
    since = _days_since_session(day, care)
    mood = _mood(draw, day, person, kind, care, seed)
    symptoms = _symptoms(draw, care.course.route, since)
    source = Source.FORM if draw.random() < kind.uses_form else Source.TEXT
    scores = _scores(draw, mood, source)
    words = _words(draw, person.language, mood) if draw.random() < kind.writes else ""
    return Answer(
        day=day,
        minutes=_minutes(draw, person),
        source=source,
        scores=scores,
        symptoms=symptoms,
        words=words,
        body=_body(draw, person.language, scores, symptoms, words),
        days_late=1 if source is Source.FORM and draw.random() < 0.06 else 0,
    )


def _days_since_session(day: date, care: Treatment) -> int | None:
    before = [held for held in care.felt_on if held <= day]
    return (day - before[-1]).days if before else None


def _mood(
    draw: Random, day: date, person: Person, kind: Traits, care: Treatment, seed: int
) -> int:
    week = Random(f"week {seed} {person.number} {day.toordinal() // 6}")
    slow = week.gauss(0, kind.noise * 0.7)
    mood = kind.baseline + kind.lift * _relief(day, kind, care)
    return max(0, min(10, round(mood + slow + draw.gauss(0, kind.noise * 0.6))))


def _relief(day: date, kind: Traits, care: Treatment) -> float:
    """Return the share of full relief: each session adds to it, each day takes away."""
    relief, last = 0.0, None
    for held in care.felt_on:
        if held >= day:
            break
        if last is not None:
            relief *= 0.5 ** ((held - last).days / kind.half_life_days)
        relief += (1 - relief) * kind.step
        last = held
    if last is None:
        return 0.0
    return relief * float(0.5 ** ((day - last).days / kind.half_life_days))


def _symptoms(draw: Random, route: Route, since: int | None) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    if since in (0, 1):
        for key, chance in ON_THE_DAY[route].items():
            if draw.random() < chance / (1 + 2 * since):
                found[key] = draw.choices((1, 2, 3), (6, 3, 1))[0] if not since else 1
    for key, chance in ANY_DAY.items():
        if key not in found and draw.random() < chance:
            found[key] = draw.choice((1, 1, 2, None))
    return found


def _scores(draw: Random, mood: int, source: Source) -> dict[str, Decimal]:
    scores = {"mood": Decimal(mood)}
    if source is Source.FORM or draw.random() < 0.3:
        scores["sleep"] = _ten(draw, 2.5 + mood * 0.6)
        scores["anxiety"] = _ten(draw, 8 - mood * 0.75)
    if source is Source.FORM and draw.random() < 0.5:
        scores["sleep_hours"] = Decimal(draw.randint(9, 17)) / 2
    return scores


def _ten(draw: Random, middle: float) -> Decimal:
    return Decimal(max(0, min(10, round(draw.gauss(middle, 0.9)))))


def _words(draw: Random, language: str, mood: int) -> str:
    how = LOW if mood <= 3 else MIDDLE if mood <= 6 else HIGH
    return draw.choice(WORDS[language][how])


def _minutes(draw: Random, person: Person) -> int:
    """Return when it comes: soon after the question, sometimes hours later."""
    asked = person.check_in_at.hour * 60 + person.check_in_at.minute
    later = draw.expovariate(1 / 22) if draw.random() < 0.8 else draw.uniform(60, 300)
    return min(int(asked + 1 + later), 23 * 60 + 40)


def _body(
    draw: Random,
    language: str,
    scores: Mapping[str, Decimal],
    symptoms: Mapping[str, int | None],
    words: str,
) -> str:
    mood = scores["mood"]
    if "sleep" in scores and language == "en":
        start = f"M{mood} A{scores['anxiety']} S{scores['sleep']}"
    else:
        start = draw.choice((f"{mood}", f"{mood}", f"{mood}", f"{mood}/10"))
    said = [start, *(_said(language, key, hard) for key, hard in symptoms.items())]
    return ", ".join(said) + (f". {words}" if words else "")


def _said(language: str, key: str, severity: int | None) -> str:
    strength = STRENGTH_WORDS[language][severity or 2]
    return strength + SYMPTOM_WORDS[language][key]
