"""Symptoms with a "no" in their midst: "la lengua ya no está dormida".

Spanish parts the thing from what is said of it, and no list could hold every wording
twice; so a clause is read once more without its "no". Which symptoms a text reports
is left to `symptoms`.
"""

from collections.abc import Iterator
from itertools import islice

from diary.reading.patterns import Match, longest
from diary.reading.said import Said
from diary.reading.tokens import Line
from diary.reading.vocabulary import vocabulary

INSIDE = frozenset({"no", "nunca"})
BEFORE_IT = frozenset({"ya", "hoy", "casi", "tampoco"})
OPENING = frozenset({"y", "e", "o", "pero", "que", "porque", "aunque", "si", "cuando"})
"""Words after which a "no" opens a statement of its own."""
AT_MOST = 12
"""Every "no" costs a search of its own; nobody denies more by a "no" in the midst."""
REACH = 16
"""Words looked at to either side; whoever denies does it in a short clause."""


def denied_inside(said: Said) -> list[Match]:
    """Find what a clause denies by a "no" between its words.

    What is heard with the "no" in place stays as it is, unless it is the same symptom
    or a shorter wording: then a gap of the pattern swallowed the "no".
    """
    if INSIDE.isdisjoint(said.words):
        return []
    heard = [*said.get("symptoms"), *said.get("absent"), *said.get("unmeant")]
    found: list[Match] = []
    for at in islice(_places(said), AT_MOST):
        for match in _around(said, at):
            over = [other for other in heard if other.overlaps(match)]
            if all(_gives_way(said, at, other, match) for other in over):
                same = [other for other in over if other.key == match.key]
                found.append(_joined([match, *same]))
    return longest(found)


def _gives_way(said: Said, at: int, heard: Match, match: Match) -> bool:
    """Whether what is heard as it stands is no wording that begins with the "no"."""
    if _first(said, at) <= heard.start <= at:
        return False
    return heard.key == match.key or match.holds(heard)


def _joined(matches: list[Match]) -> Match:
    start, end = min(m.start for m in matches), max(m.end for m in matches)
    return Match(matches[0].key, start, end)


def _places(said: Said) -> Iterator[int]:
    """Where a "no" stands with words of its clause on both sides, and denies."""
    masked = said.covered("not_denial")
    clauses = said.clauses
    for at in range(1, len(said.words) - 1):
        inside = clauses[at - 1] == clauses[at] == clauses[at + 1]
        opens = said.words[_first(said, at) - 1] in OPENING
        if said.words[at] in INSIDE and inside and not opens and at not in masked:
            yield at


def _first(said: Said, at: int) -> int:
    """Where the denial begins: "ya no" is one."""
    return at - 1 if said.words[at - 1] in BEFORE_IT else at


def _around(said: Said, at: int) -> Iterator[Match]:
    """The symptoms of the clause once the "no" is taken out of it."""
    first = _first(said, at)
    around = range(max(0, at - REACH), min(len(said.words), at + REACH))
    places = [
        place
        for place in around
        if said.clauses[place] == said.clauses[at] and not first <= place <= at
    ]
    line = Line([said.words[place] for place in places])
    for match in vocabulary().book.find(line, "symptoms").get("symptoms", ()):
        start, end = places[match.start], places[match.end - 1] + 1
        if start < first and at < end - 1 and match.key != "ignored":
            yield Match(match.key, start, end)
