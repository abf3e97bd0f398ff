"""The daily scores: what is asked, range and step of each, and which end is good news.

It checks numbers and leaves finding them in a text to `diary.reading` and keeping them
to `diary.entries`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

DAILY_VERSION = "2026-11-1"
"""The version of the questions an answer was given to; moves with any wording here."""


class Best(StrEnum):
    """The end of a scale that is good news."""

    HIGH = "high"
    LOW = "low"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Score:
    """One daily number: its bounds are included, `step` is the finest value kept."""

    key: str
    label: MappingProxyType[str, str]
    lowest: Decimal
    highest: Decimal
    step: Decimal
    best: Best

    def takes(self, value: Decimal) -> bool:
        """Say whether a value lies in range and on the step."""
        return self.lowest <= value <= self.highest and value % self.step == 0


HALF = Decimal("0.5")
TENTH = Decimal("0.1")
TEN = Decimal(10)


def _score(
    key: str,
    en: str,
    es: str,
    best: Best,
    highest: Decimal = TEN,
    step: Decimal = HALF,
) -> Score:
    label = MappingProxyType({"en": en, "es": es})
    return Score(key, label, Decimal(0), highest, step, best)


_ASKED = (
    _score("mood", "Mood", "Ánimo", Best.HIGH),
    _score("sleep", "Sleep", "Sueño", Best.HIGH),
    _score(
        "sleep_hours",
        "Hours slept",
        "Horas de sueño",
        Best.MIDDLE,
        highest=Decimal(24),
        step=TENTH,
    ),
    _score("anxiety", "Anxiety", "Ansiedad", Best.LOW),
    _score("pain", "Pain", "Dolor", Best.LOW),
    _score("energy", "Energy", "Energía", Best.HIGH),
    _score("craving", "Craving", "Ansias", Best.LOW),
    _score("symptoms", "Main symptom", "Síntoma principal", Best.LOW),
)

SCORES: MappingProxyType[str, Score] = MappingProxyType(
    {score.key: score for score in _ASKED}
)
"""Every daily score by its key, in the order pages show them."""


def check_scores(scores: Mapping[str, Decimal]) -> dict[str, str]:
    """Return one sentence per wrong field, `{}` when all may be kept.

    Mood counts as a score here. A value off the half step is refused, not rounded.
    """
    faults = {key: _fault(key, value) for key, value in scores.items()}
    return {key: fault for key, fault in faults.items() if fault}


def _fault(key: str, value: Decimal) -> str:
    score = SCORES.get(key)
    if score is None:
        return f"There is no score called {key}."
    if not value.is_finite() or not score.lowest <= value <= score.highest:
        return f"{score.label['en']} must be from {score.lowest} to {score.highest}."
    if value % score.step:
        return f"{score.label['en']} goes in steps of {score.step}."
    return ""
