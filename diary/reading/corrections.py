"""Numbers taken back and put right: "meant 7 not 6", "cambia el 6 por 7", "7*".

Says which words only tell that a correction is made and which number is taken back;
the number that replaces it is read as any mood is. What happens to the entry is left
to the inbox.
"""

import re
from dataclasses import dataclass

from diary.reading.numbers import Number
from diary.reading.patterns import Match
from diary.reading.said import Said

STARRED = re.compile(r"\s*(?:\*\s*\d{1,2}|\d{1,2}\s*\*)\W*")
"""A number with an asterisk, as people mark what they typed wrongly."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Where a text corrects: the places spent on saying so; is_made where it does."""

    is_made: bool
    spent: frozenset[int]


def find_correction(said: Said, numbers: list[Number]) -> Correction:
    """Find the words of a correction; a number taken back is spent with them."""
    matches = corrections_of(said)
    if not matches:
        return Correction(STARRED.fullmatch(said.text) is not None, frozenset())
    old = _without_sole_number(matches, numbers)
    counted = {at for number in numbers for at in range(number.start, number.end)}
    spent = {at for m in matches for at in range(m.start, m.end)} - counted
    spent |= {at for m in old for at in range(m.start, m.end)}
    marked = any(match.key == "mark" for match in matches)
    return Correction(marked or bool(old), frozenset(spent))


def corrections_of(said: Said) -> list[Match]:
    """The words that correct an answer: not those that move the hour of a visit."""
    visits = {said.clauses[match.start] for match in said.get("not_correction")}
    return [m for m in said.get("correction") if said.clauses[m.start] not in visits]


def _without_sole_number(matches: list[Match], numbers: list[Number]) -> list[Match]:
    """Keep what takes a number back only where another is left to replace it."""
    old = [match for match in matches if match.key == "old"]
    left = [n for n in numbers if not any(m.start <= n.start < m.end for m in old)]
    return old if left else []
