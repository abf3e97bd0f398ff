"""A slip in the word that matters takes no plain text away."""

from collections.abc import Iterator

import pytest

from diary.reading import read

PLAIN = {
    "en": (
        *("i wish i was DEAD", "i dont want to be ALIVE anymore", "i am SUICIDAL"),
        *("theres no reason to LIVE", "i dont want to WAKE up", "i will KILL myself"),
    ),
    "es": (
        *("me quiero MORIR", "no quiero VIVIR mas", "tengo GANAS de morir"),
        *("no tengo razones para VIVIR", "no me siento SEGURA conmigo misma"),
    ),
}
OTHER_WORDS = frozenset({"dad", "lie", "ded", "alie", "alve", "lve", "wae"})
"""Slips that make another word, or as well one of another."""


def _slips(word: str) -> Iterator[str]:
    """Give a word with an inner letter left out, doubled or swapped with the next."""
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _misspelt() -> Iterator[tuple[str, str]]:
    for language, texts in PLAIN.items():
        for text in texts:
            right = next(word for word in text.split() if word.isupper())
            for slip in sorted(set(_slips(right.lower())) - OTHER_WORDS):
                yield language, text.replace(right, slip)


@pytest.mark.parametrize(("language", "text"), [*_misspelt()])
def test_a_slip_in_the_word_that_matters_still_pages(language: str, text: str) -> None:
    assert read(text, language=language).crisis
