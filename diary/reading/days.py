"""The day each word of a text speaks of: today, yesterday, a weekday, days ago."""

from collections.abc import Iterator

from diary.reading.patterns import Match, longest
from diary.reading.results import TODAY, YESTERDAY, DayWord
from diary.reading.said import Said

FURTHEST_BACK = 3
JOINING = frozenset({"and", "but", "then", "n", "y", "e", "pero", "luego"})


def days_of(said: Said) -> list[DayWord]:
    """Give each token its day: the last day named at or before its clause, else today.

    "Last night" is yesterday only where a number rates it: sleep and its troubles
    belong to the morning they are told on.
    """
    named = _named(said)
    if not named:
        return [TODAY] * len(said.tokens)
    parts = list(_parts(said))
    days: list[DayWord] = []
    for at in range(len(said.tokens)):
        before = [m for m in named if said.clauses[m.start] <= said.clauses[at]]
        here = [m for m in before if said.clauses[m.start] == said.clauses[at]]
        part = [m for m in here if parts[m.start] == parts[at]]
        nearest = _nearest(said, parts, part, at) if part else _nearest_of(here, at)
        chosen = nearest or (before[-1] if before else None)
        days.append(_day(chosen) if chosen else TODAY)
    return days


def _parts(said: Said) -> Iterator[int]:
    """Number the pieces between marks and joining words: "4 yesterday and 7 today"."""
    number = 0
    for at in range(len(said.tokens)):
        opens = at and said.clauses[at] != said.clauses[at - 1]
        number += bool(opens) or said.words[at] in JOINING
        yield number


def _named(said: Said) -> list[Match]:
    masks = said.get("not_day")
    return [
        match
        for match in longest(said.get("day"))
        if match.key != "night"
        and not any(m.overlaps(match) and not match.holds(m) for m in masks)
    ]


def _nearest(said: Said, parts: list[int], matches: list[Match], at: int) -> Match:
    """A day stands before its words ("yesterday 4 today 6"), or behind each of them.

    Where a piece names several days and starts with none, they follow their words.
    """
    opens = matches[0].start == 0 or parts[matches[0].start - 1] != parts[at]
    after = [match for match in matches if match.end > at]
    if len(matches) > 1 and not opens and after:
        return after[0]
    return _nearest_of(matches, at) or matches[0]


def _nearest_of(matches: list[Match], at: int) -> Match | None:
    before = [match for match in matches if match.start <= at]
    return before[-1] if before else next(iter(matches), None)


def _day(match: Match) -> DayWord:
    if match.key.startswith("w"):
        return DayWord(None, int(match.key[1:]))
    back = int(match.key)
    return {0: TODAY, 1: YESTERDAY}.get(back, DayWord(back))


def is_too_old(day: DayWord) -> bool:
    """Whether a day lies further back than the diary still takes."""
    return day.days_back is not None and day.days_back > FURTHEST_BACK
