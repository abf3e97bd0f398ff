"""Symptoms that cannot wait for the next visit: the base tier, and what lifts it.

The rules themselves are data, see `lifts`.
"""

from collections.abc import Iterator

from diary.instruments import SYMPTOMS, Tier
from diary.reading.context import is_only_possible
from diary.reading.lifts import ANYBODY, IGNORED, lifted, together
from diary.reading.patterns import Match, longest
from diary.reading.results import RedFlag
from diary.reading.said import Said
from diary.reading.symptoms import Found


def find_red_flags(said: Said, found: list[Found]) -> tuple[RedFlag, ...]:
    """Give one flag a symptom, the gravest tier that applies; denied ones have none.

    What is urgent whoever it happens to is flagged of others too, and kept of none.
    """
    present = {item.key: item for item in found if item.severity != 0}
    own = (_flag(said, item, set(present)) for item in present.values())
    flags = [*_of_anybody(said), *(flag for flag in own if flag)]
    flags.sort(key=lambda flag: -flag.tier)
    gravest = {flag.key: flag for flag in flags}
    return tuple(sorted(gravest.values(), key=lambda flag: flag.tier))


def _of_anybody(said: Said) -> Iterator[RedFlag]:
    for match in longest(said.get(ANYBODY)):
        if match.key != IGNORED and _is_told(said, match):
            yield RedFlag(match.key, 0, f"{match.key}.anybody", said.words_of(match))


def _is_told(said: Said, match: Match) -> bool:
    """Whether it is said of now and as a fact, within one sentence."""
    within_one = said.sentences[match.start] == said.sentences[match.end - 1]
    return within_one and not is_only_possible(said, match)


def _flag(said: Said, item: Found, present: set[str]) -> RedFlag | None:
    reasons = [*_reasons(said, item, present)]
    tier, reason = min(reasons)
    if tier == 2:
        return None
    return RedFlag(item.key, tier, reason, said.words_of(item.match))


def _reasons(said: Said, item: Found, present: set[str]) -> Iterator[tuple[Tier, str]]:
    symptom = SYMPTOMS[item.key]
    yield symptom.tier, f"{item.key}.always"
    if symptom.severe_from is not None and (item.severity or 0) >= symptom.severe_from:
        yield 1, f"{item.key}.severe"
    if beside := present & together().get(item.key, frozenset()):
        yield 0, f"{item.key}.with_{min(beside)}"
    for rule in said.get("red"):
        terms, tier = lifted(rule.key)
        if symptom in terms:
            yield tier, f"{item.key}.words"
