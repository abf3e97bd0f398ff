"""The day each word of a text speaks of: today, yesterday, a weekday, days ago."""

from diary.reading.patterns import Match
from diary.reading.results import TODAY, YESTERDAY, DayWord
from diary.reading.said import Said

FURTHEST_BACK = 3
NIGHT = DayWord(1)


def days_of(said: Said) -> list[DayWord]:
    """Give each token its day: the last day named at or before its clause, else today.

    "Last night" is yesterday only where the text names no other day and no number:
    sleep and its troubles belong to the morning they are told on.
    """
    named = _named(said)
    days: list[DayWord] = []
    for at in range(len(said.tokens)):
        before = [m for m in named if said.clauses[m.start] <= said.clauses[at]]
        here = [m for m in before if said.clauses[m.start] == said.clauses[at]]
        days.append(
            _day(_nearest(here, at) if here else before[-1]) if before else TODAY
        )
    return days


def _named(said: Said) -> list[Match]:
    masks = said.get("not_day")
    return [
        match
        for match in said.get("day")
        if match.key != "night" and not any(mask.overlaps(match) for mask in masks)
    ]


def _nearest(matches: list[Match], at: int) -> Match:
    """A day stands before its words ("yesterday 4 today 6"), or alone after them."""
    before = [match for match in matches if match.start <= at]
    return before[-1] if before else matches[0]


def _day(match: Match) -> DayWord:
    if match.key.startswith("w"):
        return DayWord(None, int(match.key[1:]))
    back = int(match.key)
    return {0: TODAY, 1: YESTERDAY}.get(back, DayWord(back))


def is_too_old(day: DayWord) -> bool:
    """Whether a day lies further back than the diary still takes."""
    return day.days_back is not None and day.days_back > FURTHEST_BACK
