"""Frames that only lean to a page: what the words around them add or take away."""

import pytest

from diary.reading.crisis import find_crisis
from diary.reading.results import CrisisLevel
from diary.reading.said import Said


def level_of(text: str) -> CrisisLevel:
    return find_crisis(Said.hear(text)).level


@pytest.mark.parametrize(
    "text",
    [
        "cut my finger with the knife making salad",
        "see you on the other side, surgery at 8",
        "hoy me despido de todos en la oficina, me jubilo",
    ],
)
def test_a_leaning_frame_in_an_ordinary_text_is_for_review(text: str) -> None:
    assert level_of(text) is CrisisLevel.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "cut my arm with the knife, i keep needing to",
        "see you on the other side, i cant live like this",
        "hoy me despido de todos, ya no voy a despertar",
        "just took the hole bottle",
    ],
)
def test_the_same_frame_among_words_of_danger_pages(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


def test_a_leaning_frame_that_is_meant_pages_whatever_stands_around() -> None:
    assert level_of("see you on the other side haha") is not CrisisLevel.PAGE
    assert level_of("see you on the other side haha. not a joke") is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "my flatmate said he wanted to end it all",
        "I used to be suicidal",
        "years ago I tried to kill myself",
        "hace años quise matarme",
    ],
)
def test_what_is_only_of_others_or_the_past_is_not_raised_by_its_weight(
    text: str,
) -> None:
    assert level_of(text) is CrisisLevel.REVIEW


def test_the_weight_still_raises_what_goes_on_from_the_past() -> None:
    text = "years ago I tried to kill myself, and tonight i am at that point once more"
    assert level_of(text) is CrisisLevel.PAGE
