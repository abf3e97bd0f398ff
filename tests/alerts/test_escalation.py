"""Who is paged when: cases, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from diary.alerts.escalation import ends_by, next_page_at, paged_at_step

START = datetime(2026, 3, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("people", "step", "turn", "paged"),
    [
        ("abc", 0, 0, "a"),
        ("abc", 1, 0, "ab"),
        ("abc", 2, 0, "abc"),
        ("abc", 9, 0, "abc"),
        ("abc", 0, 1, "b"),
        ("abc", 1, 2, "ca"),
        ("abc", 0, 3, "a"),
        ("a", 0, 7, "a"),
        ("", 0, 0, ""),
    ],
)
def test_more_people_with_every_step_and_the_next_one_with_every_turn(
    people: str, step: int, turn: int, paged: str
) -> None:
    assert paged_at_step(list(people), step, turn) == list(paged)


def test_steps_come_after_ten_twenty_and_thirty_minutes_then_every_quarter() -> None:
    at, minutes = START, []
    for step in range(6):
        minutes.append((at - START) // timedelta(minutes=1))
        at = next_page_at(step, at)

    assert minutes == [0, 10, 20, 30, 45, 60]


def test_only_what_pages_must_be_ended_within_the_hour() -> None:
    assert ends_by(0, START) == START + timedelta(minutes=60)
    assert ends_by(1, START) is None
