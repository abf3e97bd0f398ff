"""What a text says, as the patient meant it."""

from datetime import date
from decimal import Decimal

import pytest

from diary.reading import Ask, CrisisLevel, Kind, as_json, read


def test_the_example_of_the_documented_shape() -> None:
    text = "6, bit dizzy, threw up twice. slept 4h"
    assert as_json(read(text)) == {
        "text": text,
        "kind": "entry",
        "day": "today",
        "mood": 6,
        "scores": {"sleep_hours": 4},
        "symptoms": [
            {"key": "dizziness", "severity": 1},
            {"key": "vomiting", "severity": None},
        ],
        "crisis": False,
        "red_flags": [],
        "language": "en",
        "note": text,
    }


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("7", 7),
        ("seven", 7),
        ("7️⃣ 😊", 7),
        ("٧", 7),
        ("7½", 7.5),
        ("about a 5", 5),
        ("5 or 6", 5.5),
        ("7/10", 7),
        ("mood 6", 6),
        ("was a 4, now a 7", 7),
        ("from 3 to 6", 6),
        ("sorry meant 7", 7),
        ("5 not 6", 5),
        ("un 6 y medio", 6.5),
        ("on a scale of 1 to 10 im a 4", 4),
    ],
)
def test_a_number_said_of_oneself_is_the_mood(text: str, mood: float) -> None:
    assert read(text).mood == Decimal(str(mood))


@pytest.mark.parametrize(
    "text",
    [
        "see you at 7",
        "took 2 tylenol",
        "50 mg",
        "555 867 5309",
        "my son turned 6 today",
        "eagles won 7-3",
        "the movie was a 7/10",
        "walked 5 miles",
        "day 3 of the new meds",
        "nos vemos a las 7",
        "11/21",
    ],
)
def test_a_number_of_something_else_is_no_mood(text: str) -> None:
    assert read(text).mood is None


@pytest.mark.parametrize("text", ["11", "mood 12", "-2", "15/10"])
def test_out_of_range_is_asked_back(text: str) -> None:
    assert read(text).ask is Ask.MOOD_OUT_OF_RANGE


def test_two_bare_numbers_are_asked_about_and_never_guessed() -> None:
    reading = read("4 9")
    assert (reading.mood, reading.ask) == (None, Ask.MOOD_UNCLEAR)


def test_all_scores_of_one_line_are_kept() -> None:
    reading = read("im a 4 on mood and 6 on anxiety")
    assert (reading.mood, dict(reading.scores)) == (4, {"anxiety": 6})


def test_a_denied_symptom_has_severity_zero() -> None:
    found = {s.key: s.severity for s in read("no nausea or headache").symptoms}
    assert found == {"nausea": 0, "headache": 0}


@pytest.mark.parametrize(
    "text", ["my mom is dizzy", "will i get nauseous?", "voy a tener nauseas?"]
)
def test_somebody_elses_or_a_feared_symptom_is_not_today_s(text: str) -> None:
    assert read(text).symptoms == ()


def test_two_days_become_two_readings() -> None:
    reading = read("yesterday was a 4, today 6")
    assert reading.mood == 6
    assert [(o.mood, o.day.days_back) for o in reading.also] == [(4, 1)]


def test_a_weekday_is_the_last_one_before_the_text() -> None:
    reading = read("thursday was a 3", today=date(2026, 11, 21))
    assert reading.day_on == date(2026, 11, 19)
    assert as_json(reading)["day"] == "2026-11-19"


def test_an_answer_and_a_mood_in_one_text_are_both_taken() -> None:
    reading = read("Y, and mood 4", asked="ride")
    assert reading.kind is Kind.CONFIRM
    assert reading.mood == 4


def test_a_bare_digit_is_the_diarys_whatever_is_asked() -> None:
    reading = read("3", asked="ride")
    assert (reading.mood, reading.acts) == (3, ())


def test_the_code_of_a_page_is_read_through_spaces_and_case() -> None:
    (act,) = read("ack 7f 3k").acts
    assert (act.kind, act.detail) == (Kind.ACKNOWLEDGE, "7F3K")


def test_yes_restarts_and_still_answers() -> None:
    reading = read("YES", asked="ride")
    assert reading.restarts
    assert reading.kind is Kind.CONFIRM


def test_an_initial_is_a_choice_only_when_asked_for() -> None:
    assert read("a", asked="which_of_two").acts[0].detail == "A"
    assert read("n").kind is Kind.DECLINE


def test_a_crisis_stands_above_an_opt_out() -> None:
    reading = read("stop. i want to die")
    assert reading.crisis_level is CrisisLevel.PAGE


def test_somebody_elses_suicide_goes_to_review() -> None:
    reading = read("my brother killed himself last year")
    assert (reading.crisis, reading.crisis_level) == (False, CrisisLevel.REVIEW)


def test_the_evidence_gives_the_persons_own_words() -> None:
    evidence = read("I k1ll mys3lf tonight").crisis_evidence
    assert evidence
    assert all(item.words for item in evidence)


def test_a_worst_headache_is_an_emergency() -> None:
    (flag,) = read("worst headache of my life").red_flags
    assert (flag.key, flag.tier) == ("headache", 0)


def test_nothing_to_keep_is_unclear_and_words_are_a_note() -> None:
    assert read("...").kind is Kind.UNCLEAR
    assert read("had a great day at the beach").kind is Kind.NOTE


@pytest.mark.parametrize("code", ["XB6Q", "Y7AL", "4EL2", "B9NO"])
def test_the_letters_of_a_code_tell_no_language(code: str) -> None:
    assert read(f"ACK {code}", language="en").language == "en"
    assert read(f"ACK {code}", language="es").language == "es"
