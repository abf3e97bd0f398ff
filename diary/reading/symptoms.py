"""Which symptoms a text reports as the patient's own, how strong, and which it denies.

A symptom of somebody else, one only feared or asked about, and one long past are left
out. How grave a report is, `red_flags` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from diary.reading.context import (
    is_denied,
    is_laughing,
    is_not_now,
    is_of_another,
    is_only_possible,
    within,
)
from diary.reading.denied_inside import denied_inside
from diary.reading.numbers import Number
from diary.reading.patterns import Match, longest
from diary.reading.said import Said
from diary.reading.scores import Scores
from diary.reading.strength import strength, strength_number

NO_SYMPTOM = "ignored"
"""Wordings that only look like a symptom; being longer, they win over it."""
ABSENT = "absent"
"""Wordings that say by themselves that a symptom is not there: "bp was normal"."""
UNMEANT = "unmeant"
"""Wordings in which a word of a symptom means another thing: "a faint taste"."""

TELLS_MORE = 3
"""Words by which a symptom goes on behind what it holds, to be believed over it."""

AT_MOST_BEFORE = 6
"""Words by which another symptom may begin before one that runs into it."""

GRAVER = {"pee_pain": "cant_pee"}
"""Of two said with the same words ("cant pee and it hurts"), the one that stays.

Not to be able to pass water for hours or in pain cannot wait for the next visit.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A symptom where it stands in the text; severity 0 is denied, None is not said."""

    key: str
    match: Match
    severity: int | None


def find_symptoms(
    said: Said, scores: Scores, numbers: list[Number], hidden: list[Match]
) -> list[Found]:
    """Find the patient's own symptoms, in order; words of crisis hide those inside."""
    absent = [*said.get(ABSENT), *denied_inside(said)]
    within_one = [
        match
        for match in (*absent, *said.get("symptoms"))
        if not _crosses_a_sentence(said, match)
    ]
    matches = [
        match
        for match in longest(_told_apart(said, within_one))
        if match.key != NO_SYMPTOM
        and not _is_spent(match, scores)
        and not any(cover.overlaps(match) for cover in hidden)
        and not _is_unmeant(said, match)
    ]
    return [
        replace(found, severity=0) if found.match in absent else found
        for found in _judged(said, scores, numbers, matches)
    ]


def _judged(
    said: Said, scores: Scores, numbers: list[Number], matches: list[Match]
) -> Iterator[Found]:
    for match in matches:
        if is_denied(said, matches, match):
            if not is_of_another(said, match) and not is_only_possible(said, match):
                yield Found(match.key, match, 0)
        elif not is_not_now(said, match) and not is_laughing(said, match):
            number = strength_number(said, scores, numbers, match)
            yield Found(match.key, match, strength(said, matches, match, number))


def _is_spent(match: Match, scores: Scores) -> bool:
    return all(at in scores.taken for at in range(match.start, match.end))


def _is_unmeant(said: Said, match: Match) -> bool:
    """Whether the word means another thing here, and no longer wording tells more."""
    return any(
        m.key == match.key and m.overlaps(match) and not _tells_more(match, m)
        for m in said.get(UNMEANT)
    )


def _tells_more(match: Match, unmeant: Match) -> bool:
    """Whether "vi gente en la sala y no había nadie" goes on after what it holds."""
    return match.holds(unmeant) and match.end >= unmeant.end + TELLS_MORE


def _told_apart(said: Said, matches: list[Match]) -> list[Match]:
    """Leave out what gives way: to a graver symptom, or to two shorter wordings."""
    kept = sorted(dict.fromkeys(matches), key=lambda match: match.start)
    return [
        m for m in kept if not _gives_way(said, m) and not _runs_over(said, kept, m)
    ]


def _runs_over(said: Said, matches: list[Match], match: Match) -> bool:
    """Whether it swallows another symptom: "boca adormecida, sabor amargo".

    Its own is then told by fewer words inside it, clear of the other's.
    """
    if said.clauses[match.start] == said.clauses[match.end - 1]:
        return False
    near = within(matches, match.start - AT_MOST_BEFORE, match.end)
    others = [m for m in near if m.key != match.key and m.overlaps(match)]
    return any(
        not own.overlaps(other) and match.holds(own) and not own.holds(match)
        for own in near
        if own.key == match.key
        for other in others
        if said.clauses[other.start] == said.clauses[other.end - 1]
    )


def _gives_way(said: Said, match: Match) -> bool:
    """Whether the same words, as a red flag hears them, tell of something graver."""
    graver = GRAVER.get(match.key)
    red = [rule for rule in said.get("red") if rule.key == f"{graver}.0"]
    return bool(red) and any(
        m.key == graver
        and m.overlaps(match)
        and not _is_unmeant(said, m)
        and any(rule.overlaps(m) for rule in red)
        for m in said.get("symptoms")
    )


def _crosses_a_sentence(said: Said, match: Match) -> bool:
    return said.sentences[match.start] != said.sentences[match.end - 1]
