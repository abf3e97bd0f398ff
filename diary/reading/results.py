"""What a reading says: the values that leave the reader, and their JSON shape.

Nothing is decided here; the words were read before these are made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from diary.instruments import Tier

NO_SCORES: Mapping[str, Decimal] = MappingProxyType({})
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class Kind(StrEnum):
    """What a text is, seen as a whole; also what one act in it is."""

    ENTRY = "entry"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    CALL = "call"
    LATER = "later"
    CONFIRM = "confirm"
    DECLINE = "decline"
    RESCHEDULE = "reschedule"
    UNDO = "undo"
    ACKNOWLEDGE = "acknowledge"
    ARRIVED_HOME = "arrived_home"
    WRONG_NUMBER = "wrong_number"
    NOTE = "note"
    UNCLEAR = "unclear"
    CHOICE = "choice"


class CrisisLevel(StrEnum):
    """Who must see words of suicide or violence: on call now, or staff later."""

    NONE = "none"
    PAGE = "page"
    REVIEW = "review"


class Ask(StrEnum):
    """What to ask back, once and with an example, because the words left it open."""

    MOOD_OUT_OF_RANGE = "mood_out_of_range"
    MOOD_UNCLEAR = "mood_unclear"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    SYMPTOM_UNCLEAR = "symptom_unclear"
    DAY_TOO_OLD = "day_too_old"


class Talk(StrEnum):
    """What a whole text is that tells nothing: a request, courtesy, a tap on ours."""

    OTHER = "other"
    REQUEST = "request"
    THANKS = "thanks"
    NOTED = "noted"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class DayWord:
    """The day a text speaks of, before anyone knows the patient's calendar.

    Either `days_back` is known, or `weekday` (Monday is 0) names the latest such day
    before the day of the text.
    """

    days_back: int | None = 0
    weekday: int | None = None

    def resolve(self, today: date) -> date:
        """Turn the word into a local date, given the local date of the text."""
        return today - timedelta(days=self.count_back(today))

    def count_back(self, today: date) -> int:
        """Count the days between the day meant and the local date of the text."""
        if self.weekday is None:
            return self.days_back or 0
        return (today.weekday() - self.weekday) % 7 or 7


TODAY = DayWord(0)
YESTERDAY = DayWord(1)


@dataclass(frozen=True, slots=True)
class SymptomReport:
    """A symptom of the patient's own; severity 0 is denied, None is not said."""

    key: str
    severity: int | None = None


WEIGHED = "words.weight"
"""Stands where a pattern's name does when no pattern, but the words' weight spoke."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reviewed pattern that moved a judgement, and the person's own words.

    `pattern` is `WEIGHED` where only the weight of the words spoke; `words` are then
    those that weighed most. `reason` says in a sentence what the pattern hears.
    """

    pattern: str
    words: str
    level: CrisisLevel
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A symptom that cannot wait for the next visit; `reason` names the rule."""

    key: str
    tier: Tier
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a text does beside the diary; `detail`: escort, code or initial."""

    kind: Kind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of one text.

    `kind` names the first act in the order entry with crisis words, opt-out, answer,
    entry, note; `acts` holds every act beside the diary in the order found. `crisis`
    is true exactly when the level is `page`. `corrects` says that the numbers replace
    the last ones given.
    `restarts` marks the carrier's own words for texting again (START, UNSTOP, YES):
    they lift a suppression whatever else the text means.
    `requests` are the parts that ask or tell the people at the clinic what no act
    takes, as typed; `talk` says what a text is that holds nothing else.
    """

    text: str
    kind: Kind
    day: DayWord = TODAY
    mood: Decimal | None = None
    scores: Mapping[str, Decimal] = field(default_factory=lambda: NO_SCORES)
    symptoms: tuple[SymptomReport, ...] = ()
    crisis: bool = False
    crisis_level: CrisisLevel = CrisisLevel.NONE
    crisis_evidence: tuple[Evidence, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    language: str = "en"
    note: str = ""
    also: tuple["Reading", ...] = ()
    acts: tuple[Act, ...] = ()
    ask: Ask | None = None
    corrects: bool = False
    restarts: bool = False
    requests: tuple[str, ...] = ()
    talk: Talk = Talk.OTHER
    today: date | None = field(default=None, repr=False)

    @property
    def day_on(self) -> date | None:
        """The local date meant, when the reader was told the date of the text."""
        return self.day.resolve(self.today) if self.today else None

    @property
    def is_only_weighed(self) -> bool:
        """Whether no pattern speaks, but the weight of the words does."""
        patterns = {evidence.pattern for evidence in self.crisis_evidence}
        return patterns == {WEIGHED}

    @property
    def has_data(self) -> bool:
        """Whether there is a number or a symptom to keep for the day."""
        return self.mood is not None or bool(self.scores or self.symptoms)


def as_json(reading: Reading) -> dict[str, object]:
    """Give the documented shape of a reading, keys in their documented order.

    `also` is present only when a second day was spoken of.
    """
    shape: dict[str, object] = {
        "text": reading.text,
        "kind": reading.kind.value,
        "day": _day_name(reading),
        "mood": _plain(reading.mood),
        "scores": {key: _plain(value) for key, value in reading.scores.items()},
        "symptoms": [
            {"key": report.key, "severity": report.severity}
            for report in reading.symptoms
        ],
        "crisis": reading.crisis,
        "red_flags": [
            {"key": flag.key, "tier": flag.tier, "reason": flag.reason}
            for flag in reading.red_flags
        ],
        "language": reading.language,
        "note": reading.note,
    }
    if reading.also:
        shape["also"] = [as_json(other) for other in reading.also]
    return shape


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _day_name(reading: Reading) -> str:
    day = reading.day
    back = day.count_back(reading.today) if reading.today else day.days_back
    if back in (0, 1):
        return ("today", "yesterday")[back]
    if reading.today:
        return day.resolve(reading.today).isoformat()
    if day.weekday is not None:
        return WEEKDAYS[day.weekday]
    return f"{back} days ago"
