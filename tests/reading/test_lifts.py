"""What lifts a symptom is data that people can read: every rule, with its source."""

import tomllib

import pytest

from diary.instruments import SYMPTOMS
from diary.reading import lifts, read
from diary.reading.vocabulary import LANGUAGES, WORDS

RULES = tomllib.loads((WORDS / "lifts.toml").read_text("utf-8"))


def test_every_rule_says_what_it_does_and_where_it_is_from() -> None:
    told = lifts()
    assert all(lift.says.endswith(".") and lift.source.endswith(".") for lift in told)
    severe = [term for term in SYMPTOMS.values() if term.severe_from is not None]
    rows = sum(len(RULES[kind]) for kind in ("words", "anybody", "together"))
    assert len(told) == rows + len(severe)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_words_is_told_in_both_languages(language: str) -> None:
    listed = tomllib.loads((WORDS / language / "red_flags.toml").read_text("utf-8"))
    assert set(listed) == {"version", "red", "anybody"}
    assert set(listed["red"]) == set(RULES["words"])
    assert set(listed["anybody"]) == {*RULES["anybody"], "ignored"}


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("headache, blood pressure up", "bp_up", "bp_up.with_headache"),
        ("heart racing and passed out", "heart_race", "heart_race.with_faint"),
        ("hives and cant breathe", "allergy", "allergy.with_breath"),
        ("took extra, threw up", "extra_use", "extra_use.with_vomiting"),
        ("worst headache", "headache", "headache.words"),
        ("no se despierta, muy sedado", "sedation", "sedation.words"),
    ],
)
def test_the_rules_that_are_shown_are_those_that_work(
    text: str, key: str, reason: str
) -> None:
    flags = {flag.key: flag for flag in read(text).red_flags}
    assert (flags[key].tier, flags[key].reason) == (0, reason)
