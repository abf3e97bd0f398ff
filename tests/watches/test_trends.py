"""Scores over several answers: cases, no database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from diary.alerts import AlertDraft
from diary.watches.models import Shape
from diary.watches.trends import SHIPPED, Point, Watch, trends

FIRST = date(2026, 3, 2)


def points(*values: float | None, every: int = 1) -> list[Point]:
    """One answer a day from Monday on; None is a day without one."""
    return [
        Point(FIRST + timedelta(days=index * every), Decimal(str(value)))
        for index, value in enumerate(values)
        if value is not None
    ]


def rule(shape: Shape, amount: float = 0, answers: int = 3) -> Watch:
    return Watch("mood", shape, Decimal(str(amount)), answers, "clinic's own")


def found(
    watch: Watch, series: list[Point], day: date | None = None
) -> list[AlertDraft]:
    return [*trends([watch], {watch.score: series}, day or series[-1].day)]


@pytest.mark.parametrize(
    ("values", "applies"),
    [
        ((7, 6, 5, 4), True),
        ((7, 6.5, 6, 5.5), True),
        ((9, 3, 2, 1), True),
        ((6, 5, 4), False),
        ((7, 6, 6, 5), False),
        ((7, 6, 7, 5), False),
        ((4, 5, 6, 7), False),
        ((7, None, 6, 5, 4), True),
    ],
)
def test_three_falls_take_four_answers(
    values: tuple[float | None, ...], applies: bool
) -> None:
    assert bool(found(rule(Shape.FALLS), points(*values))) is applies


def test_answers_far_apart_are_no_run() -> None:
    assert found(rule(Shape.FALLS), points(7, 6, 5, 4, every=2))
    assert not found(rule(Shape.FALLS), points(7, 6, 5, 4, every=3))


def test_a_fall_may_have_to_be_deep() -> None:
    deep = rule(Shape.FALLS, amount=4, answers=2)

    assert found(deep, points(8, 6, 4))
    assert not found(deep, points(8, 7, 5))


def test_a_rise_is_the_mirror_of_a_fall() -> None:
    assert found(rule(Shape.RISES), points(2, 3, 5, 8))
    assert not found(rule(Shape.RISES), points(8, 5, 3, 2))


@pytest.mark.parametrize(
    ("shape", "values", "applies"),
    [
        (Shape.AT_MOST, (2, 1, 2), True),
        (Shape.AT_MOST, (2, 2.5, 2), False),
        (Shape.AT_MOST, (1, 2), False),
        (Shape.AT_LEAST, (2, 3, 9), True),
        (Shape.AT_LEAST, (2, 3, 1.5), False),
    ],
)
def test_a_bound_holds_for_each_answer(
    shape: Shape, values: tuple[float, ...], applies: bool
) -> None:
    assert bool(found(rule(shape, amount=2), points(*values))) is applies


def test_the_sentence_gives_the_figures() -> None:
    (alert,) = found(rule(Shape.FALLS), points(7, 6, 4.5, 2))

    assert alert.sentence == "Mood lower each time in 3 answers in a row: 7, 6, 4.5, 2."
    assert (alert.tier, alert.rule) == (1, "watch.mood.falls.0.3")


def test_a_run_that_goes_on_is_told_once_a_week() -> None:
    low = rule(Shape.AT_MOST, amount=2)
    told = {
        found(low, points(*[1] * days))[0].repeat for days in (3, 4, 5, 6, 7, 8, 9, 14)
    }

    assert told == {f"{FIRST}:0", f"{FIRST}:1"}


def test_a_day_filled_in_late_completes_a_run() -> None:
    series = points(1, 2, 1)

    assert found(rule(Shape.AT_MOST, amount=2), series, FIRST + timedelta(days=1))


def test_a_run_over_before_the_day_is_not_told_again() -> None:
    series = points(7, 6, 5, 4, 9)

    assert not found(rule(Shape.FALLS), series, FIRST + timedelta(days=4))


def test_each_rule_says_itself_and_names_its_source() -> None:
    says = [watch.says for watch in SHIPPED]

    assert says == [
        "Mood lower than the answer before in 3 answers in a row.",
        "Anxiety higher than the answer before in 3 answers in a row.",
        "Craving 7 or more.",
    ]
    assert all(watch.source for watch in SHIPPED)
