"""Symptoms over several days: cases, no database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from diary.alerts import AlertDraft
from diary.watches.days import (
    LastVisit,
    Said,
    Watcher,
    activation,
    bladder,
    lasting,
    outlasting,
)

HELD_ON = date(2026, 3, 3)
VISIT = LastVisit(HELD_ON, datetime(2026, 3, 3, 17, tzinfo=UTC))
NEXT_DAY = HELD_ON + timedelta(days=1)


def said(
    *keys: str, hours: float = 25, day: date = NEXT_DAY, severity: int | None = 2
) -> Said:
    until = VISIT.ended_at + timedelta(hours=hours)
    return Said(day, until, dict.fromkeys(keys, severity))


def named(found: list[AlertDraft]) -> list[str]:
    assert all(alert.tier == 1 for alert in found)
    return [alert.rule for alert in found]


@pytest.mark.parametrize("key", ["dissociation", "visual", "confusion", "drunk"])
def test_what_must_wear_off_is_asked_about_after_a_day(key: str) -> None:
    assert named([*lasting(said(key), VISIT)]) == [f"lasting.{key}"]
    assert not [*lasting(said(key, hours=24), VISIT)]


def test_a_denied_effect_lasts_nowhere() -> None:
    assert not [*lasting(said("dissociation", severity=0), VISIT)]


def test_an_effect_of_the_session_day_that_goes_on_is_told_once() -> None:
    on_the_day = frozenset({"headache", "nausea", "insomnia"})
    ill = said("headache", "nausea", "insomnia")
    (alert,) = outlasting(ill, VISIT, on_the_day)

    assert alert.rule == "outlasting"
    assert alert.sentence == (
        "Headache, Sick to my stomach: still there more than 24 hours "
        "after the session of 3 March."
    )
    assert alert.repeat == "2026-03-03"


def test_an_effect_that_came_later_did_not_outlast_the_session() -> None:
    assert not [*outlasting(said("headache"), VISIT, frozenset({"nausea"}))]


def test_days_later_a_headache_is_one_of_its_own() -> None:
    later = said("headache", hours=100, day=HELD_ON + timedelta(days=4))

    assert not [*outlasting(later, VISIT, frozenset({"headache"}))]


@pytest.mark.parametrize(("back", "applies"), [(6, False), (7, True), (13, True)])
def test_the_bladder_is_asked_about_in_its_second_week(
    back: int, applies: bool
) -> None:
    days = {NEXT_DAY - timedelta(days=back): frozenset({"pee_urgent"})}
    found = [*bladder(said("pee_often"), days)]

    assert named(found) == ["bladder.weekly"] * applies


def test_other_trouble_of_the_week_before_is_not_the_bladder() -> None:
    days = {NEXT_DAY - timedelta(days=8): frozenset({"nausea"})}

    assert not [*bladder(said("pee_often"), days)]
    assert not [*bladder(said("nausea"), days)]


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ({"sleep_hours": 4, "mood": 9}, "Slept 4 hours with mood 9."),
        ({"sleep_hours": 5, "energy": 8.5}, "Slept 5 hours with energy 8.5."),
        ({"sleep_hours": 5.5, "mood": 9}, None),
        ({"sleep_hours": 3, "mood": 7, "energy": 7.5}, None),
        ({"mood": 10}, None),
    ],
)
def test_little_sleep_with_much_energy(
    scores: dict[str, float], sentence: str | None
) -> None:
    exact = {name: Decimal(str(value)) for name, value in scores.items()}
    found = [*activation(exact, HELD_ON, Watcher.COURSE)]
    because = "Watched because a course treats bipolar depression."
    expected = [f"{sentence} {because}"] if sentence else []

    assert [alert.sentence for alert in found] == expected
    assert not [*activation(exact, HELD_ON, None)]
