"""The daily scores and symptoms mean what the forms and charts believe they mean."""

from decimal import Decimal

import pytest

from diary.instruments import (
    SCORES,
    SEVERITY_WORDS,
    SYMPTOMS,
    Best,
    check_scores,
    form_symptoms,
    label,
    severity_word,
)


def test_every_answer_in_range_is_taken() -> None:
    assert check_scores({"mood": Decimal("6.5"), "sleep_hours": Decimal("7.2")}) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mood", "11"),
        ("mood", "-1"),
        ("mood", "6.3"),
        ("mood", "NaN"),
        ("sleep_hours", "25"),
        ("luck", "3"),
    ],
)
def test_a_wrong_number_is_named_by_its_field(key: str, value: str) -> None:
    assert list(check_scores({key: Decimal(value)})) == [key]


def test_all_wrong_fields_are_named_at_once() -> None:
    faults = check_scores({"mood": Decimal(12), "pain": Decimal(-3)})
    assert set(faults) == {"mood", "pain"}


def test_high_is_good_for_mood_and_bad_for_pain() -> None:
    assert SCORES["mood"].best is Best.HIGH
    assert SCORES["pain"].best is Best.LOW


def test_the_vocabulary_has_its_56_terms_in_both_languages() -> None:
    assert len(SYMPTOMS) == 56
    assert all(set(term.label) == {"en", "es"} for term in SYMPTOMS.values())


def test_five_words_of_severity_in_each_language() -> None:
    assert all(len(words) == 5 for words in SEVERITY_WORDS.values())
    assert severity_word(4, "es") == "muy fuerte"
    assert label("nausea", "fr") == "Sick to my stomach"


def test_a_nasal_course_asks_about_the_nose_first() -> None:
    assert form_symptoms("IN_ESKETAMINE")[0].key == "nose"
    assert "nose" not in {term.key for term in form_symptoms("IV")}


def test_no_form_offers_a_tile_for_suicide() -> None:
    assert "suicidal" not in {term.key for term in form_symptoms("IN_ESKETAMINE")}
