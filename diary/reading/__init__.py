"""What a text says: numbers, symptoms, days, answers, opt-outs and words of crisis.

Pure: no database, no clock, no network; the open question and today's date come in as
arguments. Whom a text belongs to and what is answered is left to `diary.inbox`, what is
kept to `diary.entries`, who is called to `diary.alerts`.
"""

from diary.reading.escort import Escort, escort_in
from diary.reading.lifts import Lift, lifts
from diary.reading.reader import language_in, read, warm
from diary.reading.results import (
    TODAY,
    WEEKDAYS,
    WEIGHED,
    YESTERDAY,
    Act,
    Ask,
    CrisisLevel,
    DayWord,
    Evidence,
    Kind,
    Reading,
    RedFlag,
    SymptomReport,
    Talk,
    as_json,
)
from diary.reading.vocabulary import versions

__all__ = [
    "TODAY",
    "WEEKDAYS",
    "WEIGHED",
    "YESTERDAY",
    "Act",
    "Ask",
    "CrisisLevel",
    "DayWord",
    "Escort",
    "Evidence",
    "Kind",
    "Lift",
    "Reading",
    "RedFlag",
    "SymptomReport",
    "Talk",
    "as_json",
    "escort_in",
    "language_in",
    "lifts",
    "read",
    "versions",
    "warm",
]
