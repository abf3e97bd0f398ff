"""Who is paged when, and by what: cases, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from diary.alerts.escalation import (
    NOBODY_AGAIN,
    STUCK_AFTER,
    USUAL,
    Before,
    Standing,
    Step,
    Timers,
    channel_starts_at,
    ends_by,
    hold_until,
    next_step,
    paged_at_step,
)

START = datetime(2026, 3, 4, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("people", "step", "begins_with", "paged"),
    [
        ("abc", 0, 0, "a"),
        ("abc", 1, 0, "ab"),
        ("abc", 2, 0, "abc"),
        ("abc", 9, 0, "abc"),
        ("abcd", 2, 0, "abcd"),
        ("abc", 0, 1, "b"),
        ("abc", 1, 2, "ca"),
        ("abc", 0, 3, "a"),
        ("a", 0, 7, "a"),
        ("", 0, 0, ""),
    ],
)
def test_more_people_with_every_step_and_the_next_one_with_every_turn(
    people: str, step: int, begins_with: int, paged: str
) -> None:
    assert paged_at_step(people, step, begins_with) == tuple(paged)


def steps(standing: Standing[str], timers: Timers, count: int) -> list[tuple[int, str]]:
    """Return at which minutes who is paged while nobody answers."""
    told = []
    for _ in range(count):
        at = standing.due_at
        step = next_step(standing, timers, at)
        assert step is not None
        told.append(((at - START) // MINUTE, "".join(step.page)))
        standing = Standing(standing.people, step.due_at, step.step, step.begins_with)
    return told


def test_steps_come_after_ten_twenty_and_thirty_minutes_then_every_quarter() -> None:
    assert steps(Standing("abc", START), USUAL, 6) == [
        (0, "a"),
        (10, "ab"),
        (20, "abc"),
        (30, "abc"),
        (45, "abc"),
        (60, "abc"),
    ]


def test_a_clinic_has_minutes_of_its_own() -> None:
    quick = Timers(first=3, second=5, third=12, repeat=7)

    assert steps(Standing("ab", START), quick, 5) == [
        (0, "a"),
        (3, "ab"),
        (5, "ab"),
        (12, "ab"),
        (19, "ab"),
    ]


def test_nothing_happens_before_its_time() -> None:
    assert next_step(Standing("ab", START), USUAL, START - timedelta(seconds=1)) is None


def test_with_nobody_on_call_it_is_asked_again_soon_and_no_step_is_lost() -> None:
    assert next_step(Standing("", START), USUAL, START) == Step(
        (), START + NOBODY_AGAIN, 0, 0
    )


@pytest.mark.parametrize(
    ("owner", "is_snoozed", "paged"),
    [
        ("a", False, "b"),
        ("b", False, "c"),
        ("c", False, "a"),
        ("x", False, "b"),
        (None, False, "b"),
        ("b", True, "b"),
    ],
)
def test_not_ended_in_time_it_goes_on_to_whoever_comes_next(
    owner: str | None, is_snoozed: bool, paged: str
) -> None:
    held = Standing("abc", START, 2, 0, START, owner, is_snoozed)
    step = next_step(held, USUAL, START)

    assert step is not None
    assert step.is_handed_on
    assert "".join(step.page) == paged
    assert (step.step, step.due_at) == (1, START + 10 * MINUTE)


def test_whoever_has_it_is_paged_when_no_text_reaches_the_patient() -> None:
    end_by = START + 40 * MINUTE
    held = Standing("abc", START, 2, 0, end_by, "b", must_tell_owner=True)

    assert next_step(held, USUAL, START) == Step(("b",), end_by, 2, 0)


def test_only_what_pages_must_be_ended_within_the_clinics_time() -> None:
    assert ends_by(0, START, USUAL) == START + 60 * MINUTE
    assert ends_by(0, START, Timers(end_within=30)) == START + 30 * MINUTE
    assert ends_by(1, START, USUAL) is None


def test_the_next_channel_waits_a_third_of_the_first_timer() -> None:
    sent = Before(START, begun_at=START + timedelta(seconds=2))

    assert channel_starts_at(sent, Timers(first=9)) == sent.due_at + timedelta(
        minutes=3, seconds=2
    )


def test_the_next_channel_does_not_wait_for_one_that_failed_or_hangs() -> None:
    assert channel_starts_at(Before(START, None, has_failed=True), USUAL) == START
    assert channel_starts_at(Before(START, START, has_failed=True), USUAL) == START
    assert channel_starts_at(Before(START), USUAL) == START + STUCK_AFTER


def test_all_three_channels_are_tried_before_the_next_person_is_called() -> None:
    for first in range(2, 61):
        timers = Timers(first=first, second=first + 10, third=first + 20)
        email = channel_starts_at(Before(START, START), timers)
        voice = channel_starts_at(Before(email, email), timers)
        assert voice < START + first * MINUTE


@pytest.mark.parametrize(
    ("minutes", "held"), [(4, None), (5, 5), (120, 120), (121, None), (-5, None)]
)
def test_a_snooze_is_bounded(minutes: int, held: int | None) -> None:
    assert hold_until(START, minutes) == (held and START + held * MINUTE)
