"""When the demo patients are treated: courses by route, and how sessions went.

Pure. The spacings follow common schedules (esketamine label: twice weekly for four
weeks, weekly for four, then every two; ketamine clinics: six to eight sessions, then
boosters about every four weeks). Leaves the rows to ``filling``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, islice
from random import Random

from diary.courses import Condition, Route, SessionStatus

BOOKED_AHEAD_DAYS = 28


@dataclass(frozen=True)
class Course:
    """Spacing of a route: days between the first sessions, then for ever after."""

    route: Route
    first_gaps: tuple[int, ...]
    later_gap: int
    doses: tuple[int, ...]

    @property
    def has_boosters(self) -> bool:
        """Sessions four weeks apart are boosters: a date to plan, not a booking."""
        return self.later_gap >= BOOKED_AHEAD_DAYS

    def gaps(self) -> Iterator[int]:
        yield from self.first_gaps
        while True:
            yield self.later_gap


TWICE_WEEKLY = (3, 4)
COURSES = {
    Route.IN_ESKETAMINE: Course(
        Route.IN_ESKETAMINE, (*(TWICE_WEEKLY * 4)[:7], 7, 7, 7, 7), 14, (56, 84)
    ),
    Route.IV: Course(Route.IV, (3, 4, 3, 4, 3), 28, (35, 40, 45)),
    Route.IM: Course(Route.IM, (4, 3, 4, 7, 7), 28, (50, 60, 70)),
    Route.SL_ORAL: Course(Route.SL_ORAL, (7,) * 7, 14, (150, 200)),
    Route.IN_KETAMINE_COMPOUNDED: Course(
        Route.IN_KETAMINE_COMPOUNDED, (7,) * 5, 14, (75, 100)
    ),
    Route.SC: Course(Route.SC, (3, 4, 3, 4, 7), 30, (40, 50)),
}
_SPRAY = ((Condition.TRD, 8), (Condition.MDD_SI, 2))
_OFTEN = (
    *((Condition.TRD, 5), (Condition.MDD, 4), (Condition.BIPOLAR_DEPRESSION, 2)),
    *((Condition.PTSD, 3), (Condition.ANXIETY, 2), (Condition.OCD, 1)),
    *((Condition.CHRONIC_PAIN, 3), (Condition.EATING_DISORDER, 1)),
)
_TREATED = dict.fromkeys(COURSES, _OFTEN) | {Route.IN_ESKETAMINE: _SPRAY}
_COMMON = tuple(COURSES)
_SHARES = (20, 14, 6, 6, 4, 2)


@dataclass(frozen=True)
class Visit:
    """One session, by the clinic's wall clock."""

    on: date
    at: time
    dose_mg: Decimal
    status: SessionStatus

    @property
    def is_held(self) -> bool:
        return self.status is SessionStatus.HELD


@dataclass(frozen=True)
class Treatment:
    """A patient's course so far and to come; sessions in their order."""

    course: Course
    condition: Condition
    visits: tuple[Visit, ...]
    booster_due_on: date | None

    @property
    def held_on(self) -> tuple[date, ...]:
        return tuple(visit.on for visit in self.visits if visit.is_held)

    @cached_property
    def felt_on(self) -> tuple[date, ...]:
        """Days of sessions held or to be held: from then on they are felt."""
        lost = (SessionStatus.MISSED, SessionStatus.CANCELED)
        return tuple(visit.on for visit in self.visits if visit.status not in lost)


# Places in the cast with sessions near the start; the times of a day differ.
_TODAY = (5, 3, 4, 13, 6, 20, 28, 35, 47)
_TOMORROW = (7, 10, 2, 22, 31, 38, 44, 52)
_DAY_AFTER = (0, 8, 12, 25, 33, 41)
_NEAR = {0: _TODAY, 1: _TOMORROW, 2: _DAY_AFTER}
_ROUTES = {
    0: Route.IN_ESKETAMINE,
    1: Route.IV,
    2: Route.SL_ORAL,
    3: Route.IN_ESKETAMINE,
    4: Route.IN_ESKETAMINE,
    5: Route.IV,
}
_DAYS_IN_CARE = {0: 17, 1: 240, 2: 119, 3: 140, 4: 9, 5: 14}


def treatment(number: int, seed: int, today: date, months: int) -> Treatment:
    """Return the treatment of one place in the cast, as seen on ``today``."""
    draw = Random(f"treatment {seed} {number}")
    course = COURSES[_ROUTES.get(number) or draw.choices(_COMMON, _SHARES)[0]]
    longest = max(28, months * 30)
    drawn = longest if draw.random() < 0.25 else draw.randint(20, longest)
    past = min(longest, _DAYS_IN_CARE.get(number, drawn))
    next_on, slot = _next(number, draw, today, course)
    days = _session_days(course, next_on, past)
    visits = tuple(_visits(draw, course, days, today, slot))
    if number == 0:
        visits = _with_one_missed(visits)
    booster_due_on = next_on if slot is None else None
    return Treatment(course, _condition(number, seed, course), visits, booster_due_on)


def _condition(number: int, seed: int, course: Course) -> Condition:
    """Draw what is treated from a dice of its own, so that the story stays as it is."""
    draw = Random(f"condition {seed} {number}")
    treated = _TREATED[course.route]
    weights = [weight for _, weight in treated]
    return draw.choices(treated, weights)[0][0]


def _next(
    number: int, draw: Random, today: date, course: Course
) -> tuple[date, time | None]:
    """Return the day of the next session and its time, or None where it is unbooked."""
    for ahead, places in _NEAR.items():
        if number in places:
            return today + timedelta(days=ahead), _slot(places.index(number))
    if number == 1:
        return today + timedelta(days=14), None
    on = _workday(today + timedelta(days=draw.randint(3, min(24, course.later_gap))))
    return on, None if course.has_boosters else _slot(draw.randint(0, 8))


def _slot(place: int) -> time:
    minutes = 8 * 60 + 30 + place * 45
    return time(minutes // 60, minutes % 60)


def _session_days(course: Course, next_on: date, past: int) -> list[date]:
    """Return all days up to two weeks after the next, that one counted backwards."""
    spans = [0, *accumulate(islice(course.gaps(), past))]
    done = max(1, sum(span <= past for span in spans))
    start = next_on - timedelta(days=spans[min(done, len(spans) - 1)])
    last = next_on + timedelta(days=BOOKED_AHEAD_DAYS // 2)
    all_days = [start + timedelta(days=span) for span in spans]
    return [day for day in all_days if day <= last]


def _visits(
    draw: Random, course: Course, days: list[date], today: date, slot: time | None
) -> Iterator[Visit]:
    usual = slot or _slot(draw.randint(0, 8))
    for place, day in enumerate(days):
        if day >= today and slot is None:
            return
        dose = course.doses[min(place, len(course.doses) - 1)]
        on = day if abs((day - today).days) < 3 else _workday(day)
        status = SessionStatus.PLANNED if day >= today else _went(draw, place)
        yield Visit(on, usual, Decimal(dose), status)


def _with_one_missed(visits: tuple[Visit, ...]) -> tuple[Visit, ...]:
    """The first patient a newcomer meets shows what a missed session looks like."""
    return tuple(
        replace(
            visit, status=SessionStatus.MISSED if place == 2 else SessionStatus.HELD
        )
        if visit.status is not SessionStatus.PLANNED
        else visit
        for place, visit in enumerate(visits)
    )


def _went(draw: Random, place: int) -> SessionStatus:
    """Say how a session went; everybody came to the first."""
    chance = draw.random() if place else 1
    if chance < 0.05:
        return SessionStatus.MISSED
    return SessionStatus.CANCELED if chance < 0.08 else SessionStatus.HELD


def _workday(day: date) -> date:
    """Move a Sunday to the Monday after."""
    return day + timedelta(days=1) if day.weekday() == 6 else day
