"""The table twin of the chart: the same days and the same figures, in rows.

Pure. Newest first, since a reader looks for the last days.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from diary.timeline.change import figure
from diary.timeline.series import Day, Mark, Timeline, felt_keys

SCORES = ("mood", "sleep", "anxiety", "sleep_hours", "pain", "energy", "craving")
LABELS = {
    "mood": "Mood",
    "sleep": "Sleep",
    "anxiety": "Anxiety",
    "sleep_hours": "Hours slept",
    "pain": "Pain",
    "energy": "Energy",
    "craving": "Craving",
}


@dataclass(frozen=True)
class TableRow:
    """One day; ``figures`` in the order of the head, "" where nothing was given."""

    day: Day
    figures: tuple[str, ...]
    symptoms: str
    sessions: tuple[Mark, ...]


@dataclass(frozen=True)
class Table:
    """``head`` names the scores of the columns."""

    head: tuple[str, ...]
    rows: tuple[TableRow, ...]


def table(timeline: Timeline, labels: Mapping[str, str]) -> Table:
    """Return the rows of every day, answered or not, newest first."""
    given = scores_given(timeline)
    keys = felt_keys(timeline)
    rows = tuple(
        TableRow(
            day=day,
            figures=tuple(_figure(day, score) for score in given),
            symptoms=_symptoms(day, keys, labels),
            sessions=tuple(mark for mark in timeline.marks if mark.on == day.on),
        )
        for day in reversed(timeline.days)
    )
    return Table(tuple(LABELS[score] for score in given), rows)


def scores_given(timeline: Timeline) -> list[str]:
    """Return the scores that occur, mood always, in a fixed order."""
    named = {score for day in timeline.days for score in day.scores}
    return [score for score in SCORES if score == "mood" or score in named]


def _figure(day: Day, score: str) -> str:
    value = day.scores.get(score)
    return "" if value is None else figure(value)


def _symptoms(day: Day, keys: list[str], labels: Mapping[str, str]) -> str:
    named = [
        f"{labels.get(key, key)} {'' if strength is None else strength}".strip()
        for key in keys
        if (strength := day.symptoms.get(key, 0)) != 0
    ]
    return ", ".join(named)
