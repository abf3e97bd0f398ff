"""The hours in which somebody reads: a window a weekday, by the clinic's wall clock.

Pure. Leaves keeping them to ``plans``. Outside them the people on call are paged all
the same; what changes is what patients are told.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from diary.errors import Invalid
from diary.localtime import instant_of, local, local_day, zone_named

DAY = 24 * 60
AHEAD_DAYS = 60
"""A clinic that is closed for longer names no day: nobody would wait for it."""
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("Monday", "Tuesday", "Wednesday", "Thursday"),
        *("Friday", "Saturday", "Sunday"),
    ),
    "es": (
        *("lunes", "martes", "miércoles", "jueves"),
        *("viernes", "sábado", "domingo"),
    ),
}
SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
NO_TIME = "Give a time from 00:00 to 24:00, like 08:30."
NO_SPAN = "The time it ends must come after the time it begins."


@dataclass(frozen=True, slots=True)
class Window:
    """One weekday (0 is Monday), from ``opens`` until ``closes`` in minutes."""

    weekday: int
    opens: int
    closes: int


def is_monitored(
    windows: Iterable[Window],
    zone: str,
    now: datetime,
    closed_on: Collection[date] = (),
) -> bool:
    """Say whether somebody reads at this instant; without any hours nobody does.

    ``closed_on`` are days without any, by the same clock.
    """
    there = local(now, zone)
    if there.date() in closed_on:
        return False
    minute = there.hour * 60 + there.minute
    return any(
        each.weekday == there.weekday() and each.opens <= minute < each.closes
        for each in windows
    )


def next_opening(
    windows: Collection[Window],
    zone: str,
    now: datetime,
    closed_on: Collection[date] = (),
) -> datetime | None:
    """Return when somebody reads next; None while somebody does, or nobody ever will.

    An hour that the clock shows twice begins twice; one that it leaves out begins
    where the clock goes on.
    """
    if is_monitored(windows, zone, now, closed_on):
        return None
    today = local_day(now, zone)
    for ahead in range(AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        begins = [
            begin
            for each in windows
            if each.weekday == day.weekday()
            for begin in _begins(each, day, zone)
            if begin > now and is_monitored(windows, zone, begin, closed_on)
        ]
        if begins:
            return min(begins)
    return None


def _begins(each: Window, day: date, zone: str) -> tuple[datetime, datetime]:
    at = time(each.opens // 60, each.opens % 60)
    again = datetime.combine(day, at.replace(fold=1), zone_named(zone))
    return instant_of(day, at, zone), again.astimezone(UTC)


def window(weekday: int, opens: str, closes: str) -> Window:
    """Return a window as somebody typed it; raises Invalid."""
    wrong = {}
    begins, ends = _minutes(opens), _minutes(closes)
    if begins is None:
        wrong["opens"] = NO_TIME
    if ends is None:
        wrong["closes"] = NO_TIME
    if wrong or begins is None or ends is None:
        raise Invalid(wrong)
    if begins >= ends:
        raise Invalid({"closes": NO_SPAN})
    return Window(weekday, begins, ends)


def _minutes(typed: str) -> int | None:
    found = TIME.fullmatch(typed.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY + 1
    return minutes if minutes <= DAY else None


def weekdays_in(written: str) -> tuple[int, ...]:
    """Return the weekdays of "mon-fri" or "sat,sun"; raises Invalid."""
    days: list[int] = []
    for part in written.lower().split(","):
        first, dash, last = part.strip().partition("-")
        last = last if dash else first
        if first not in SHORT or last not in SHORT:
            raise Invalid({"days": "Name weekdays like mon-fri or sat,sun."})
        begin, end = SHORT.index(first), SHORT.index(last)
        days += [day % 7 for day in range(begin, end + 1 + 7 * (end < begin))]
    return tuple(dict.fromkeys(days))


def clock_of(minutes: int) -> str:
    """Return minutes of the day as a clock shows them: 08:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def spoken(windows: Iterable[Window], language: str) -> str:
    """Return the hours as people say them: "Monday to Friday 08:00-17:00".

    Nothing for none.
    """
    names, to = WEEKDAYS[language], {"en": " to ", "es": " a "}[language]
    runs: list[list[Window]] = []
    for each in sorted(windows, key=lambda one: one.weekday):
        is_next = runs and runs[-1][-1].weekday == each.weekday - 1
        if is_next and _span(runs[-1][-1]) == _span(each):
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(
        f"{names[run[0].weekday]}"
        + (f"{to}{names[run[-1].weekday]}" if len(run) > 1 else "")
        + f" {clock_of(run[0].opens)}-{clock_of(run[0].closes)}"
        for run in runs
    )


def _span(each: Window) -> tuple[int, int]:
    return each.opens, each.closes
