"""The diary: submissions as they came, folded into one entry a patient and day.

Leaves safety rules to ``alerts`` and the one way in to ``intake``.
"""

from diary.entries.models import Entry, EntrySymptom, Source, Submission

__all__ = ["Entry", "EntrySymptom", "Source", "Submission"]
