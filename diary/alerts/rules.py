"""Which answers need a person, how soon, and the sentence that says why.

Pure. The rules are fixed and the same for everybody: no score, no ranking, no
prediction. Words are matched by ``reading``; urgency of a symptom is in
``instruments``. Leaves keeping an alert and calling people to ``lifecycle``.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from diary.alerts.models import AlertKind
from diary.instruments import SYMPTOMS, label, severity_word
from diary.reading import CrisisLevel, Reading

CRISIS_SYMPTOMS = frozenset({"suicidal", "self_harm", "harm_others"})


@dataclass(frozen=True)
class Rule:
    """One rule as people may read it, with where it comes from."""

    key: str
    says: str
    source: str


VOCABULARY = "the service's clinical vocabulary, to be reviewed by the clinic"
RULES = (
    Rule(
        "crisis.words",
        "Words of suicide, self-harm or violence page the person on call at once.",
        "reviewed word lists of the service; a plain denial alone does not page",
    ),
    Rule(
        "crisis.weight",
        "Words that together weigh like words of crisis page too, where no list does.",
        "learnt from the service's own texts; the words that weighed most are shown",
    ),
    Rule(
        "crisis.answer",
        "The same, given as a symptom in the app, pages the person on call.",
        VOCABULARY,
    ),
    Rule(
        "crisis.review",
        "Such words about somebody else or the past are read the same day.",
        "reviewed word lists of the service",
    ),
    Rule(
        "urgent",
        "A sign that can need urgent care pages the person on call at once.",
        VOCABULARY,
    ),
    Rule("same_day", "A sign for a call on the same day.", VOCABULARY),
    Rule("severe", "A common complaint at severe or worse: a call.", VOCABULARY),
)
"""Every rule there is, for the page that shows them."""


@dataclass(frozen=True)
class AlertDraft:
    """An alert to be opened; ``repeat`` is equal for exact repeats of a same-day sign.

    None for what pages: there only the same words, while nobody has taken the first,
    count as a repeat.
    """

    kind: AlertKind
    tier: int
    rule: str
    sentence: str
    repeat: str | None = None


def evaluate(
    heard: Reading | None, symptoms: Mapping[str, int | None], day: date
) -> tuple[AlertDraft, ...]:
    """Return what one answer calls for, most urgent first; () is no reassurance.

    ``heard`` is what reading made of the words, ``symptoms`` what was answered for
    the day. Urgency: clinical vocabulary, tiers 0 and 1 (0 pages now).
    """
    found = [*_crisis(heard, symptoms), *_signs(heard, symptoms, day)]
    return tuple(sorted(found, key=lambda draft: draft.tier))


def _crisis(
    heard: Reading | None, symptoms: Mapping[str, int | None]
) -> Iterator[AlertDraft]:
    if heard is not None and heard.crisis_level is CrisisLevel.PAGE:
        yield _of_words(heard)
    elif any(symptoms.get(key, 0) != 0 for key in CRISIS_SYMPTOMS):
        yield AlertDraft(
            AlertKind.CRISIS,
            0,
            "crisis.answer",
            "Thoughts of suicide, self-harm or violence were given as an answer.",
        )
    elif heard is not None and heard.crisis_level is CrisisLevel.REVIEW:
        yield AlertDraft(
            AlertKind.REVIEW,
            1,
            "crisis.review",
            "The words touch on suicide or violence, perhaps somebody else's or past.",
        )


def _of_words(heard: Reading) -> AlertDraft:
    if heard.is_only_weighed:
        sentence = "No listed words, but together they weigh like words of crisis."
        return AlertDraft(AlertKind.CRISIS, 0, "crisis.weight", sentence)
    sentence = "The words match the list for suicide, self-harm or violence."
    return AlertDraft(AlertKind.CRISIS, 0, "crisis.words", sentence)


def _signs(
    heard: Reading | None, symptoms: Mapping[str, int | None], day: date
) -> Iterator[AlertDraft]:
    flagged = {flag.key: flag.tier for flag in heard.red_flags} if heard else {}
    for key in dict.fromkeys([*flagged, *symptoms]):
        if key in CRISIS_SYMPTOMS:
            continue
        severity = symptoms.get(key)
        draft = _sign(key, severity, flagged.get(key, 2), day)
        if draft is not None:
            yield draft


def _sign(key: str, severity: int | None, flagged: int, day: date) -> AlertDraft | None:
    term = SYMPTOMS[key]
    is_severe = term.severe_from is not None and (severity or 0) >= term.severe_from
    own = 2 if severity == 0 else min(term.tier, 1 if is_severe else 2)
    tier = min(own, flagged)
    if tier > 1:
        return None
    name = label(key, "en")
    if severity:
        name = f"{name}, {severity_word(severity, 'en')}"
    if tier == 0:
        sentence = f"{name}: can need urgent care now."
        return AlertDraft(AlertKind.RED_FLAG, 0, f"urgent.{key}", sentence)
    rule = f"severe.{key}" if is_severe and term.tier > 1 else f"same_day.{key}"
    sentence = f"{name}: call the same day."
    return AlertDraft(AlertKind.RED_FLAG, 1, rule, sentence, f"{day}:{severity}")


def folded_words(words: str) -> str:
    """Return the words as exact repeats share them: case, blanks and signs aside."""
    plain = unicodedata.normalize("NFKC", words.casefold())
    return " ".join(re.findall(r"\w+", plain)) or plain
