"""The reviewed word lists of every language, loaded and compiled once.

The words stand in TOML files under `words/`, one folder a language, so that a clinician
can review them without reading code. Nothing is matched here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from diary.reading.normalising import fold
from diary.reading.patterns import Entry, PatternBook

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "es")
PATTERN_FILES = (
    "symptoms",
    "context",
    "acts",
    "opt_out",
    "corrections",
    "days",
    "red_flags",
    "ratings",
    "requests",
)
CRISIS_TOPICS = ("idiom", "denied", "claimed", "heightened", "meant", "turned", "wish")
"""Lists around the patterns of crisis words, each a topic `crisis_…`."""
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CrisisPattern:
    """A reviewed pattern of crisis words: its level, and why it stands there.

    The level `hint` alarms nobody by itself and only adds to the weighing of words;
    `lean` is for review, and pages unless the words around weigh against danger.
    """

    id: str
    level: str
    reason: str
    symptom: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything one or more languages bring to the reader."""

    book: PatternBook
    crisis: Mapping[str, CrisisPattern]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A language's numbers, score labels and the small words beside a mood."""

    values: Mapping[str, int]
    sets: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    labels: Mapping[tuple[str, ...], str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Compile the lists of all languages into one book: people mix languages."""
    crisis: dict[str, CrisisPattern] = {}
    book = PatternBook()
    for language in LANGUAGES:
        for name in PATTERN_FILES:
            table = load(language, name)
            book.add(_entries(table), table.get("classes", {}))
        book.add(_scales(load(language, "numbers")), {})
        table = load(language, "crisis")
        book.add(_crisis_entries(table), table.get("classes", {}))
        crisis.update(_crisis_patterns(table))
    return Vocabulary(book, crisis)


@lru_cache(maxsize=len(LANGUAGES))
def number_words(language: str) -> NumberWords:
    """Load a language's words for numbers and scores."""
    table = load(language, "numbers")
    values = {
        word: int(value) for value, words in table["numbers"].items() for word in words
    }
    sets = {name: frozenset(words) for name, words in table["sets"].items()}
    phrases = {
        name: tuple(tuple(words.split()) for words in table["sets"][name])
        for name in ("half", "ten", "four")
    }
    labels = {
        tuple(words.split()): key
        for key, names in table["labels"].items()
        for words in names
    }
    return NumberWords(values, sets, phrases, labels)


def compile_all() -> None:
    """Load and compile the patterns and numbers of all languages."""
    for language in LANGUAGES:
        number_words(language)
    vocabulary().book.compile()


def load(language: str, name: str) -> Table:
    """Read one file of words, folded as texts are."""
    written = (WORDS / language / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(_folded(written))


def versions() -> dict[str, str]:
    """Return the version of the reviewed crisis words by language."""
    return {
        language: str(load(language, "crisis")["version"]) for language in LANGUAGES
    }


def _folded(written: str) -> str:
    # Emoji, capitals in ids and line ends survive; only accents and marks go.
    return "\n".join(fold(line, len(line)).text for line in written.splitlines())


def _entries(table: Table) -> Iterator[Entry]:
    for topic, keys in table.items():
        if topic in {"version", "classes", "short"}:
            continue
        for key, patterns in keys.items():
            for pattern in patterns:
                yield Entry(topic, key, pattern)


def _scales(table: Table) -> Iterator[Entry]:
    return (Entry("scale", "scale", pattern) for pattern in table["scale"]["scale"])


def _crisis_entries(table: Table) -> Iterator[Entry]:
    for entry in table["pattern"]:
        for pattern in entry["says"]:
            yield Entry("crisis", entry["id"], pattern)
    for topic in CRISIS_TOPICS:
        for pattern in table[topic]["says"]:
            yield Entry(f"crisis_{topic}", topic, pattern)


def _crisis_patterns(table: Table) -> dict[str, CrisisPattern]:
    return {
        entry["id"]: CrisisPattern(
            entry["id"], entry["level"], entry["reason"], entry.get("symptom", "")
        )
        for entry in table["pattern"]
    }
