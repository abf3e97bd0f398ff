"""Filling the demo clinic: the story written down, then its last days lived through.

Each step is yielded with its share of the whole, in percent, for the edge to commit:
whoever is killed in between leaves a claim that runs out and half a clinic, which the
next one deletes. Leaves to the edge where it runs and how its progress is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from diary.clinics import Clinic, has_real_clinic
from diary.demo import row
from diary.demo.chapters import write_down
from diary.demo.incidents import write_incidents
from diary.demo.opening import close_clinic, open_clinic
from diary.demo.people import CLINIC_ZONE
from diary.demo.story import MOST_MONTHS, MOST_PATIENTS, Story, tell
from diary.errors import Invalid
from diary.localtime import instant_of, local_day

OPENS_AT = time(9, 31)
OPENS_ON = 2
"""The demo begins on a Wednesday just after the first check-ins have gone out."""
SHARE_OPEN = 2
SHARE_WRITTEN = 70


@dataclass(frozen=True)
class Size:
    """How big a demo clinic is wanted."""

    patients: int = 60
    months: int = 12
    seed: int = 1


def opening_at(real_now: datetime) -> datetime:
    """Return the instant a demo begins: the next Wednesday morning.

    In the middle of a week the sessions of the days before and after it were asked
    about on working days. Beside a real clinic, whose time nobody may move, it is
    this instant.
    """
    if has_real_clinic():
        return real_now
    today = local_day(real_now, CLINIC_ZONE)
    day = today + timedelta(days=(OPENS_ON - today.weekday()) % 7)
    opens = instant_of(day, OPENS_AT, CLINIC_ZONE)
    return opens if opens >= real_now else _a_week_after(day)


def _a_week_after(day: date) -> datetime:
    return instant_of(day + timedelta(days=7), OPENS_AT, CLINIC_ZONE)


def fill(size: Size, real_now: datetime) -> Iterator[int]:
    """Fill the demo clinic and yield percents; the edge commits after each.

    What an earlier filling left is deleted first. The same size on the same day makes
    the same people. Raises Invalid for a size out of bounds.
    """
    _check(size)
    row.note_emptied()
    close_clinic()
    opens_at = opening_at(real_now)
    today = local_day(opens_at, CLINIC_ZONE)
    story = tell(today, size.patients, size.months, size.seed)
    clinic = open_clinic(opens_at - timedelta(days=size.months * 31 + 30), real_now)
    yield SHARE_OPEN
    yield from _write(clinic, story)
    write_incidents(clinic, story)
    row.move_to(opens_at, real_now)
    row.note_filled(today, size.patients, size.months, size.seed)
    yield 100


def _check(size: Size) -> None:
    wrong = {}
    if not 1 <= size.patients <= MOST_PATIENTS:
        wrong["patients"] = f"A demo clinic has 1 to {MOST_PATIENTS} patients."
    if not 1 <= size.months <= MOST_MONTHS:
        wrong["months"] = f"A demo clinic goes back 1 to {MOST_MONTHS} months."
    if wrong:
        raise Invalid(wrong)


def _write(clinic: Clinic, story: Story) -> Iterator[int]:
    for place, life in enumerate(story.lives, start=1):
        write_down(clinic, life, story.today)
        written = (SHARE_WRITTEN - SHARE_OPEN) * place // len(story.lives)
        yield SHARE_OPEN + written
