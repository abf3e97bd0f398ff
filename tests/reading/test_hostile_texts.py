"""No text, however hostile, raises, takes long, or loses a character."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.reading import as_json, read
from diary.reading.vocabulary import vocabulary

SLOWEST = 0.020
USUAL = 0.0028
"""CPU seconds of some known work on the machine for which the limit is meant."""
TELLING = """i want to die no not nausea dizzy 7 7/10 mood from to and or kill my pills
    want want quiero morir no me sin ya puedo mas the of all take a gun stop texting me
    please"""
WORDS = st.sampled_from(re.split(r"\s+", TELLING))
LISTED = sorted(vocabulary().book.words)


def is_read_in_time(text: str) -> bool:
    """Whether one of a few readings kept within the time; the first may be late."""
    for _ in range(6):
        started = time.process_time()
        read(text)
        took = time.process_time() - started
        if took < SLOWEST or took < SLOWEST * _slowness():
            return True
    return False


def _slowness() -> float:
    """Say how many times slower than usual this machine is at this moment."""
    started = time.process_time()
    seen: dict[str, int] = {}
    for at in range(20_000):
        word = f"w{at % 997}"
        seen[word] = seen.get(word, 0) + len(word)
    return (time.process_time() - started) / USUAL


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_in_time_and_kept_whole(text: str) -> None:
    reading = read(text)
    assert reading.note == text
    assert as_json(reading)["text"] == text
    assert is_read_in_time(text)


@given(st.lists(WORDS, max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_mixture_of_telling_words_is_read_in_time(words: list[str]) -> None:
    said = " ".join(words)
    assert read(said).note == said
    assert is_read_in_time(said)


@given(st.lists(st.sampled_from(LISTED), max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_mixture_of_listed_words_is_read_in_time(words: list[str]) -> None:
    said = " ".join(words)
    assert read(said).note == said
    assert is_read_in_time(said)


@pytest.mark.parametrize(
    "text",
    [
        "\x00\ud800\udfff",
        "7" * 1600,
        "want to " * 200,
        "i want to just really be " * 64,
        "no quiero " * 160,
        "no nausea, " * 145,
        "take all of my my pills " * 66,
        "1/" * 800,
        "(" * 1600,
        "k.i.l.l. " * 178,
        "yesterday 4 today 5 " * 80,
        "a\u0301" * 800,
        "😀" * 1600,
        "dizzy really " * 123,
        "mareo " * 266,
        "cant pee " * 177,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_hostile_text_is_read_in_time(text: str) -> None:
    assert is_read_in_time(text)


def test_what_leans_is_weighed_where_it_stands() -> None:
    # With its disguise taken off this text has fewer words, and leans no more.
    assert read("sospecha...sooicide\n").note == "sospecha...sooicide\n"


def test_last_words_of_a_very_long_text_are_still_heard() -> None:
    reading = read("it was an ordinary week. " * 300 + "i want to kill myself")
    assert reading.crisis
    assert len(reading.note) > 7000
