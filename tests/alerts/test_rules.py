"""Which answers need a person: cases, no database."""

from dataclasses import replace
from datetime import date

import pytest

from diary.alerts import RULES, AlertDraft, AlertKind, evaluate
from diary.instruments import SYMPTOMS
from diary.reading import (
    WEIGHED,
    CrisisLevel,
    Evidence,
    Kind,
    Reading,
    RedFlag,
)

DAY = date(2026, 3, 4)


def heard(level: CrisisLevel = CrisisLevel.NONE, *flags: RedFlag) -> Reading:
    return Reading(
        text="some words",
        kind=Kind.NOTE,
        crisis=level is CrisisLevel.PAGE,
        crisis_level=level,
        red_flags=flags,
    )


def flag(key: str, tier: int) -> RedFlag:
    return RedFlag(key, tier, "a reason", "some words")  # type: ignore[arg-type]


def rules(found: tuple[AlertDraft, ...]) -> list[tuple[str, int]]:
    return [(draft.rule, draft.tier) for draft in found]


def test_an_ordinary_answer_needs_nobody() -> None:
    assert evaluate(heard(), {"nausea": 2, "headache": None}, DAY) == ()
    assert evaluate(None, {}, DAY) == ()


def test_words_of_crisis_page() -> None:
    (alert,) = evaluate(heard(CrisisLevel.PAGE), {}, DAY)

    assert (alert.kind, alert.tier, alert.rule) == (AlertKind.CRISIS, 0, "crisis.words")


def test_words_no_list_met_page_by_their_weight_and_say_so() -> None:
    weighed = Evidence(WEIGHED, "two weeks · my son", CrisisLevel.PAGE)
    (alert,) = evaluate(
        replace(heard(CrisisLevel.PAGE), crisis_evidence=(weighed,)), {}, DAY
    )

    assert (alert.kind, alert.tier, alert.rule) == (
        AlertKind.CRISIS,
        0,
        "crisis.weight",
    )
    assert "weigh" in alert.sentence


def test_words_about_others_or_the_past_are_reviewed() -> None:
    (alert,) = evaluate(heard(CrisisLevel.REVIEW), {}, DAY)

    assert (alert.kind, alert.tier) == (AlertKind.REVIEW, 1)


@pytest.mark.parametrize("severity", [None, 1, 4])
@pytest.mark.parametrize("key", ["suicidal", "self_harm", "harm_others"])
def test_a_crisis_given_as_an_answer_pages(key: str, severity: int | None) -> None:
    found = evaluate(None, {key: severity}, DAY)

    assert rules(found) == [("crisis.answer", 0)]


def test_a_denied_crisis_answer_does_not_page() -> None:
    assert evaluate(None, {"suicidal": 0}, DAY) == ()


def test_the_same_disclosure_in_words_and_answer_is_one_alert() -> None:
    found = evaluate(heard(CrisisLevel.PAGE), {"suicidal": 3}, DAY)

    assert rules(found) == [("crisis.words", 0)]


@pytest.mark.parametrize(
    ("symptoms", "expected"),
    [
        ({"chest_pain": None}, [("urgent.chest_pain", 0)]),
        ({"chest_pain": 0}, []),
        ({"pee_blood": 1}, [("same_day.pee_blood", 1)]),
        ({"anxiety": 2}, []),
        ({"anxiety": 3}, [("severe.anxiety", 1)]),
        ({"double": None, "breath": 2}, [("urgent.breath", 0), ("same_day.double", 1)]),
    ],
)
def test_a_sign_is_as_urgent_as_the_vocabulary_says(
    symptoms: dict[str, int | None], expected: list[tuple[str, int]]
) -> None:
    assert rules(evaluate(None, symptoms, DAY)) == expected


def test_reading_can_make_a_sign_more_urgent() -> None:
    found = evaluate(heard(CrisisLevel.NONE, flag("headache", 0)), {"headache": 4}, DAY)

    assert rules(found) == [("urgent.headache", 0)]


def test_several_signs_come_most_urgent_first() -> None:
    found = evaluate(heard(CrisisLevel.PAGE), {"pee_pain": 2, "faint": None}, DAY)

    assert [draft.tier for draft in found] == [0, 0, 1]


def test_a_worse_sign_of_the_same_day_is_no_repeat() -> None:
    (mild,) = evaluate(None, {"pee_blood": 1}, DAY)
    (again,) = evaluate(None, {"pee_blood": 1}, DAY)
    (worse,) = evaluate(None, {"pee_blood": 3}, DAY)

    assert mild.repeat == again.repeat
    assert mild.repeat != worse.repeat


@pytest.mark.parametrize("key", sorted(SYMPTOMS))
def test_every_alert_goes_back_to_a_rule_that_people_can_read(key: str) -> None:
    shown = {rule.key for rule in RULES}
    for draft in evaluate(None, {key: 4}, DAY):
        assert draft.rule in shown or draft.rule.partition(".")[0] in shown
        assert draft.sentence.endswith(".")
