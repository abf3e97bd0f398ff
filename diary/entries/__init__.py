"""The diary: submissions as they came, folded into one entry a patient and day.

Leaves safety rules to ``alerts`` and the one way in to ``intake``: nothing else may
call ``record`` or ``take_back_last``.
"""

from diary.entries.draft import MOST_DAYS_BACK, EntryDraft, check
from diary.entries.folding import FoldedDay
from diary.entries.models import Entry, EntrySymptom, Source, Submission
from diary.entries.queries import (
    answered_days,
    entries_between,
    figures_since,
    has_answer,
    moods_between,
    submissions_between,
    symptom_days_between,
    symptoms_of,
)
from diary.entries.recording import (
    Recorded,
    last_answer_at,
    record,
    take_back_last,
)
from diary.entries.submissions import Kept

__all__ = [
    "MOST_DAYS_BACK",
    "Entry",
    "EntryDraft",
    "EntrySymptom",
    "FoldedDay",
    "Kept",
    "Recorded",
    "Source",
    "Submission",
    "answered_days",
    "check",
    "entries_between",
    "figures_since",
    "has_answer",
    "last_answer_at",
    "moods_between",
    "record",
    "submissions_between",
    "symptom_days_between",
    "symptoms_of",
    "take_back_last",
]
