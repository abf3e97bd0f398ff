"""Wall-clock times meet clock changes: once a day, the first valid instant."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.localtime import (
    day_of_answer,
    instant_of,
    is_quiet,
    local,
    local_day,
    next_allowed,
    require_aware,
    zone_named,
)
from tests.clock_changes import changes

HOME = "America/New_York"
QUARTERS = [time(hour, minute) for hour in range(4) for minute in (0, 15, 30, 45)]
OPENS, CLOSES = time(9), time(20)


def test_every_night_slot_happens_once_on_its_own_day_in_every_zone() -> None:
    for zone, day in changes():
        for at in QUARTERS:
            instant = instant_of(day, at, zone)
            shown = local(instant, zone)
            assert shown.date() == day, (zone, day, at)
            assert shown.time() >= at, (zone, day, at)
            before = (instant - timedelta(minutes=1)).astimezone(zone_named(zone))
            # The first instant that shows it: a minute earlier it was not yet so late.
            assert before.replace(tzinfo=None) < datetime.combine(day, at)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        (HOME, date(2026, 3, 8), time(2, 30), "2026-03-08T03:00:00-04:00"),
        (HOME, date(2026, 11, 1), time(1, 30), "2026-11-01T01:30:00-04:00"),
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            "2026-10-04T02:30:00+11:00",
        ),
        (
            "Australia/Lord_Howe",
            date(2026, 4, 5),
            time(1, 45),
            "2026-04-05T01:45:00+11:00",
        ),
        ("Antarctica/Troll", date(2026, 3, 29), time(2), "2026-03-29T03:00:00+02:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(9), "2011-12-31T00:00:00+14:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 15), "2026-04-24T01:00:00+03:00"),
    ],
)
def test_gaps_give_the_first_valid_minute_and_folds_the_first(
    zone: str, day: date, at: time, expected: str
) -> None:
    assert instant_of(day, at, zone) == datetime.fromisoformat(expected)


@given(st.sampled_from(changes()), st.integers(0, 96 * 3))
def test_the_next_allowed_instant_is_allowed_and_the_first_such(
    change: tuple[str, date], quarters: int
) -> None:
    zone, day = change
    instant = datetime.combine(day, time(), tzinfo=UTC) + quarters * timedelta(
        minutes=15
    )
    allowed = next_allowed(instant, zone, OPENS, CLOSES)
    assert allowed >= instant
    assert not is_quiet(allowed, zone, OPENS, CLOSES)
    minute = timedelta(minutes=1)
    assert allowed == instant or is_quiet(allowed - minute, zone, OPENS, CLOSES)
    assert allowed - instant <= timedelta(hours=15)


@pytest.mark.parametrize(
    ("at", "yesterday_open", "expected"),
    [
        (time(2, 59), True, date(2026, 3, 4)),
        (time(2, 59), False, date(2026, 3, 5)),
        (time(3), True, date(2026, 3, 5)),
    ],
)
def test_before_three_an_answer_is_still_yesterdays(
    at: time, yesterday_open: bool, expected: date
) -> None:
    received = instant_of(date(2026, 3, 5), at, HOME)
    assert day_of_answer(received, HOME, yesterday_open=yesterday_open) == expected


def test_a_day_is_local() -> None:
    instant = datetime(2026, 3, 5, 3, tzinfo=UTC)
    assert local_day(instant, HOME) == date(2026, 3, 4)
    assert local_day(instant, "Asia/Tokyo") == date(2026, 3, 5)


def test_a_naive_instant_and_an_unknown_zone_are_refused() -> None:
    naive = datetime(2026, 3, 5, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="offset"):
        require_aware(naive)
    for name in ("Mars/Base", "../etc/passwd", "", "America"):
        with pytest.raises(ValueError, match="no time zone"):
            zone_named(name)
