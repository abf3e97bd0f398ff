"""The rhythm of a course's first sessions by protocol, and the days it falls on.

Pure. What follows the first weeks is planned by hand: the service proposes neither
dose nor interval. Protocols at home are none of these, since a clinic has to open
that door itself. Leaves writing sessions down to ``treating``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from diary.courses.models import Protocol, Route


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Sessions a week, one number for each week; ``route`` None fits every route."""

    weeks: tuple[int, ...]
    route: Route | None = None

    @property
    def most_a_week(self) -> int:
        return max(self.weeks, default=0)


TWICE_FOR_FOUR = (2, 2, 2, 2)
RHYTHMS: Mapping[Protocol, Rhythm] = {
    Protocol.SINGLE: Rhythm((1,)),
    # The esketamine label: twice weekly for four weeks, then weekly for four.
    Protocol.ESK_TRD: Rhythm((*TWICE_FOR_FOUR, 1, 1, 1, 1), Route.IN_ESKETAMINE),
    Protocol.ESK_MDSI: Rhythm(TWICE_FOR_FOUR, Route.IN_ESKETAMINE),
    Protocol.IV_3X2: Rhythm((3, 3), Route.IV),
    Protocol.IV_2X3: Rhythm((2, 2, 2), Route.IV),
    # Six to eight in two to four weeks: the middle, to which a clinic adds.
    Protocol.IV_6_8: Rhythm((2, 2, 2), Route.IV),
    Protocol.IV_OXFORD: Rhythm((1, 1, 1), Route.IV),
    Protocol.IM_6_8: Rhythm((2, 2, 2), Route.IM),
    Protocol.BY_HAND: Rhythm(()),
}


def wrong_plan(
    protocol: Protocol, route: Route, starts_on: date, weekdays: Sequence[Weekday]
) -> dict[str, str]:
    """Return one sentence for each field that does not fit the protocol."""
    rhythm = RHYTHMS[protocol]
    said = {
        "route": _wrong_route(protocol, rhythm, route),
        "weekdays": _wrong_weekdays(rhythm, starts_on, weekdays),
    }
    return {field: sentence for field, sentence in said.items() if sentence}


def _wrong_route(protocol: Protocol, rhythm: Rhythm, route: Route) -> str | None:
    if rhythm.route in (None, route):
        return None
    return f"{protocol} is given as {rhythm.route}."


def _wrong_weekdays(
    rhythm: Rhythm, starts_on: date, weekdays: Sequence[Weekday]
) -> str | None:
    days = set(weekdays)
    if rhythm.most_a_week < 2 and not days:
        return None
    if len(days) != rhythm.most_a_week:
        wanted = rhythm.most_a_week
        each = "day" if wanted == 1 else "different days"
        return f"Choose {wanted} {each} of the week." if wanted else "Choose no days."
    if _weekday(starts_on) not in days:
        return "The first day is none of these days of the week."
    return None


def session_days(
    protocol: Protocol, starts_on: date, weekdays: Sequence[Weekday]
) -> list[date]:
    """Return the days of the first sessions, the first on ``starts_on``.

    A week counts from that day; where it has fewer sessions than there are weekdays,
    they are its first. Weekdays may be left out for one session a week.
    """
    wanted = set(weekdays) or {_weekday(starts_on)}
    days: list[date] = []
    for week, count in enumerate(RHYTHMS[protocol].weeks):
        begin = starts_on + timedelta(weeks=week)
        of_week = [begin + timedelta(days=offset) for offset in range(7)]
        days += [day for day in of_week if _weekday(day) in wanted][:count]
    return days


def _weekday(day: date) -> Weekday:
    return list(Weekday)[day.weekday()]
