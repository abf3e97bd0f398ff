"""When somebody reads next, said by the reader's own clock, and never too early."""

from datetime import UTC, date, datetime, timedelta

import pytest

from diary.alerts import Window, is_monitored, spoken_opening, window
from diary.alerts.hours import next_opening
from diary.localtime import local
from diary.texts import is_gsm7

NEW_YORK, LISBON = "America/New_York", "Europe/Lisbon"
OFFICE = [window(day, "08:00", "17:00") for day in range(5)]
SPLIT = [
    *(window(day, "08:30", "12:00") for day in range(5)),
    *(window(day, "14:00", "18:00") for day in range(5)),
]
ALWAYS = [window(day, "00:00", "24:00") for day in range(7)]
NIGHTLY = [window(day, "01:30", "04:00") for day in range(7)]
# Over when the clock goes back, and begun again by what it shows then.
LATE = [
    *(window(day, "00:15", "01:30") for day in range(7)),
    *(window(day, "21:00", "24:00") for day in range(7)),
]
MONDAYS = [window(0, "09:00", "10:00")]


def at(text: str, month: int = 3) -> datetime:
    """Return an instant of 2026 by UTC: "04 23:00"; 2 March is a Monday."""
    return datetime.strptime(f"2026-{month:02} {text}", "%Y-%m %d %H:%M").replace(
        tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("windows", "now", "opens"),
    [
        # Wednesday evening, Friday evening, early on a Thursday.
        (OFFICE, at("04 23:00"), "05 08:00"),
        (OFFICE, at("06 23:00"), "09 08:00"),
        (OFFICE, at("05 10:00"), "05 08:00"),
        # The clocks go forward on Sunday the 8th: eight is eight on the wall.
        (OFFICE, at("07 12:00"), "09 08:00"),
        (SPLIT, at("04 17:30"), "04 14:00"),
        (SPLIT, at("04 23:30"), "05 08:30"),
        (MONDAYS, at("02 15:00"), "09 09:00"),
    ],
)
def test_the_next_opening_is_on_the_clinics_wall(
    windows: list[Window], now: datetime, opens: str
) -> None:
    found = next_opening(windows, NEW_YORK, now)
    assert found is not None
    assert f"{local(found, NEW_YORK):%d %H:%M}" == opens


@pytest.mark.parametrize(
    ("windows", "closed_on", "opens"),
    [
        # Wednesday evening before a closed Thursday, and before a long weekend.
        (OFFICE, ["05"], "06 08:00"),
        (OFFICE, ["05", "06", "09"], "10 08:00"),
        (ALWAYS, ["04"], "05 00:00"),
        (ALWAYS, ["06"], None),
        (MONDAYS, ["09", "16"], "23 09:00"),
    ],
)
def test_a_closed_day_is_passed_over(
    windows: list[Window], closed_on: list[str], opens: str | None
) -> None:
    days = [date(2026, 3, int(day)) for day in closed_on]
    found = next_opening(windows, NEW_YORK, at("04 23:00"), days)
    assert (found and f"{local(found, NEW_YORK):%d %H:%M}") == opens


def test_a_clinic_that_closes_for_a_season_still_names_its_day() -> None:
    """With none it would say that somebody reads."""
    for closed_for, opens in ((100, date(2026, 6, 9)), (734, date(2028, 3, 6))):
        days = [date(2026, 3, 1) + timedelta(days=ahead) for ahead in range(closed_for)]
        found = next_opening(OFFICE, NEW_YORK, at("04 23:00"), days)
        assert found is not None
        assert local(found, NEW_YORK).date() == opens


@pytest.mark.parametrize("windows", [OFFICE, ALWAYS, []])
def test_there_is_none_while_somebody_reads_or_where_nobody_ever_does(
    windows: list[Window],
) -> None:
    assert next_opening(windows, NEW_YORK, at("04 15:00")) is None


@pytest.mark.parametrize("windows", [OFFICE, SPLIT, NIGHTLY, LATE, MONDAYS, ALWAYS])
@pytest.mark.parametrize("zone", [NEW_YORK, LISBON])
@pytest.mark.parametrize(
    "around", [at("07 12:00"), at("28 12:00"), at("25 00:00", 10), at("31 12:00", 10)]
)
def test_nobody_reads_before_the_opening_that_is_said(
    windows: list[Window], zone: str, around: datetime
) -> None:
    """Three days around each clock change, every quarter of an hour."""
    quarters = [around + timedelta(minutes=15 * step) for step in range(4 * 72)]
    reads = {each: is_monitored(windows, zone, each) for each in quarters}
    for now in quarters:
        opening = next_opening(windows, zone, now)
        assert (opening is None) == reads[now]
        if opening is not None:
            assert opening > now
            assert is_monitored(windows, zone, opening)
            assert not any(reads[each] for each in quarters if now <= each < opening)


@pytest.mark.parametrize(
    ("opening", "language", "said"),
    [
        (at("05 13:00"), "en", "8 AM"),
        (at("05 17:30"), "en", "12:30 PM"),
        (at("05 13:00"), "es", "las 8 AM"),
        (at("05 18:00"), "es", "la 1 PM"),
        (at("06 13:00"), "en", "Fri 8 AM"),
        (at("11 16:30"), "es", "el mie 12:30 PM"),
        # A week ahead the weekday says too little.
        (at("12 12:00"), "en", "12 Mar"),
        (at("23 12:00", 12), "es", "el 23 dic"),
        (at("06 13:00"), "pt", "Fri 8 AM"),
    ],
)
def test_an_opening_is_said_shortly(
    opening: datetime, language: str, said: str
) -> None:
    now = at("05 10:00")
    found = spoken_opening(opening, now, NEW_YORK, language)
    assert found == said
    assert is_gsm7(found)
    assert len(found) <= 15


def test_it_is_said_by_the_readers_own_clock() -> None:
    now, opening = at("05 10:00"), at("05 13:00")
    assert spoken_opening(opening, now, "America/Los_Angeles", "en") == "5 AM"
    assert spoken_opening(opening, now, "Asia/Tokyo", "en") == "10 PM"
