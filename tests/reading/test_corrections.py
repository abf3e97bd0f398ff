"""Numbers put right: the new one is the mood, and the reading says it corrects."""

from decimal import Decimal

import pytest

from diary.reading import TODAY, YESTERDAY, Ask, read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("sorry meant 7", "en"),
        ("7 not 6", "en"),
        ("can you change my 6 to a 7", "en"),
        ("wrong number, its 7 not 1", "en"),
        ("7*", "en"),
        ("no, 7", "es"),
        ("cambia el 6 por 7", "es"),
        ("puse 6 pero es 7", "es"),
        ("se me fue el dedo, 7", "es"),
    ],
)
def test_a_correction_is_heard_with_its_new_number(text: str, language: str) -> None:
    reading = read(text, language=language)
    assert reading.mood == Decimal(7)
    assert reading.corrects
    assert not reading.acts


@pytest.mark.parametrize("text", ["7, no nausea", "sorry im late. 7", "7 today"])
def test_an_answer_is_no_correction(text: str) -> None:
    reading = read(text)
    assert reading.mood == Decimal(7)
    assert not reading.corrects


@pytest.mark.parametrize(
    ("text", "language"),
    [("4 yesterday and 7 today", "en"), ("hoy 7 y el de ayer 4", "es")],
)
def test_two_days_joined_by_and_are_two_entries(text: str, language: str) -> None:
    reading = read(text, language=language)
    assert (reading.day, reading.mood) == (TODAY, Decimal(7))
    assert [(one.day, one.mood) for one in reading.also] == [(YESTERDAY, Decimal(4))]


@pytest.mark.parametrize(
    ("text", "language", "keys"),
    [
        ("is it normal to be dizzy?", "en", []),
        ("is it normal that im so dizzy", "en", ["dizziness"]),
        ("the pamphlet says nausea is common", "en", []),
        ("my sister's baby threw up", "en", []),
        ("i could feel my heart racing", "en", ["heart_race"]),
        ("no paraba de vomitar", "es", ["vomiting"]),
        ("me dio un ataque de panico", "es", ["anxiety"]),
        ("el bebe de mi hermana vomito", "es", []),
    ],
)
def test_only_what_one_has_is_a_symptom(
    text: str, language: str, keys: list[str]
) -> None:
    assert [one.key for one in read(text, language=language).symptoms] == keys


def test_a_zero_beside_a_symptom_is_no_second_mood() -> None:
    reading = read("7 and 0 headache")
    assert reading.mood == Decimal(7)
    assert [(one.key, one.severity) for one in reading.symptoms] == [("headache", 0)]


def test_a_number_belongs_to_the_nearest_name_before_it() -> None:
    reading = read("severe anxiety, mood 4")
    assert reading.mood == Decimal(4)
    assert not reading.scores
    assert [(one.key, one.severity) for one in reading.symptoms] == [("anxiety", 3)]


def test_somebody_elses_number_is_no_mood() -> None:
    assert read("my husband's mood is 3").mood is None


def test_a_misspelling_between_two_symptoms_is_asked_about_and_not_chosen() -> None:
    reading = read("ando agtada", language="es")
    assert reading.ask is Ask.SYMPTOM_UNCLEAR
    assert not reading.symptoms
    assert read("estoy agotada", language="es").ask is None
