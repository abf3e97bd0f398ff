"""Which texts answer a text."""

from datetime import date
from decimal import Decimal

from diary import texts
from diary.inbox.replies import (
    AFTER_OPT_OUT,
    ASKING,
    SAFETY,
    Echo,
    Line,
    chosen,
    echo_parts,
    spoken,
)

SAVED = Line("saved", (Echo(date(2026, 3, 4), 0, Decimal(6), 2),))


def names(lines: tuple[Line, ...]) -> list[str]:
    return [line.name for line in lines]


def test_words_of_crisis_are_answered_by_the_crisis_lines_alone() -> None:
    lines = (SAVED, Line("urgent"), Line("crisis"))

    assert names(chosen(lines, opted_out=False, may_answer=True)) == ["crisis"]


def test_several_acts_have_several_lines_once_each() -> None:
    lines = (Line("ride_thanks"), SAVED, Line("ride_thanks"))

    found = chosen(lines, opted_out=False, may_answer=True)

    assert names(found) == ["ride_thanks", "saved"]


def test_after_an_opt_out_only_the_confirmation_follows() -> None:
    lines = (SAVED, Line("stopped"))

    assert names(chosen(lines, opted_out=True, may_answer=True)) == ["stopped"]
    assert chosen(lines, opted_out=True, may_answer=False) == ()


def test_a_crisis_is_answered_even_with_an_opt_out() -> None:
    lines = (Line("crisis"), Line("stopped"))

    assert names(chosen(lines, opted_out=True, may_answer=True)) == ["crisis"]


def test_an_echo_holds_numbers_and_nothing_else() -> None:
    def said(mood: str | None, notes: int) -> list[str]:
        number = None if mood is None else Decimal(mood)
        parts = echo_parts(Echo(date(2026, 3, 4), 0, number, notes))
        return [texts.render(name, "en", **values) for name, values in parts]

    assert said("6", 0) == ["6 of 10"]
    assert said("6.5", 1) == ["6.5 of 10", "1 note"]
    assert said(None, 3) == ["3 notes"]


def test_numbers_are_said_as_people_write_them() -> None:
    assert [spoken(Decimal(n)) for n in ("10", "6.0", "6.5", "0")] == [
        "10",
        "6",
        "6.5",
        "0",
    ]


def test_every_named_text_is_a_file() -> None:
    assert {*SAFETY, *AFTER_OPT_OUT, *ASKING} <= texts.names("en")
