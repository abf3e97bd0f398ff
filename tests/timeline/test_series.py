"""A gap is a gap; a spell ends where somebody says so or says nothing."""

from datetime import timedelta

import pytest

from diary.timeline.series import answered_since, felt_keys, gaps, runs, spells
from tests.timeline.stories import FIRST, day, mark, on, story


def test_every_calendar_day_is_on_the_line() -> None:
    told = story([day(3, 5), day(40, 5)])
    assert [each.on for each in told.days] == [on(place) for place in range(28)]
    assert sum(each.is_answered for each in told.days) == 1


def test_a_line_never_crosses_a_missing_day() -> None:
    told = story([day(0, 1), day(1, 2), day(3, 3), day(4), day(5, 4)])
    places = [[place for place, _, _ in run] for run in runs(told, "mood")]
    assert places == [[0, 1], [3], [5]]


def test_gaps_are_the_days_nobody_answered() -> None:
    told = story([day(0, 1), day(3, 3), day(4)], count=7)
    assert gaps(told) == [(1, 2), (5, 2)]


def test_days_are_counted_from_the_session_on() -> None:
    told = story([day(20, 4), day(22, 5), day(27, 6)], [mark(2), mark(22)])
    assert told.since_on == on(22)
    assert answered_since(told, on(22)) == (2, 6)


def test_a_session_not_held_begins_nothing() -> None:
    assert story([], [mark(5), mark(9, "missed", None)]).since_on == on(5)
    assert story([], [mark(9, "planned", 1)]).since_on is None


def test_a_spell_is_days_in_a_row_and_a_denied_day_ends_it() -> None:
    felt = [
        day(0, symptoms={"nausea": 1}),
        day(1, symptoms={"nausea": 3}),
        day(2, symptoms={"nausea": 0}),
        day(3, symptoms={"nausea": None}),
        day(5, symptoms={"nausea": 2}),
    ]
    told = spells(story(felt), "nausea")
    assert [(s.first_on, s.day_count, s.worst) for s in told] == [
        (on(0), 2, 3),
        (on(3), 1, None),
        (on(5), 1, 2),
    ]


def test_what_was_felt_most_comes_first_and_denied_is_not_felt() -> None:
    days = [
        day(0, symptoms={"nausea": 1, "dizziness": 2, "headache": 0}),
        day(1, symptoms={"dizziness": 1}),
    ]
    assert felt_keys(story(days)) == ["dizziness", "nausea"]


def test_the_last_days_keep_their_own_beginning() -> None:
    told = story([day(27, 6)], [mark(2), mark(26)]).last(14)
    assert told.first_on == on(14)
    assert len(told.days) == 14
    assert [m.on for m in told.marks] == [on(26)]
    assert told.since_on == on(26)


def test_a_day_outside_the_line_is_not_guessed() -> None:
    told = story([day(0, 1)])
    with pytest.raises(IndexError):
        told.day(FIRST - timedelta(days=1))
    with pytest.raises(IndexError):
        told.day(on(28))
