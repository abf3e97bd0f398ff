"""The search of a line for patterns: what it leaves untried it could not have met."""

import pytest

from diary.reading.patterns import Entry, PatternBook
from diary.reading.tokens import Line


def found(pattern: str, said: str) -> bool:
    book = PatternBook()
    book.add([Entry("topic", "key", pattern)], {"want": ["want to", "wish"]})
    return "topic" in book.find(Line(said.split()))


def test_a_pattern_of_common_and_rare_words_is_met() -> None:
    assert found("@want (be|go) with the (river|sea*)", "i want to be with the sea")


def test_stems_and_missing_words_keep_no_pattern_from_being_tried() -> None:
    assert found("want* (very|so)? (much|bad) river", "wanting much river")
    assert found("(a river|the sea) _2 (cal*|pull) me", "the sea keeps calling me")


def test_a_line_without_one_of_the_words_is_not_met() -> None:
    assert not found("@want (be|go) with the river", "i wish the river")


@pytest.mark.parametrize("before", range(40))
def test_a_pattern_is_met_wherever_it_stands_in_a_long_line(before: int) -> None:
    said = f"{'well ' * before}the sea keeps on calling me{' well' * (60 - before)}"
    assert found("the sea _3 call* me", said)
    assert not found("the sea _3 call* me$", said)


def test_a_pattern_of_the_end_and_a_wide_one_are_met_in_a_long_line() -> None:
    assert found("the sea _3 call* me$", "well " * 50 + "the sea keeps calling me")
    far = " well" * 18
    assert found("the sea _9 _9 call* me", f"{far} the sea{far} calls me{far}")
    assert not found("the sea _8 _9 call* me", f"{far} the sea{far} calls me{far}")
