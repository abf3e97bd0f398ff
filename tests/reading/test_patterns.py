"""The search of a line for patterns: what it leaves untried it could not have met."""

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
