"""The hours in which somebody reads: windows of weekdays, by the clinic's wall clock.

Pure. Leaves keeping them to ``plans``. Outside them the people on call are paged all
the same; what changes is what patients are told.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise

from diary.errors import Invalid
from diary.localtime import instant_of, local, local_day, zone_named

DAY = 24 * 60
AHEAD_DAYS = 740
"""Longer than days can be closed ahead: no day would mean that somebody reads."""
QUARTERS = [timedelta(minutes=15 * count) for count in range(4 * 25)]
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
SPAN = re.compile(r"([0-9:]+)\s*[-\u2013]\s*([0-9:]+)")
NO_SPANS = "Give times like 08:00-17:00, or 08:00-12:00, 14:00-18:00."
MOST = 6
TOO_MANY = f"Give at most {MOST} times a day."


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
        if day in closed_on:
            continue
        of_day = [each for each in windows if each.weekday == day.weekday()]
        begins = [
            begin
            for begin in (*_begins(of_day, day, zone), *_set_back(day, zone))
            if begin > now and is_monitored(of_day, zone, begin, closed_on)
        ]
        if begins:
            return min(begins)
    return None


def _begins(windows: Iterable[Window], day: date, zone: str) -> Iterator[datetime]:
    for each in windows:
        at = time(each.opens // 60, each.opens % 60)
        again = datetime.combine(day, at.replace(fold=1), zone_named(zone))
        yield from (instant_of(day, at, zone), again.astimezone(UTC))


def _set_back(day: date, zone: str) -> list[datetime]:
    """Return the quarters of a day on which the clock is set back, on others none.

    What has ended may go on by what the clock shows then.
    """
    begin, end = (
        instant_of(each, time(0), zone) for each in (day, day + timedelta(days=1))
    )
    is_longer = end - begin > timedelta(days=1)
    return [begin + quarter for quarter in QUARTERS if is_longer]


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


def windows_in(weekday: int, written: str) -> list[Window]:
    """Return the windows of "8-12, 14:00-18:00"; raises Invalid naming ``spans``."""
    found = [SPAN.fullmatch(part.strip()) for part in re.split("[,;]", written)]
    if not all(found):
        raise Invalid({"spans": NO_SPANS})
    times = [(_whole(span[1]), _whole(span[2])) for span in found if span]
    try:
        return [window(weekday, opens, closes) for opens, closes in times]
    except Invalid as wrong:
        raise Invalid({"spans": next(iter(wrong.fields.values()))}) from wrong


def _whole(typed: str) -> str:
    return typed if ":" in typed else f"{typed}:00"


def wrong_hours(windows: Iterable[Window]) -> dict[int, str]:
    """Return what is wrong with each weekday on which windows overlap or abound.

    One may begin when another ends.
    """
    return {
        day: f"{WEEKDAYS['en'][day]}: {wrong}"
        for day, spans in _by_weekday(windows).items()
        if (wrong := _wrong_day(spans))
    }


def _wrong_day(spans: list[Window]) -> str | None:
    if len(spans) > MOST:
        return TOO_MANY
    for one, other in pairwise(spans):
        if other.opens < one.closes:
            return f"{written([one])} and {written([other])} overlap."
    return None


def _by_weekday(windows: Iterable[Window]) -> dict[int, list[Window]]:
    ordered = sorted(windows, key=lambda one: (one.weekday, one.opens))
    return {
        day: list(spans) for day, spans in groupby(ordered, lambda one: one.weekday)
    }


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


def written(windows: Iterable[Window], between: str = ", ") -> str:
    """Return one weekday's windows as typed: "08:00-12:00, 14:00-18:00"."""
    ordered = sorted(windows, key=lambda one: one.opens)
    return between.join(
        f"{clock_of(one.opens)}-{clock_of(one.closes)}" for one in ordered
    )


def spoken(windows: Iterable[Window], language: str) -> str:
    """Return the hours as people say them: "Monday to Friday 08:00-17:00".

    Of several on one day: "Monday 08:00-12:00 and 14:00-18:00". Nothing for none.
    """
    names, to = WEEKDAYS[language], {"en": " to ", "es": " a "}[language]
    between = {"en": " and ", "es": " y "}[language]
    runs: list[tuple[list[int], str]] = []
    for day, spans in _by_weekday(windows).items():
        said = written(spans, between)
        if runs and runs[-1][0][-1] == day - 1 and runs[-1][1] == said:
            runs[-1][0].append(day)
        else:
            runs.append(([day], said))
    return ", ".join(
        f"{names[days[0]]}"
        + (f"{to}{names[days[-1]]}" if len(days) > 1 else "")
        + f" {said}"
        for days, said in runs
    )
