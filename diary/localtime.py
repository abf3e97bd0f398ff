"""Local days and wall-clock times across time zones and clock changes.

Pure: every function is given its instant. Leaves to ``clock`` the reading of time.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_TURNS_AT = time(3, 0)
"""Before this local time an answer may still belong to the day before."""


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; raises ValueError for one that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone called {name}") from error


def require_aware(instant: datetime) -> datetime:
    """Return the instant in UTC; a naive one raises ValueError."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError("an instant needs its offset from UTC")
    return instant.astimezone(UTC)


def local(instant: datetime, zone: str) -> datetime:
    """Return the instant as the wall clock of the zone shows it."""
    return require_aware(instant).astimezone(zone_named(zone))


def local_day(instant: datetime, zone: str) -> date:
    """Return the calendar day the instant falls on in the zone."""
    return local(instant, zone).date()


def instant_of(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant at which the zone's clock shows this day and time.

    In the spring gap it is the first valid instant after the gap; in the autumn
    fold it is the first of the two.
    """
    place = zone_named(zone)
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=place)
    instant = wall.astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _first_instant_after_gap(wall.replace(tzinfo=None), place)


def _first_instant_after_gap(wall: datetime, place: ZoneInfo) -> datetime:
    """Search the transition by halving: before it the clock is short of ``wall``."""
    low = wall.replace(tzinfo=UTC) - timedelta(hours=27)
    high = low + timedelta(hours=54)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        shown = middle.astimezone(place).replace(tzinfo=None)
        low, high = (low, middle) if shown >= wall else (middle, high)
    return high.replace(microsecond=0)


def day_of_answer(received_at: datetime, zone: str, *, yesterday_open: bool) -> date:
    """Return the diary day an undated answer belongs to.

    Before 03:00 local it is yesterday's while yesterday is unanswered.
    """
    at = local(received_at, zone)
    early = at.time() < DAY_TURNS_AT
    return at.date() - timedelta(days=1) if early and yesterday_open else at.date()


def is_quiet(instant: datetime, zone: str, opens: time, closes: time) -> bool:
    """Say whether ordinary texts must wait: outside ``opens`` <= local < ``closes``."""
    return not opens <= local(instant, zone).time().replace(tzinfo=None) < closes


def next_allowed(instant: datetime, zone: str, opens: time, closes: time) -> datetime:
    """Return the first instant at or after this one that is not quiet."""
    if not is_quiet(instant, zone, opens, closes):
        return require_aware(instant)
    day = local_day(instant, zone)
    morning = instant_of(day, opens, zone)
    if morning > instant:
        return morning
    return instant_of(day + timedelta(days=1), opens, zone)
