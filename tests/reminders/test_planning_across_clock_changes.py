"""Once a local day, at the wall-clock time, inside the hours, in every time zone."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.localtime import is_quiet, local, local_day
from diary.patients import Purpose
from diary.reminders import ReminderKind
from diary.reminders.planning import Wish, planned_for
from tests.clock_changes import ONE_DAY, changes
from tests.reminders.test_planning import FACTS, visit

OPENS, CLOSES = FACTS.opens, FACTS.closes
KNOWN = ["America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia"]


def around(zone: str, day: date, at: time) -> list[Wish]:
    """Return four days of check-ins around a change, planned in one go."""
    facts = replace(
        FACTS,
        zone=zone,
        check_in_at=at,
        enrolled_at=datetime(2000, 1, 1, tzinfo=UTC),
        purposes=frozenset({Purpose.DIARY}),
    )
    since = datetime.combine(day, time(), tzinfo=UTC) - ONE_DAY
    return planned_for(facts, since, since + 4 * ONE_DAY)


def test_the_sweep_meets_every_change_there_is() -> None:
    assert len(changes()) > 2000
    assert {zone for zone, _ in changes()} >= {*KNOWN} - {"Pacific/Apia"}


@pytest.mark.parametrize("at", [time(9), time(9, 30), time(19, 30)])
def test_every_local_day_is_asked_about_once_at_its_hour(at: time) -> None:
    for zone, day in changes():
        asked = [
            local(wish.due_at, zone)
            for wish in around(zone, day, at)
            if wish.kind is ReminderKind.CHECK_IN
        ]
        counts = Counter(each.date() for each in asked)
        first, last = min(counts), max(counts)
        assert set(counts.values()) == {1}, (zone, day)
        assert len(counts) == (last - first).days + 1, (zone, day)
        assert {each.time() for each in asked} == {at}, (zone, day)


def test_nothing_is_due_in_the_quiet_hours_of_any_zone() -> None:
    for zone, day in changes():
        for wish in around(zone, day, time(3)):
            assert not is_quiet(wish.due_at, zone, OPENS, CLOSES), (zone, day)


def test_a_day_that_did_not_exist_is_not_asked_about() -> None:
    asked = around("Pacific/Apia", date(2011, 12, 30), time(9, 30))
    days = {local_day(wish.due_at, "Pacific/Apia").day for wish in asked}
    assert days >= {29, 31, 1}
    assert 30 not in days


@given(
    st.sampled_from(changes()),
    st.integers(-3, 3),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(0, 23),
)
def test_planning_in_pieces_is_planning_at_once(
    change: tuple[str, date], shift: int, at: time, cut: int
) -> None:
    zone, day = change
    on = day + shift * ONE_DAY
    facts = replace(
        FACTS,
        zone=zone,
        check_in_at=at,
        enrolled_at=datetime(2000, 1, 1, tzinfo=UTC),
        visits=(visit(on, time(10), zone),),
    )
    since = datetime.combine(day, time(), tzinfo=UTC) - ONE_DAY
    middle, until = since + timedelta(hours=cut), since + 4 * ONE_DAY
    whole = planned_for(facts, since, until)
    pieces = planned_for(facts, since, middle) + planned_for(facts, middle, until)
    assert {wish.slot: wish for wish in pieces} == {wish.slot: wish for wish in whole}


@given(st.sampled_from(changes()), st.times(), st.integers(-2, 2))
def test_every_wish_can_be_granted_and_ends(
    change: tuple[str, date], at: time, shift: int
) -> None:
    zone, day = change
    facts = replace(
        FACTS,
        zone=zone,
        check_in_at=at,
        visits=(visit(day + shift * ONE_DAY, time(11), zone),),
    )
    since = datetime.combine(day, time(), tzinfo=UTC) - ONE_DAY
    for wish in planned_for(facts, since, since + 4 * ONE_DAY):
        assert wish.due_at < wish.useless_after
        assert wish.useless_after - wish.due_at < 6 * ONE_DAY
