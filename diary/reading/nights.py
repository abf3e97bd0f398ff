"""Nights told by the clock: "slept 11pm-6am", "dormí de 22:30 a 6", "slept 11-6".

Hours told as hours are left to `sleep`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from diary.reading.numbers import Number
from diary.reading.said import Said
from diary.reading.tokens import Shape
from diary.reading.vocabulary import NumberWords

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?:(?P<half>[ap])\.?m)?")
ENDS = re.compile(r"(\d{1,2})[-~](\d{1,2})")
NAMES = frozenset({"slept", "dormi", "durmi"})
NAMES_OF_SLEEP = NAMES | {"sleep", "asleep", "sueno"}
ARTICLES = frozenset({"las", "la", "about", "like"})
LEADING = frozenset({"desde", "entre"})
ONE_WORD_BETWEEN = 2
NOON = 12
MINUTES = 60
NEAR_HOURS = 2
WORDS_BETWEEN = 4


@dataclass(frozen=True, slots=True)
class _Hour:
    """A time of day in minutes; not sure where it may be of either half of a day."""

    minutes: int
    is_sure: bool


def nights_by_the_clock(said: Said, words: NumberWords) -> Iterator[Number]:
    """Find spans of time behind a word for having slept, as numbers of hours."""
    for at, token in enumerate(said.tokens):
        if token.shape is Shape.RANGE:
            yield from _span(said, words, at)
        elif end := _other_end(said, words, at):
            start = _start(said, words, at)
            if sleep_stands_before(said, words, start, NAMES_OF_SLEEP):
                yield from _night(said, at, end)


def sleep_stands_before(
    said: Said, words: NumberWords, start: int, names: frozenset[str] = NAMES
) -> bool:
    """Whether a word for having slept leads here with hardly anything between."""
    for at in range(start - 1, max(-1, start - WORDS_BETWEEN - 1), -1):
        if said.clauses[at] != said.clauses[start]:
            return False
        word = said.words[at]
        if word in names:
            return True
        if word not in words.sets["sleep_between"]:
            return False
    return False


def _span(said: Said, words: NumberWords, at: int) -> Iterator[Number]:
    """Give "slept 11-6" its seven hours; "slept 5-6" tells of hours already."""
    found = ENDS.fullmatch(said.tokens[at].text)
    after = said.words[at + 1] if at + 1 < len(said.words) else ""
    if found is None or after in words.sets["hours"]:
        return
    first, second = map(int, found.groups())
    is_clock = 0 < first <= NOON and 0 < second <= NOON
    if not is_clock or 0 <= second - first <= NEAR_HOURS:
        return
    if sleep_stands_before(said, words, at):
        yield Number(Decimal((second - first) % NOON), at, at + 1)


def _start(said: Said, words: NumberWords, at: int) -> int:
    """Say where a span begins with the words that lead it: "desde las 11"."""
    at -= at > 0 and said.words[at - 1] in ARTICLES
    leading = words.sets["from"] | LEADING
    return at - (at > 0 and said.words[at - 1] in leading)


def _other_end(said: Said, words: NumberWords, at: int) -> int | None:
    """Say where the second time stands: "11pm-6am", "11pm to 6", "11 a las 6"."""
    if at + 1 < len(said.tokens) and said.tokens[at + 1].before == "-":
        return at + 1
    if at + 2 >= len(said.tokens) or said.words[at + 1] not in words.sets["till"]:
        return None
    end = at + 2 + (said.words[at + 2] in ARTICLES)
    return end if end < len(said.tokens) else None


def _night(said: Said, start: int, end: int) -> Iterator[Number]:
    shapes = {said.tokens[start].shape, said.tokens[end].shape}
    first, second = _hour(said, start), _hour(said, end)
    if first is None or second is None:
        return
    if Shape.OTHER_NUMBER not in shapes and end - start <= ONE_WORD_BETWEEN:
        return  # Two plain numbers are told as numbers: "slept 11 to 6".
    day = (2 if first.is_sure and second.is_sure else 1) * NOON * MINUTES
    slept = (second.minutes - first.minutes) % day
    if slept:
        yield Number(Decimal(slept) / MINUTES, start, end + 1)


def _hour(said: Said, at: int) -> _Hour | None:
    found = CLOCK.fullmatch(said.tokens[at].text)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 2 * NOON or minute >= MINUTES:
        return None
    if found["half"]:
        hour = hour % NOON + (NOON if found["half"] == "p" else 0)
    is_sure = bool(found["half"]) or hour > NOON or found[0].startswith("0")
    return _Hour(hour * MINUTES + minute, is_sure)
