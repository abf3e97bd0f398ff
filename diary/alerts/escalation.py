"""Who is paged when, and by what: the whole clock of an alert, and nothing else.

Pure: facts and an instant in, the next step out, so that a thousand nights can be
played without a database. ``next_step`` says whom to page now and when to ask again,
``channel_starts_at`` when a page goes on by e-mail and then by voice, ``hold_until``
how long a snooze lasts. ``paging`` and ``bringing`` write down what they say.

The minutes are the service's own proposal, bounded by what clinical programmes report
(15 minutes to a first answer, the same day to a decision); a clinic sets its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

PAGING_TIER = 0
"""Alerts of this tier page; the others stand on a list."""

MINUTE = timedelta(minutes=1)
LAST_STEP = 3
NOBODY_AGAIN = timedelta(minutes=1)
"""With nobody on call it is asked again so soon: somebody may be put there."""
STUCK_AFTER = timedelta(seconds=20)
"""A channel that has not let go of a page by then is not waited for."""
SNOOZE_LEAST = timedelta(minutes=5)
SNOOZE_MOST = timedelta(hours=2)

Person = TypeVar("Person")


@dataclass(frozen=True, slots=True)
class Timers:
    """A clinic's own minutes.

    ``first``, ``second`` and ``third`` count from the first page of a turn, ``repeat``
    from the page before, ``end_within`` from when somebody took the alert.
    """

    first: int = 10
    second: int = 20
    third: int = 30
    repeat: int = 15
    end_within: int = 60

    def gap_after(self, step: int) -> timedelta:
        """Return how long after this step (0 is the first page) the next one is."""
        marks = (0, self.first, self.second, self.third)
        if step < LAST_STEP:
            return (marks[step + 1] - marks[step]) * MINUTE
        return self.repeat * MINUTE

    @property
    def channel_gap(self) -> timedelta:
        """Return how long one channel is waited for before the next is tried.

        A third of the first timer, so that all three were tried before the next
        person is called.
        """
        return self.first * MINUTE / 3


USUAL = Timers()


@dataclass(frozen=True, slots=True)
class Standing(Generic[Person]):
    """What decides the next step of one open alert of the paging tier.

    ``people`` stand in their order of being called. ``due_at`` is when the next step
    is due, ``step`` how many steps of this turn were taken, ``begins_with`` the place
    in the row with whom it began. ``end_by`` is set while ``owner`` has the alert, or
    a program that is no person. ``must_tell_owner``: no text reaches the patient, and
    whoever has the alert does not know.
    """

    people: Sequence[Person]
    due_at: datetime
    step: int = 0
    begins_with: int = 0
    end_by: datetime | None = None
    owner: Person | None = None
    is_snoozed: bool = False
    must_tell_owner: bool = False


@dataclass(frozen=True, slots=True)
class Step(Generic[Person]):
    """Whom to page now, and how the alert stands after.

    ``is_handed_on``: whoever had the alert has it no more.
    """

    page: tuple[Person, ...]
    due_at: datetime
    step: int
    begins_with: int
    is_handed_on: bool = False


def next_step(
    standing: Standing[Person], timers: Timers, now: datetime
) -> Step[Person] | None:
    """Return what is to be done now; None while nothing is due.

    Untaken: one person, after the first timer two, after the second everybody, after
    the third and for ever after everybody again. Taken and not ended in time: a new
    turn begins with the person after the one who had it, after a snooze with that one.
    """
    if standing.due_at > now:
        return None
    people, end_by = standing.people, standing.end_by
    if end_by is None:
        return _paged(people, standing.step, standing.begins_with, timers, now)
    place = _place_of_owner(standing)
    if standing.must_tell_owner and now < end_by and place is not None:
        return Step((people[place],), end_by, standing.step, standing.begins_with)
    last = standing.begins_with if place is None else place
    begins_with = last if standing.is_snoozed else last + 1
    return _paged(people, 0, begins_with, timers, now, is_handed_on=True)


def _place_of_owner(standing: Standing[Person]) -> int | None:
    """Return where the owner stands in the row; a program or a guest does nowhere."""
    if standing.owner is None or standing.owner not in standing.people:
        return None
    return list(standing.people).index(standing.owner)


def _paged(
    people: Sequence[Person],
    step: int,
    begins_with: int,
    timers: Timers,
    now: datetime,
    *,
    is_handed_on: bool = False,
) -> Step[Person]:
    if not people:
        return Step((), now + NOBODY_AGAIN, step, begins_with, is_handed_on)
    due_at = now + timers.gap_after(step)
    paged = paged_at_step(people, step, begins_with)
    return Step(paged, due_at, step + 1, begins_with, is_handed_on)


def paged_at_step(
    people: Sequence[Person], step: int, begins_with: int
) -> tuple[Person, ...]:
    """Return whom a step pages: one person, then two, then everybody."""
    if not people:
        return ()
    first = begins_with % len(people)
    ordered = (*people[first:], *people[:first])
    return ordered[: step + 1] if step < 2 else ordered


def ends_by(tier: int, taken_at: datetime, timers: Timers) -> datetime | None:
    """Return by when a taken alert needs a disposition before it goes on."""
    return taken_at + timers.end_within * MINUTE if tier == PAGING_TIER else None


@dataclass(frozen=True, slots=True)
class Before:
    """How the channel before fares: ``begun_at`` is when it let go of the page."""

    due_at: datetime
    begun_at: datetime | None = None
    has_failed: bool = False


def channel_starts_at(before: Before, timers: Timers) -> datetime:
    """Return when the next channel is tried while nobody answers.

    Where the one before visibly failed there is nothing to wait for; where nobody
    knows whether it let go, not long.
    """
    if before.has_failed:
        return before.due_at
    if before.begun_at is None:
        return before.due_at + STUCK_AFTER
    return before.begun_at + timers.channel_gap


def hold_until(now: datetime, minutes: int) -> datetime | None:
    """Return until when a snooze lasts; None for one too short or too long."""
    span = minutes * MINUTE
    return now + span if SNOOZE_LEAST <= span <= SNOOZE_MOST else None
