"""What the carrier does by itself, and what is left to us."""

import pytest

from diary.inbox.carrier_words import CarrierWord, carrier_word


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop\n", "END", "quit", "Cancel"])
def test_the_carrier_stops_on_its_words(word: str) -> None:
    assert carrier_word(word, None) is CarrierWord.STOP


@pytest.mark.parametrize("word", ["START", "yes", "UNSTOP"])
def test_the_carrier_starts_on_its_words(word: str) -> None:
    assert carrier_word(word, None) is CarrierWord.START


@pytest.mark.parametrize(
    "words",
    ["stop.", "Stop!!", "please stop texting me", "opt out", "STOP please", "", "6"],
)
def test_the_carrier_lets_everything_else_pass(words: str) -> None:
    assert carrier_word(words, None) is None


def test_what_the_carrier_says_it_did_counts_for_any_words() -> None:
    assert carrier_word("basta ya", "STOP") is CarrierWord.STOP
    assert carrier_word("ayuda", "HELP") is CarrierWord.HELP
    assert carrier_word("6", "SOMETHING NEW") is None
