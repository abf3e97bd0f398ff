"""The day each word of a text speaks of: today, yesterday, a weekday, days ago."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator

from diary.reading.patterns import Match, longest
from diary.reading.results import TODAY, YESTERDAY, DayWord
from diary.reading.said import Said

FURTHEST_BACK = 3
JOINING = frozenset({"and", "but", "then", "n", "y", "e", "pero", "luego"})

DAY_ALONE = 2


def days_of(said: Said) -> list[DayWord]:
    """Give each token its day: the last day named at or before its clause, else today.

    "Last night" is yesterday only where a number rates it: sleep and its troubles
    belong to the morning they are told on.
    """
    named = _named(said)
    if not named:
        return [TODAY] * len(said.tokens)
    lasting = _lasting(said, named)
    parts = list(_parts(said))
    of_part = _grouped(named, parts)
    of_clause = _grouped(named, said.clauses)
    days: list[DayWord] = []
    last: Match | None = None
    for at in range(len(said.tokens)):
        if last and said.sentences[at] != said.sentences[last.start]:
            last = last if last in lasting else None
        here = of_clause.get(said.clauses[at], [])
        part = of_part.get(parts[at], [])
        nearest = _nearest(parts, part, at) if part else _nearest_of(here, at)
        last = nearest or last
        days.append(_day(last) if last else TODAY)
    return days


def _lasting(said: Said, named: list[Match]) -> set[Match]:
    """Give the days that hold in later sentences: not that of "court is monday. 4"."""
    over = {said.sentences[match.start] for match in said.get("day_over")}
    lengths = Counter(said.sentences)
    return {
        day
        for day in named
        if not day.key.startswith("w")
        or said.sentences[day.start] in over
        or lengths[said.sentences[day.start]] <= DAY_ALONE
    }


def _grouped(matches: list[Match], numbers: list[int]) -> dict[int, list[Match]]:
    """File matches by the number of the clause or part that each starts in."""
    groups: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        groups[numbers[match.start]].append(match)
    return groups


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


def _nearest(parts: list[int], matches: list[Match], at: int) -> Match:
    """A day stands before its words ("yesterday 4 today 6"), or behind each of them.

    Where a piece names several days and starts with none, they follow their words.
    """
    opens = matches[0].start == 0 or parts[matches[0].start - 1] != parts[at]
    if len(matches) > 1 and not opens and matches[-1].end > at:
        return matches[bisect_right(matches, at, key=lambda match: match.end)]
    return _nearest_of(matches, at) or matches[0]


def _nearest_of(matches: list[Match], at: int) -> Match | None:
    before = bisect_right(matches, at, key=lambda match: match.start)
    return matches[max(0, before - 1)] if matches else None


def _day(match: Match) -> DayWord:
    if match.key.startswith("w"):
        return DayWord(None, int(match.key[1:]))
    back = int(match.key)
    return {0: TODAY, 1: YESTERDAY}.get(back, DayWord(back))


def is_too_old(day: DayWord) -> bool:
    """Whether a day lies further back than the diary still takes."""
    return day.days_back is not None and day.days_back > FURTHEST_BACK
