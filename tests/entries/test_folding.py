"""How what was said in turn adds up to one day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from diary.entries.folding import Said, fold, standing

START = datetime(2026, 3, 4, 15, tzinfo=UTC)


def said(
    number: int,
    key: str | None = None,
    *,
    mood: str | None = None,
    symptoms: dict[str, int | None] | None = None,
    is_late: bool = False,
    has_words: bool = False,
    undoes: int | None = None,
) -> Said:
    return Said(
        id=number,
        client_key=key or f"key-{number}",
        received_at=START + timedelta(minutes=number),
        is_late=is_late,
        scores={} if mood is None else {"mood": Decimal(mood)},
        symptoms=symptoms or {},
        has_words=has_words,
        undoes_id=undoes,
    )


def mood(*submissions: Said) -> Decimal | None:
    day = fold(submissions)
    return None if day is None else day.scores.get("mood")


def test_nothing_said_is_no_day() -> None:
    assert fold([]) is None


def test_a_later_score_replaces_the_earlier_one() -> None:
    assert mood(said(1, mood="6"), said(2, mood="4")) == 4


def test_a_later_answer_without_a_score_leaves_it() -> None:
    assert mood(said(1, mood="6"), said(2, symptoms={"nausea": 1})) == 6


def test_another_body_of_the_same_key_replaces_all_of_the_first() -> None:
    day = fold([said(1, "app", mood="6", symptoms={"nausea": 2}), said(2, "app")])

    assert day is not None
    assert (day.scores, day.symptoms) == ({}, {})


def test_symptoms_of_several_answers_are_merged() -> None:
    day = fold([said(1, symptoms={"nausea": 2}), said(2, symptoms={"headache": 0})])

    assert day is not None
    assert day.symptoms == {"nausea": 2, "headache": 0}


def test_naming_a_symptom_again_does_not_unsay_how_bad_it_was() -> None:
    day = fold([said(1, symptoms={"nausea": 3}), said(2, symptoms={"nausea": None})])

    assert day is not None
    assert day.symptoms == {"nausea": 3}


def test_a_symptom_that_was_denied_and_then_named_is_there() -> None:
    day = fold([said(1, symptoms={"nausea": 0}), said(2, symptoms={"nausea": None})])

    assert day is not None
    assert day.symptoms == {"nausea": None}


def test_what_was_taken_back_does_not_count() -> None:
    assert fold([said(1, mood="6"), said(2, undoes=1)]) is None


def test_taking_back_an_amendment_brings_back_what_it_replaced() -> None:
    first, second = said(1, "app", mood="6"), said(2, "app", mood="2")

    assert mood(first, second, said(3, undoes=2)) == 6


def test_a_day_is_late_only_if_nothing_of_it_came_in_time() -> None:
    late = fold([said(1, mood="6", is_late=True)])
    both = fold([said(1, mood="6"), said(2, mood="5", is_late=True)])

    assert late is not None
    assert both is not None
    assert (late.is_late, both.is_late) == (True, False)


def test_a_day_keeps_when_it_was_first_and_last_spoken_of() -> None:
    day = fold([said(1, mood="6"), said(5, has_words=True)])

    assert day is not None
    assert day.has_words
    assert day.first_received_at == START + timedelta(minutes=1)
    assert day.last_received_at == START + timedelta(minutes=5)


@st.composite
def histories(draw: st.DrawFn) -> list[Said]:
    count = draw(st.integers(0, 8))
    keys = draw(st.lists(st.sampled_from("abc"), min_size=count, max_size=count))
    undoes = [
        draw(st.none() | st.integers(1, number - 1)) if number > 1 else None
        for number in range(1, count + 1)
    ]
    return [
        said(number, key if undo is None else f"undo {number}", mood="5", undoes=undo)
        for number, (key, undo) in enumerate(zip(keys, undoes, strict=True), 1)
    ]


@given(histories())
def test_what_stands_is_one_of_a_key_and_never_taken_back(history: list[Said]) -> None:
    stand = standing(history)

    undone = {each.undoes_id for each in history}
    assert len({each.client_key for each in stand}) == len(stand)
    assert not undone & {each.id for each in stand}


@given(histories(), st.randoms())
def test_folding_does_not_depend_on_how_rows_come_out(
    history: list[Said], chance: object
) -> None:
    shuffled = sorted(history, key=lambda _: chance.random())  # type: ignore[attr-defined]

    assert fold(shuffled) == fold(history)
