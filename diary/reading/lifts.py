"""What lifts a symptom to a graver tier, as data for the search and for people to read.

A severity, words around it, or another sign beside it; each with its source. Applying
them is left to `red_flags`, how words are matched to `patterns`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from diary.instruments import SYMPTOMS, Symptom, Tier, label, severity_word
from diary.reading.vocabulary import LANGUAGES, WORDS

Words = tuple[tuple[str, tuple[str, ...]], ...]
"""Patterns by language."""

LASTING = "lasting"
"""The one rule about several symptoms: those that should wear off within a day."""

ANYBODY = "anybody"
"""The list of what is urgent whoever it happens to."""
IGNORED = "ignored"
"""Wordings that only look like it, and being longer win: "wont wake up for school"."""


@dataclass(frozen=True, slots=True)
class Lift:
    """One rule: these symptoms become `tier` when it applies.

    `words` are the reviewed patterns by language, none where no words are listened for.
    """

    symptoms: tuple[Symptom, ...]
    tier: Tier
    says: str
    source: str
    words: Words = ()


def lifts() -> tuple[Lift, ...]:
    """List every rule that lifts a symptom, the gravest first."""
    every = (*_by_words(), *_of_anybody(), *_by_another_sign(), *_by_severity())
    return tuple(sorted(every, key=lambda lift: lift.tier))


@lru_cache(maxsize=1)
def together() -> Mapping[str, frozenset[str]]:
    """Name the signs that make an emergency of a lesser symptom, by that symptom."""
    pairs = _table("lifts")["together"]
    return {key: frozenset(pair["with"]) for key, pair in pairs.items()}


def lifted(rule: str) -> tuple[tuple[Symptom, ...], Tier]:
    """Say which symptoms a rule of the word lists is about, and where it lifts them."""
    name, _, tier = rule.rpartition(".")
    if name == LASTING:
        terms = tuple(term for term in SYMPTOMS.values() if term.after_24h)
    else:
        terms = (SYMPTOMS[name],)
    return terms, 0 if tier == "0" else 1


def _by_words() -> Iterator[Lift]:
    told = _table("lifts")["words"]
    for rule, words in _listed("red").items():
        yield Lift(*lifted(rule), told[rule]["says"], _source(told[rule]), words)


def _of_anybody() -> Iterator[Lift]:
    told = _table("lifts")[ANYBODY]
    for key, words in _listed(ANYBODY).items():
        if key != IGNORED:
            says, source = told[key]["says"], _source(told[key])
            yield Lift((SYMPTOMS[key],), 0, says, source, words)


def _listed(topic: str) -> dict[str, Words]:
    """Give the words of every rule by language, in the order of the files."""
    lists = {at: _table(f"{at}/red_flags")[topic] for at in LANGUAGES}
    rules = dict.fromkeys(rule for listed in lists.values() for rule in listed)
    return {
        rule: tuple((at, tuple(lists[at].get(rule, ()))) for at in LANGUAGES)
        for rule in rules
    }


def _by_another_sign() -> Iterator[Lift]:
    for key, pair in _table("lifts")["together"].items():
        names = ", ".join(label(other, "en").lower() for other in pair["with"])
        says = f"In the same text as any of: {names}."
        yield Lift((SYMPTOMS[key],), 0, says, _source(pair))


def _by_severity() -> Iterator[Lift]:
    source = _source({"source": "ours"})
    for term in SYMPTOMS.values():
        if term.severe_from is not None:
            name = severity_word(term.severe_from, "en")
            says = f"Severity {term.severe_from} ({name}) or more."
            yield Lift((term,), 1, says, source)


def _source(told: Mapping[str, str]) -> str:
    return str(_table("lifts")["sources"][told["source"]])


@lru_cache(maxsize=1 + len(LANGUAGES))
def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))
