"""A text in the pieces that marks and joining words make, and the words between.

Which number of a piece is a mood is left to `mood`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diary.reading.numbers import Number
from diary.reading.requests import request_starts
from diary.reading.said import CLAUSE_ENDS, Said
from diary.reading.vocabulary import NumberWords

SMALL_WORDS = (
    "filler",
    "and",
    "either",
    "between",
    "from",
    "toward",
    "now",
    "correction",
)

FEELS = re.compile(
    "[☀-☄☹☺✅✊-✍✨❄❤⭐🌀-🌟🌷-🍀🎈-🎊🎵🎶👀-👐💓-💟💪💯🔥😀-🙏🤌-🤺🥰-🥺🫠-🫸]"
)
"""Faces, hands, hearts, flowers, weather: what is drawn to be counted is not here."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two marks or joining words, without what is already spent."""

    places: tuple[int, ...]
    numbers: tuple[Number, ...]
    is_first: bool


def pieces_of(
    said: Said, words: NumberWords, numbers: list[Number], taken: set[int]
) -> Iterator[Piece]:
    """Cut a text into pieces, each with its numbers that are not yet taken."""
    scales = said.covered("scale")
    starts = {number.start: number for number in numbers}
    inside = {at for n in numbers for at in range(n.start, n.end)}
    asking = request_starts(said)
    places: list[int] = []
    within: list[Number] = []
    first = True
    for at in range(len(said.tokens)):
        if places and (at in asking or _breaks(said, words, at, inside)):
            yield Piece(tuple(places), tuple(within), first)
            first = first and all(is_filler(said, words, place) for place in places)
            first = first and not within
            places, within = [], []
        if at in taken or at in scales:
            continue
        places.append(at)
        if at in starts:
            within.append(starts[at])
    if places:
        yield Piece(tuple(places), tuple(within), first)


def _breaks(said: Said, words: NumberWords, at: int, inside: set[int]) -> bool:
    if not CLAUSE_ENDS.isdisjoint(said.tokens[at].before):
        return True
    joins_numbers = at - 1 in inside and at + 1 in inside
    return said.words[at] in words.sets["and"] and not joins_numbers


def is_filler(said: Said, words: NumberWords, at: int) -> bool:
    """Whether a word says nothing of its own beside a number."""
    word = said.words[at]
    is_heart = said.tokens[at].before.endswith("<")
    if (
        is_heart
        or FEELS.fullmatch(word)
        or any(word in words.sets[name] for name in SMALL_WORDS)
    ):
        return True
    return any(day.start <= at < day.end for day in said.get("day"))
