"""What somebody wants kept for a day, checked as a whole.

Pure: today's local date is handed in. Leaves the keeping to ``recording`` and the
meaning of words to ``reading``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from diary.entries.models import Source
from diary.errors import Invalid
from diary.instruments import HIGHEST_SEVERITY, SYMPTOMS, check_scores

LONGEST_WORDS = 2000
CLIENT_KEY = re.compile(r"[\x21-\x7e]{1,64}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

MOST_DAYS_BACK = {Source.TEXT: 3, Source.FORM: 3, Source.API: 30}
"""How far back a day may lie, by door.

People remember a mood for about three days. An app may have kept its answers while
it was offline, each written down on its own day.
"""


@dataclass(frozen=True)
class EntryDraft:
    """One answer of one patient for one local day; mood is one of the scores.

    ``client_key`` names the answer for good: the same key again is the same answer.
    A symptom's severity is 0-4, 0 denies it and None leaves it unsaid.
    """

    clinic_id: int
    patient_id: int
    day: date
    source: Source
    client_key: str
    received_at: datetime
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    symptoms: Mapping[str, int | None] = field(default_factory=dict)
    words: str = ""


def check(draft: EntryDraft, today: date) -> None:
    """Raise Invalid naming every wrong field: day, scores, symptoms, words, key.

    A wrong score is named by its own key, a wrong symptom as ``symptoms.<key>``.
    """
    wrong = dict(check_scores(draft.scores))
    wrong.update(_wrong_symptoms(draft.symptoms))
    said = {
        "day": _wrong_day(draft, today),
        "client_id": _wrong_key(draft.client_key),
        "words": _wrong_words(draft),
        "": _nothing_said(draft),
    }
    wrong.update({name: sentence for name, sentence in said.items() if sentence})
    if wrong:
        raise Invalid(wrong)


def _wrong_symptoms(symptoms: Mapping[str, int | None]) -> dict[str, str]:
    said = {f"symptoms.{key}": _wrong_symptom(key, symptoms[key]) for key in symptoms}
    return {name: sentence for name, sentence in said.items() if sentence}


def _wrong_symptom(key: str, severity: int | None) -> str:
    if key not in SYMPTOMS:
        return "There is no symptom called that."
    if severity is None or 0 <= severity <= HIGHEST_SEVERITY:
        return ""
    return f"A severity goes from 0 to {HIGHEST_SEVERITY}."


def _wrong_day(draft: EntryDraft, today: date) -> str:
    most = MOST_DAYS_BACK[draft.source]
    if draft.day > today:
        return "This day has not come yet."
    if draft.day < today - timedelta(days=most):
        return f"A day can be filled in up to {most} days later."
    return ""


def _wrong_key(client_key: str) -> str:
    if CLIENT_KEY.fullmatch(client_key):
        return ""
    return "Use 1 to 64 letters, digits or signs, without blanks."


def _wrong_words(draft: EntryDraft) -> str:
    # A text is kept as it came: what a phone sent cannot be mended by its owner.
    if draft.source is Source.TEXT:
        return ""
    if len(draft.words) > LONGEST_WORDS:
        return f"Use at most {LONGEST_WORDS} characters."
    if CONTROL.search(draft.words):
        return "This holds characters that cannot be kept."
    return ""


def _nothing_said(draft: EntryDraft) -> str:
    if draft.scores or draft.symptoms or draft.words.strip():
        return ""
    return "Say at least one thing: a number, a symptom or a few words."
