"""Hours of sleep: "slept 4h", "6 hrs of sleep", "dormí como 5".

A night told by the clock ("slept 11pm-6am") is left to `nights`.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from diary.reading.nights import nights_by_the_clock, sleep_stands_before
from diary.reading.numbers import (
    HALF,
    Form,
    Number,
    followed_by_unit,
    leads_to,
    middle,
    phrase_at,
)
from diary.reading.said import Said
from diary.reading.vocabulary import NumberWords

SLEEP_NEAR = 6
LONGEST_BARE = 14
NEAR_HOURS = 2
HOURS_ON_A_CLOCK = 12


def sleep_hours(
    said: Said, words: NumberWords, numbers: list[Number]
) -> Iterator[tuple[Number, list[int]]]:
    """Find the hours slept, each with the other words it spends."""
    nights = [*nights_by_the_clock(said, words), *_nights(said, words, numbers)]
    yield from ((night, []) for night in nights)
    told = {at for night in nights for at in range(night.start, night.end)}
    for number in numbers:
        if number.form in (Form.OF_TEN, Form.OF_OTHER) or number.start in told:
            continue
        after = said.words[number.end] if number.end < len(said.words) else ""
        in_hours = after in words.sets["hours"]
        if in_hours and _sleep_is_near(said, words, number):
            more = phrase_at(said, words, "half", number.end + 1)
            spent = range(number.end, number.end + 1 + more)
            hours = number.value + (HALF if more else 0)
            near = _sleep_words(said, words, number)
            yield replace(number, value=hours), [*spent, *near]
        elif not in_hours and _follows_slept(said, words, number):
            yield number, []


def _nights(said: Said, words: NumberWords, numbers: list[Number]) -> Iterator[Number]:
    """Find "slept from 11 to 5" and make hours of it; "slept 5 to 6" is 5.5."""
    for first, second in pairwise(numbers):
        if not leads_to(said, words, first, second):
            continue
        is_led = first.start > 0 and said.words[first.start - 1] in words.sets["from"]
        before = first.start - is_led
        if not all(map(_is_hour, (first, second))):
            continue
        if not sleep_stands_before(said, words, before):
            continue
        is_span = not is_led and 0 < second.value - first.value <= NEAR_HOURS
        hours = (HOURS_ON_A_CLOCK + second.value - first.value) % HOURS_ON_A_CLOCK
        night = middle(first, second)
        yield night if is_span else replace(night, value=hours)


def _is_hour(number: Number) -> bool:
    return number.form is Form.PLAIN and 0 < number.value <= HOURS_ON_A_CLOCK


def _sleep_is_near(said: Said, words: NumberWords, number: Number) -> bool:
    start = max(0, number.start - SLEEP_NEAR)
    clause = said.sentences[number.start]
    near = [
        word
        for at, word in enumerate(said.words[start : number.end + SLEEP_NEAR], start)
        if said.sentences[at] == clause
    ]
    if not words.sets["slept"].isdisjoint(near):
        return True
    return any(
        match.key == "night" and said.clauses[match.start] == said.clauses[number.start]
        for match in said.get("day")
    )


def _sleep_words(said: Said, words: NumberWords, number: Number) -> list[int]:
    around = range(max(0, number.start - SLEEP_NEAR), number.end + SLEEP_NEAR)
    return [
        at
        for at in around
        if at < len(said.words) and said.words[at] in words.sets["slept"]
    ]


def _follows_slept(said: Said, words: NumberWords, number: Number) -> bool:
    """Whether it says "slept 5" or "dormí como 6", with nothing else between."""
    if followed_by_unit(said, words, number) or number.value > LONGEST_BARE:
        return False
    return sleep_stands_before(said, words, number.start)
