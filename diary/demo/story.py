"""The story of the demo clinic, told from a seed: who, when, what was said.

Pure: the same seed, day and size tell the same story. Leaves writing it down to
``filling`` and going on with it, as the demo clock moves, to ``living``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from diary.demo.days import Answer, Traits, answer_on, traits
from diary.demo.people import Person, person
from diary.demo.visits import Treatment, treatment

MOST_PATIENTS = 500
MOST_MONTHS = 24


@dataclass(frozen=True)
class Life:
    """One person of the story, their treatment, and how they answer."""

    person: Person
    care: Treatment
    kind: Traits
    enrolled_on: date
    seed: int

    def answer(self, day: date) -> Answer | None:
        """Return what is said about a day, past or to come; None for silence."""
        return answer_on(day, self.person, self.kind, self.care, self.seed)

    def answers(self, until: date) -> Iterator[Answer]:
        """Yield the answers from enrolment to the day before ``until``."""
        for offset in range((until - self.enrolled_on).days):
            said = self.answer(self.enrolled_on + timedelta(days=offset))
            if said is not None:
                yield said


@dataclass(frozen=True)
class Story:
    """Everybody, in the order of the cast; ``today`` is the day it starts on."""

    lives: tuple[Life, ...]
    today: date


def tell(today: date, patients: int = 60, months: int = 12, seed: int = 1) -> Story:
    """Tell the story of ``patients`` people over ``months`` up to ``today``."""
    lives = (_life(number, today, months, seed) for number in range(patients))
    return Story(tuple(lives), today)


def _life(number: int, today: date, months: int, seed: int) -> Life:
    who = person(number, seed, today)
    care = treatment(number, seed, today, months)
    first = min((visit.on for visit in care.visits), default=today)
    return Life(
        person=who,
        care=care,
        kind=traits(who, seed, today, months),
        enrolled_on=min(first, today) - timedelta(days=9),
        seed=seed,
    )
