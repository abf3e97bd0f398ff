"""The days of a course's first sessions: tables of cases, no database."""

from datetime import date
from itertools import pairwise

import pytest

from diary.courses import Protocol, Route
from diary.courses.protocols import RHYTHMS, Weekday, session_days, wrong_plan

MONDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 5)
MON, WED, THU, FRI = (Weekday(name) for name in ("mon", "wed", "thu", "fri"))


def test_every_protocol_has_its_rhythm() -> None:
    assert RHYTHMS.keys() == set(Protocol)


@pytest.mark.parametrize(
    ("protocol", "starts_on", "weekdays", "days"),
    [
        (Protocol.SINGLE, MONDAY, (), ["03-02"]),
        (Protocol.BY_HAND, MONDAY, (), []),
        (Protocol.IV_OXFORD, MONDAY, (), ["03-02", "03-09", "03-16"]),
        (
            Protocol.IV_3X2,
            MONDAY,
            (MON, WED, FRI),
            ["03-02", "03-04", "03-06", "03-09", "03-11", "03-13"],
        ),
        # Begun in the middle of a week: the Monday after is of the first seven days.
        (
            Protocol.IV_2X3,
            THURSDAY,
            (MON, THU),
            ["03-05", "03-09", "03-12", "03-16", "03-19", "03-23"],
        ),
    ],
)
def test_first_sessions_fall_on_the_days_of_the_week(
    protocol: Protocol, starts_on: date, weekdays: tuple[Weekday, ...], days: list[str]
) -> None:
    found = session_days(protocol, starts_on, weekdays)
    assert [f"{day:%m-%d}" for day in found] == days


def test_esketamine_is_twice_a_week_and_then_once() -> None:
    days = session_days(Protocol.ESK_TRD, MONDAY, (MON, THU))
    gaps = [(later - day).days for day, later in pairwise(days)]
    assert gaps == [3, 4, 3, 4, 3, 4, 3, 4, 7, 7, 7]


@pytest.mark.parametrize(
    ("protocol", "route", "weekdays", "wrong"),
    [
        (Protocol.IV_3X2, Route.IV, (MON, WED, FRI), set()),
        (Protocol.SINGLE, Route.SC, (), set()),
        (Protocol.SINGLE, Route.SC, (MON,), set()),
        (Protocol.ESK_TRD, Route.IV, (MON, THU), {"route"}),
        (Protocol.ESK_TRD, Route.IN_ESKETAMINE, (), {"weekdays"}),
        (Protocol.ESK_TRD, Route.IN_ESKETAMINE, (MON, MON), {"weekdays"}),
        (Protocol.IV_2X3, Route.IV, (WED, FRI), {"weekdays"}),
        (Protocol.BY_HAND, Route.IM, (MON,), {"weekdays"}),
        (Protocol.IM_6_8, Route.IV, (MON,), {"route", "weekdays"}),
    ],
)
def test_what_does_not_fit_the_protocol_is_named(
    protocol: Protocol, route: Route, weekdays: tuple[Weekday, ...], wrong: set[str]
) -> None:
    assert wrong_plan(protocol, route, MONDAY, weekdays).keys() == wrong
