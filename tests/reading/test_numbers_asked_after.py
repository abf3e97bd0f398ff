"""A number that guesses at what is asked is nobody's mood; letters name scores."""

from decimal import Decimal

import pytest

from diary.reading import read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how many more do i have, 3?"),
        ("en", "what time tomorrow, 3?"),
        ("en", "is it 3 or 4 more?"),
        ("es", "cuántas me faltan, 3?"),
        ("es", "a qué hora es, a las 3?"),
    ],
)
def test_a_guess_at_a_count_or_time_is_not_a_mood(language: str, text: str) -> None:
    assert read(text, language=language, asked="mood").mood is None


@pytest.mark.parametrize(
    ("language", "text", "mood"),
    [
        ("en", "6. how many more do i have?", 6),
        ("en", "how much better? like a 7", 7),
        ("es", "5, cuántas me faltan?", 5),
    ],
)
def test_a_mood_beside_a_question_stays(language: str, text: str, mood: int) -> None:
    assert read(text, language=language, asked="mood").mood == mood


def test_letters_name_the_scores_in_spanish_too() -> None:
    reading = read("M6 A4 S7", language="es")
    assert reading.mood == 6
    assert reading.scores == {"anxiety": Decimal(4), "sleep": Decimal(7)}


def test_a_letter_that_may_be_mood_or_anxiety_is_neither_alone() -> None:
    reading = read("A6", language="es", asked="mood")
    assert reading.mood is None
    assert "anxiety" not in reading.scores
