"""Every change of every zone's clock, for sweeps that must leave none out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from diary.localtime import zone_named

ONE_DAY = timedelta(days=1)


@cache
def changes() -> list[tuple[str, date]]:
    """Return every zone and day its clock changes between 2024 and 2035."""
    return [(zone, day) for zone in sorted(zones()) for day in days_of_change(zone)]


def zones() -> set[str]:
    return {name for name in available_timezones() if "/" in name}


def days_of_change(zone: str) -> Iterator[date]:
    place, day = zone_named(zone), datetime(2024, 1, 1, tzinfo=UTC)
    offset = day.astimezone(place).utcoffset()
    while day.year < 2036:
        after = (day + 7 * ONE_DAY).astimezone(place).utcoffset()
        if after != offset:
            yield from (
                (day + n * ONE_DAY).date()
                for n in range(8)
                if (day + n * ONE_DAY).astimezone(place).utcoffset()
                != (day + (n + 1) * ONE_DAY).astimezone(place).utcoffset()
            )
        day, offset = day + 7 * ONE_DAY, after
