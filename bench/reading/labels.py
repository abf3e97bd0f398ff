"""The notation of the hand-written texts, and what a reading owes each of them.

A line is `labels | text`. Labels: `m6` mood, `key` or `key:2` a symptom (`:0` denied),
`name=4` a score, `d1` the day is yesterday, `also1:m6` another day's mood, `!` page,
`?` review, `@kind` an act, `ask=ride` the open question, `fix` that the
number replaces the last one, `-` nothing. Scores may also
stand at the end of the text, and `:3` there is the strength of the symptoms.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

LEVELS = {"!": "page", "?": "review"}
TRAILING = re.compile(r"(.*\S)((?: [a-z_]+=\d+(?:\.\d)?)+)$")


@dataclass
class Labelled:
    """One text and the truth about it."""

    text: str
    language: str
    origin: str
    mood: float | None = None
    day: int = 0
    also: dict[str, float] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    symptoms: dict[str, int | None] = field(default_factory=dict)
    level: str = "none"
    kind: str | None = None
    asked: str | None = None
    corrects: bool = False

    def as_json(self) -> dict[str, object]:
        """Give the shape of one line of the corpus."""
        return asdict(self)


def parse(path: Path, language: str, origin: str) -> Iterator[Labelled]:
    """Read a file of hand-written texts."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            labels, _, text = line.partition(" | ")
            yield _labelled(labels, text, language, origin)


def _labelled(labels: str, text: str, language: str, origin: str) -> Labelled:
    if trailing := TRAILING.fullmatch(text):
        text, labels = trailing[1], labels + trailing[2]
    if strength := re.fullmatch(r"(.*[^\d\s]):(\d)", text):
        text = strength[1]
    one = Labelled(text, language, origin)
    for label in labels.split():
        _apply(one, label)
    if strength:
        one.symptoms = dict.fromkeys(one.symptoms, int(strength[2]))
    return one


def _apply(one: Labelled, label: str) -> None:
    if label in LEVELS:
        one.level = LEVELS[label]
    elif label[0] == "@":
        one.kind = label[1:]
    elif label.startswith("ask="):
        one.asked = label[4:]
    elif label == "fix":
        one.corrects = True
    elif label != "-":
        _apply_data(one, label)


def _apply_data(one: Labelled, label: str) -> None:
    if re.fullmatch(r"m\d+(\.\d)?", label):
        one.mood = float(label[1:])
    elif re.fullmatch(r"d\d", label):
        one.day = int(label[1:])
    elif found := re.fullmatch(r"also(\d):m(\d+)", label):
        one.also[found[1]] = float(found[2])
    elif "=" in label:
        name, _, value = label.partition("=")
        one.scores[name] = float(value)
    else:
        key, _, severity = label.partition(":")
        known = one.symptoms.get(key)
        one.symptoms[key] = int(severity) if severity else known
