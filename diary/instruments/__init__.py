"""What is asked and what the numbers mean: daily scores and the side-effect vocabulary.

Pure: no tables, no clock. Reading words is left to `diary.reading`, storing answers to
`diary.entries`, acting on them to `diary.alerts`.
"""

from diary.instruments.daily import (
    DAILY_VERSION,
    SCORES,
    Best,
    Score,
    check_scores,
)
from diary.instruments.symptoms import (
    HIGHEST_SEVERITY,
    SEVERITY_WORDS,
    SYMPTOMS,
    SYMPTOMS_SOURCE,
    SYMPTOMS_VERSION,
    Place,
    Symptom,
    Tier,
    form_symptoms,
    label,
    severity_word,
)

__all__ = [
    "DAILY_VERSION",
    "HIGHEST_SEVERITY",
    "SCORES",
    "SEVERITY_WORDS",
    "SYMPTOMS",
    "SYMPTOMS_SOURCE",
    "SYMPTOMS_VERSION",
    "Best",
    "Place",
    "Score",
    "Symptom",
    "Tier",
    "check_scores",
    "form_symptoms",
    "label",
    "severity_word",
]
