"""Two numbers that are one: a span of hours, of pills; times of the night."""

from decimal import Decimal

import pytest

from diary.reading import read


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("en", "slept 3 to 4 hours", "3.5"),
        ("en", "3 or 4 hours of sleep", "3.5"),
        ("en", "between 3 and 4 hours of sleep", "3.5"),
        ("es", "de 3 a 4 horas dormí", "3.5"),
        ("es", "dormí entre 3 y 4 horas", "3.5"),
        ("en", "slept from 3 to 7", "4"),
        ("en", "slept 11 to 5", "6"),
        ("en", "slept 5 to 6", "5.5"),
        ("es", "dormí de 11 a 5", "6"),
        ("es", "dormí de 12 a 7", "7"),
    ],
)
def test_hours_slept_may_be_a_span_or_two_times(
    language: str, text: str, hours: str
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.scores == {"sleep_hours": Decimal(hours)}
    assert reading.mood is None
    assert reading.ask is None


def test_a_mood_beside_a_span_of_hours_stays() -> None:
    reading = read("6. slept 3 to 4 hours", asked="mood")
    assert reading.mood == 6
    assert reading.scores == {"sleep_hours": Decimal("3.5")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "between 2 and 3 weeks"),
        ("en", "2 to 3 pills"),
        ("en", "woke up 3 or 4 times"),
        ("es", "entre 2 y 3 semanas"),
        ("es", "2 o 3 pastillas"),
    ],
)
def test_a_span_that_counts_something_is_no_mood(language: str, text: str) -> None:
    assert read(text, language=language, asked="mood").mood is None


@pytest.mark.parametrize(
    ("text", "mood", "hours"),
    [("mood 6 and 4 hours sleep", 6, "4"), ("a 5 and 6 hours of sleep", 5, "6")],
)
def test_a_mood_and_hours_joined_by_and_are_two(
    text: str, mood: int, hours: str
) -> None:
    reading = read(text, asked="mood")
    assert reading.mood == mood
    assert reading.scores == {"sleep_hours": Decimal(hours)}


@pytest.mark.parametrize(
    ("text", "scores"),
    [("D:3", {}), ("D3", {}), ("M6 D3", {"pain": Decimal(3)})],
)
def test_a_letter_at_a_number_names_it(text: str, scores: dict[str, Decimal]) -> None:
    reading = read(text, language="es", asked="mood")
    assert reading.scores == scores
    assert reading.mood == (6 if scores else None)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_face_with_a_three_is_no_mood(language: str) -> None:
    assert read("D:3", language=language, asked="mood").mood is None


@pytest.mark.parametrize("text", ["un 7 d10", "un 7 d 10", "ánimo d 7"])
def test_shortened_spanish_is_still_read_at_a_number(text: str) -> None:
    assert read(text, language="es", asked="mood").mood == 7
