"""Diary days and treatment sessions on one line of calendar days.

Pure. A day nobody answered is a day all the same: it is a gap, never a guess.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

DAY = timedelta(days=1)
TELLING = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True)
class Words:
    """What somebody said, as they said it; ``source`` is the door it came in by."""

    at: datetime
    source: str
    text: str

    @property
    def is_telling(self) -> bool:
        """Say whether there are words in it beside numbers and codes ("M6 A4")."""
        return TELLING.search(self.text) is not None


@dataclass(frozen=True)
class Day:
    """One calendar day; ``scores`` by name, ``symptoms`` key to 0-4 or None."""

    on: date
    is_answered: bool = False
    is_late: bool = False
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    symptoms: Mapping[str, int | None] = field(default_factory=dict)
    words: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Mark:
    """One treatment session on the line.

    ``number`` counts sessions held and to come, None for one that was not held.
    """

    ref: str
    on: date
    at: datetime
    route: str
    status: str
    number: int | None
    dose_mg: Decimal | None = None

    @property
    def is_held(self) -> bool:
        return self.status == "held"


@dataclass(frozen=True)
class Timeline:
    """Every day from ``first_on`` to ``last_on``, and the sessions among them.

    ``since_on`` is the day of the last session held before the end, None without one.
    """

    first_on: date
    last_on: date
    days: tuple[Day, ...]
    marks: tuple[Mark, ...]
    since_on: date | None

    def day(self, on: date) -> Day:
        """Return the day of a date on the line; raises IndexError outside it."""
        place = (on - self.first_on).days
        if place < 0:
            raise IndexError(on)
        return self.days[place]

    def last(self, count: int) -> "Timeline":
        """Return the same story, told of its last days only."""
        days = self.days[-count:]
        first = days[0].on
        marks = tuple(mark for mark in self.marks if mark.on >= first)
        return Timeline(first, self.last_on, days, marks, self.since_on)


def series(
    first_on: date,
    last_on: date,
    answered: Iterable[Day],
    marks: Iterable[Mark],
    today: date | None = None,
) -> Timeline:
    """Return the line of days; answers outside it are left out.

    ``today`` is the day the story is told on, the last day unless given.
    """
    by_day = {day.on: day for day in answered}
    count = (last_on - first_on).days + 1
    line = (first_on + DAY * place for place in range(count))
    shown = tuple(
        sorted((m for m in marks if first_on <= m.on <= last_on), key=lambda m: m.at)
    )
    return Timeline(
        first_on=first_on,
        last_on=last_on,
        days=tuple(by_day.get(on, Day(on)) for on in line),
        marks=shown,
        since_on=_last_held(shown, today or last_on),
    )


def _last_held(marks: tuple[Mark, ...], today: date) -> date | None:
    held = [mark.on for mark in marks if mark.is_held and mark.on <= today]
    return max(held, default=None)


def answered_since(timeline: Timeline, since: date) -> tuple[int, int]:
    """Return how many of how many days were answered, from ``since`` to the end."""
    days = [day for day in timeline.days if day.on >= since]
    return sum(day.is_answered for day in days), len(days)


def runs(timeline: Timeline, score: str) -> list[list[tuple[int, Decimal, Day]]]:
    """Return stretches of days in a row that have the score: (place, value, day)."""
    found: list[list[tuple[int, Decimal, Day]]] = []
    is_open = False
    for place, day in enumerate(timeline.days):
        value = day.scores.get(score)
        if value is None:
            is_open = False
            continue
        if not is_open:
            found.append([])
            is_open = True
        found[-1].append((place, value, day))
    return found


def gaps(timeline: Timeline) -> list[tuple[int, int]]:
    """Return stretches of unanswered days as (first place, length)."""
    found: list[tuple[int, int]] = []
    for place, day in enumerate(timeline.days):
        if day.is_answered:
            continue
        if found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((place, 1))
    return found


@dataclass(frozen=True)
class Spell:
    """A symptom on days in a row; ``worst`` None where nobody said how strong."""

    key: str
    first_on: date
    last_on: date
    worst: int | None

    @property
    def day_count(self) -> int:
        return (self.last_on - self.first_on).days + 1


def spells(timeline: Timeline, key: str) -> list[Spell]:
    """Return the spells of a symptom; a denied day or a gap ends one."""
    found: list[Spell] = []
    for day in timeline.days:
        if not is_felt(day, key):
            continue
        strength = day.symptoms[key]
        if found and found[-1].last_on == day.on - DAY:
            found[-1] = _longer(found[-1], day.on, strength)
        else:
            found.append(Spell(key, day.on, day.on, strength))
    return found


def is_felt(day: Day, key: str) -> bool:
    """Say whether the symptom was named that day and not denied."""
    return key in day.symptoms and day.symptoms[key] != 0


def _longer(spell: Spell, on: date, strength: int | None) -> Spell:
    known = [worst for worst in (spell.worst, strength) if worst is not None]
    return Spell(spell.key, spell.first_on, on, max(known, default=None))


def felt_keys(timeline: Timeline) -> list[str]:
    """Return the symptoms felt, those of the most days first."""
    counts: dict[str, int] = {}
    for day in timeline.days:
        for key in day.symptoms:
            if is_felt(day, key):
                counts[key] = counts.get(key, 0) + 1
    return sorted(counts, key=lambda key: (-counts[key], key))
