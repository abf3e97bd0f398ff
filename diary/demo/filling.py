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
from diary.demo.carrying import Carrier
from diary.demo.chapters import write_down
from diary.demo.incidents import write_incidents
from diary.demo.moving import cast, stand_at
from diary.demo.night import live_through_night
from diary.demo.opening import close_clinic, open_clinic
from diary.demo.people import CLINIC_ZONE
from diary.demo.story import MOST_MONTHS, MOST_PATIENTS, Story, tell
from diary.errors import Invalid
from diary.localtime import instant_of, local_day

OPENS_ON, OPENS_AT = 2, time(9, 31)
"""The demo begins on a Wednesday just after the first check-ins have gone out."""
LIVED_DAYS, LIVED_FROM = timedelta(days=2), time(8)
"""The days before are lived through, so that every text has gone its whole way."""
SHARE_OPEN, SHARE_WRITTEN, SHARE_LIVED = 2, 45, 99


@dataclass(frozen=True)
class Size:
    """How big a demo clinic is wanted."""

    patients: int = 60
    months: int = 12
    seed: int = 1


@dataclass(frozen=True)
class Stretch:
    """The time that is lived through; without any, both ends are the same."""

    begins_at: datetime
    opens_at: datetime

    @property
    def first_day(self) -> date:
        return local_day(self.begins_at, CLINIC_ZONE)

    @property
    def today(self) -> date:
        return local_day(self.opens_at, CLINIC_ZONE)

    def share(self, at: datetime) -> float:
        """Return how much of it has passed, from 0 to 1."""
        return (at - self.begins_at) / (self.opens_at - self.begins_at)


def stretch_after(now: datetime) -> Stretch:
    """Return the Monday and Tuesday to live through, and the Wednesday to open on.

    In the middle of a week the sessions around it are asked about on working days.
    Beside a real clinic, whose time nobody may move, the demo opens at once.
    """
    if has_real_clinic():
        return Stretch(now, now)
    today = local_day(now, CLINIC_ZONE)
    opens_on = today + timedelta(days=(OPENS_ON - today.weekday()) % 7)
    stretch = _stretch(opens_on)
    return stretch if stretch.begins_at > now else _stretch(opens_on + timedelta(7))


def _stretch(opens_on: date) -> Stretch:
    return Stretch(
        instant_of(opens_on - LIVED_DAYS, LIVED_FROM, CLINIC_ZONE),
        instant_of(opens_on, OPENS_AT, CLINIC_ZONE),
    )


def fill(size: Size, real_now: datetime, carrier: Carrier) -> Iterator[int]:
    """Fill the demo clinic and yield percents; the edge commits after each.

    What an earlier filling left is deleted first; the clock is never set back. The
    same size on the same day makes the same people. Raises Invalid for a size out of
    bounds.
    """
    _check(size)
    close_clinic()
    stretch = stretch_after(real_now + row.ahead())
    story = tell(stretch.today, size.patients, size.months, size.seed)
    opened_at = stretch.opens_at - timedelta(days=size.months * 31 + 30)
    clinic = open_clinic(opened_at, real_now)
    row.note_story(stretch.today, size.patients, size.months, size.seed)
    yield SHARE_OPEN
    yield from _write(clinic, story, stretch)
    yield from _live_through(stretch, carrier)
    row.note_filled()
    yield 100


def _check(size: Size) -> None:
    wrong = {}
    if not 1 <= size.patients <= MOST_PATIENTS:
        wrong["patients"] = f"A demo clinic has 1 to {MOST_PATIENTS} patients."
    if not 1 <= size.months <= MOST_MONTHS:
        wrong["months"] = f"A demo clinic goes back 1 to {MOST_MONTHS} months."
    if wrong:
        raise Invalid(wrong)


def _write(clinic: Clinic, story: Story, stretch: Stretch) -> Iterator[int]:
    for place, life in enumerate(story.lives, start=1):
        write_down(clinic, life, stretch.first_day)
        written = (SHARE_WRITTEN - SHARE_OPEN) * place // len(story.lives)
        yield SHARE_OPEN + written
    write_incidents(clinic, story)


def _live_through(stretch: Stretch, carrier: Carrier) -> Iterator[int]:
    if stretch.begins_at == stretch.opens_at:
        return
    stand_at(stretch.begins_at)
    yield SHARE_WRITTEN
    for at in live_through_night(cast(), stretch.opens_at, carrier):
        lived = (SHARE_LIVED - SHARE_WRITTEN) * stretch.share(at)
        yield SHARE_WRITTEN + round(lived)
