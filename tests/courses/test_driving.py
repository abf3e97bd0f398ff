"""Nobody is told they may drive before a day and a night have passed."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from diary.courses import no_driving_before
from diary.localtime import instant_of

ZONES = st.sampled_from(
    ["America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia"]
)
INSTANTS = st.integers(1704067200, 2051222400).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@given(INSTANTS, ZONES)
def test_never_before_24_hours_and_never_the_same_day(
    ended_at: datetime, zone: str
) -> None:
    release = no_driving_before(ended_at, zone)
    assert ended_at + timedelta(hours=24) <= release
    assert release <= ended_at + timedelta(hours=36)
    assert release.timestamp() % 900 == 0


def test_an_afternoon_session_ends_the_afternoon_after() -> None:
    ended = instant_of(date(2026, 3, 4), time(14, 10), "America/New_York")
    expected = instant_of(date(2026, 3, 5), time(14, 15), "America/New_York")
    assert no_driving_before(ended, "America/New_York") == expected


def test_a_session_after_midnight_waits_for_the_next_morning() -> None:
    ended = instant_of(date(2026, 3, 4), time(1), "America/New_York")
    expected = instant_of(date(2026, 3, 5), time(8), "America/New_York")
    assert no_driving_before(ended, "America/New_York") == expected
