"""Hours of sleep: "slept 4h", "6 hrs of sleep", "dormí como 5"."""

from collections.abc import Iterator

from diary.reading.numbers import Form, Number, followed_by_unit
from diary.reading.said import Said
from diary.reading.vocabulary import NumberWords

SLEEP_NEAR = 6
LONGEST_BARE = 14


def sleep_hours(
    said: Said, words: NumberWords, numbers: list[Number]
) -> Iterator[tuple[Number, list[int]]]:
    """Find the hours slept, each with the other words it spends."""
    for number in numbers:
        if number.form in (Form.OF_TEN, Form.OF_OTHER):
            continue
        after = said.words[number.end] if number.end < len(said.words) else ""
        in_hours = after in words.sets["hours"]
        if in_hours and _sleep_is_near(said, words, number):
            yield number, [number.end, *_sleep_words(said, words, number)]
        elif not in_hours and _follows_slept(said, words, number):
            yield number, []


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
    for at in range(number.start - 1, max(-1, number.start - 5), -1):
        if said.clauses[at] != said.clauses[number.start]:
            return False
        word = said.words[at]
        if word in {"slept", "dormi", "durmi"}:
            return True
        if word not in words.sets["sleep_between"]:
            return False
    return False
