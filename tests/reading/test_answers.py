"""What a number means because the check-in is open, beside a feeling or a weekday."""

from datetime import date
from decimal import Decimal

import pytest

from diary.reading import Ask, Reading, read

WEDNESDAY = date(2026, 3, 4)


def answered(words: str, language: str = "en") -> Reading:
    return read(words, asked="mood", language=language, today=WEDNESDAY)


@pytest.mark.parametrize(
    ("words", "mood"),
    [
        ("tired 4", 4),
        ("tired, 4", 4),
        ("4 tired", 4),
        ("so tired 4", 4),
        ("feeling tired 4", 4),
        ("tired 4/10", 4),
        ("cansada 4", 4),
        ("muy cansado 3", 3),
        ("con sueño 4", 4),
        ("sad 3", 3),
        ("triste 3", 3),
    ],
)
def test_a_number_beside_a_feeling_answers_and_the_word_tells_why(
    words: str, mood: int
) -> None:
    reading = answered(words)

    assert reading.mood == Decimal(mood)
    assert reading.ask is None
    assert {report.severity for report in reading.symptoms} <= {None, 3}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("anxious 6", "anxiety"),
        ("nervous 5", "anxiety"),
        ("headache 4", "headache"),
        ("ansiosa 6", "anxiety"),
        ("dolor de cabeza 4", "headache"),
    ],
)
def test_a_number_that_may_rate_the_effect_is_asked_about(words: str, key: str) -> None:
    reading = answered(words)

    assert [(each.key, each.severity) for each in reading.symptoms] == [(key, None)]
    assert reading.mood is None
    assert reading.ask is Ask.MOOD_UNCLEAR


@pytest.mark.parametrize(
    ("words", "severity"),
    [("tired 4", 4), ("cansada 4", 4), ("headache 4", 4), ("headache 3/10", 1)],
)
def test_unasked_a_number_rates_the_effect_as_ever(words: str, severity: int) -> None:
    reading = read(words, today=WEDNESDAY)

    assert [each.severity for each in reading.symptoms] == [severity]
    assert reading.mood is None


@pytest.mark.parametrize("words", ["headache 2/4", "headache 5/10", "mareo 2/4"])
def test_a_number_with_its_scale_rates_the_effect_though_asked(words: str) -> None:
    assert [each.severity for each in answered(words).symptoms] == [2]
    assert answered(words).ask is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("monday 5", date(2026, 3, 2)),
        ("Mon 5", date(2026, 3, 2)),
        ("5 monday", date(2026, 3, 2)),
        ("wednesday 5", WEDNESDAY),
        ("lunes 5", date(2026, 3, 2)),
        ("el lunes 5", date(2026, 3, 2)),
        ("martes 6", date(2026, 3, 3)),
        ("miércoles 5", WEDNESDAY),
    ],
)
def test_a_weekday_with_a_number_is_the_mood_of_that_day(words: str, day: date) -> None:
    reading = answered(words, "es" if "es" in words else "en")

    assert reading.mood is not None
    assert reading.day_on == day


@pytest.mark.parametrize("words", ["lunes 2", "el lunes 9", "martes 3"])
def test_a_weekday_that_fits_the_calendar_too_is_asked_about(words: str) -> None:
    reading = answered(words, "es")

    assert reading.mood is None
    assert reading.ask is Ask.MOOD_UNCLEAR


@pytest.mark.parametrize("words", ["mi cita es el lunes 5", "lunes 5 no puedo ir"])
def test_a_weekday_among_other_words_stays_a_date(words: str) -> None:
    assert answered(words, "es").mood is None
    assert answered(words, "es").ask is None
