"""Who is paged when: the first person now, more people as nobody answers.

Pure. The minutes are the service's own proposal, bounded by what clinical programmes
report (15 minutes to a first answer, the same day to a decision); a clinic's clinician
of record must agree to them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

PAGING_TIER = 0
"""Alerts of this tier page; the others stand on a list."""

NEXT_STEP_AFTER = timedelta(minutes=10)
REPEAT_AFTER = timedelta(minutes=15)
LAST_STEP = 3
DISPOSITION_WITHIN = timedelta(minutes=60)

Person = TypeVar("Person")


def paged_at_step(people: Sequence[Person], step: int, turn: int) -> list[Person]:
    """Return whom a step pages: one person, then two, then everybody.

    ``people`` stand in their order of being called. Each ``turn`` begins with the
    next one: the one before took the alert and did not end it.
    """
    if not people:
        return []
    first = turn % len(people)
    ordered = [*people[first:], *people[:first]]
    return ordered[: step + 1] if step < 2 else ordered


def next_page_at(step: int, now: datetime) -> datetime:
    """Return when the next step is due: after 10, 20, 30 minutes, then repeating."""
    return now + (NEXT_STEP_AFTER if step < LAST_STEP else REPEAT_AFTER)


def ends_by(tier: int, taken_at: datetime) -> datetime | None:
    """Return by when a taken alert needs a disposition before it goes on."""
    return taken_at + DISPOSITION_WITHIN if tier == PAGING_TIER else None
