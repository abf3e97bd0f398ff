"""Words of suicide, self-harm and violence: reviewed patterns, then the words' weight.

A doubtful text alarms. Only a fixed idiom that nothing shows to be meant, and a plain
denial ("no suicidal thoughts") that nothing takes back, do not; what is said of others
and of years past goes to review. Patterns have the last word; the weighing only adds
what no pattern met. Finding nothing here means nothing and is shown nowhere.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from diary.reading.crisis_standing import Standing, standing
from diary.reading.crisis_weights import Mark, heaviest, scales, tips_alone, weigh
from diary.reading.normalising import READ_AT_MOST
from diary.reading.patterns import Match
from diary.reading.results import WEIGHED, CrisisLevel, Evidence
from diary.reading.said import Said
from diary.reading.vocabulary import vocabulary

READ_FOR_CRISIS = 2600
LAST_WORDS = 1000
TOLD_OF = frozenset(
    {"en.of_another", "en.long_ago", "en.recovered", "es.crisis_ajena", "es.mejoria"}
)
"""Patterns of somebody else's danger, and of the sender's own that is over."""
LEET = str.maketrans("013457@$!|", "oieastasii")
HIDDEN_WORD = re.compile(
    r"(?i)\b(?=\S{0,20}[a-z])(?=\S{0,20}[0-9@$!|*.])[\w@$!|*.]{3,21}"
)
SPACED_WORD = re.compile(r"(?:\b[a-z][ .\-_*]){3,20}[a-z]\b")
LESSENED = "=lessened"
HINT = "hint"
LEAN = "lean"
"""A pattern for review that pages unless the words around weigh against danger."""
BESIDE_DENIAL, BESIDE_IDIOM = 3, 1
WEIGHED_REASON = "No listed words; together these weigh like words of crisis."
AROUND = ("crisis_idiom", "crisis_denied", "past", "not_past", "maybe")


@dataclass(frozen=True, slots=True)
class Crisis:
    """How grave the words are, what moved it, and the spans that hold no effects.

    `leaning` is what pages once the words' weight allows it, with its spans.
    """

    level: CrisisLevel = CrisisLevel.NONE
    evidence: tuple[Evidence, ...] = ()
    spans: tuple[Match, ...] = ()
    leaning: tuple[tuple[Evidence, Match], ...] = ()


def find_crisis(said: Said, language: str = "en") -> Crisis:
    """Look for words of crisis, then once more with disguises taken off, then weigh.

    Of a text longer than a phone can send, the beginning and the last words are read.
    """
    heard = said if len(said.text) <= READ_AT_MOST else _both_ends(said.text)
    stands = standing(heard)
    crisis = _judge(heard, stands)
    if crisis.level is CrisisLevel.PAGE:
        return crisis
    plain = undisguise(heard.folded)
    if plain is not None:
        bare = Said.hear(plain, READ_FOR_CRISIS)
        bare_stands = standing(bare)
        bared = _judge(bare, bare_stands)
        if bared.level is CrisisLevel.PAGE:
            return bared
        if bared.leaning or not crisis.leaning:
            # What leans is weighed in its own text: places differ in the other.
            heard, stands = bare, bare_stands
            crisis = bared if bared.leaning else crisis
    return _weighed(heard, stands, crisis, language)


def _weighed(
    said: Said, stands: list[Standing], crisis: Crisis, language: str
) -> Crisis:
    """Raise a text whose words weigh enough; nothing is ever lowered.

    A text that is a plain denial or a fixed idiom and hardly more, or plainly of others
    or of the past, is not weighed: its words are heavy.
    """
    if not said.words or (not crisis.leaning and _speaks_for_itself(said, stands)):
        return crisis
    found = list(marks(said, stands))
    weighed = weigh(said, found, language)
    if crisis.leaning and (
        _may_lean(said, weighed[CrisisLevel.PAGE].score)
        or _leans_alone(said, crisis, found, language)
    ):
        return _leant(crisis)
    for level, heavy in weighed.items():
        if scales().of[level].tips(heavy.score):
            words = heaviest(said, heavy.window, found, language, level)
            return _raised(crisis, Evidence(WEIGHED, words, level, WEIGHED_REASON))
    return crisis


def _may_lean(said: Said, score: float) -> bool:
    """Whether the words allow what leans to page, or say that it is meant after all."""
    meant = said.get("crisis_meant") or said.get("crisis_turned")
    return bool(meant) or score >= scales().lean


def _leans_alone(said: Said, crisis: Crisis, found: list[Mark], language: str) -> bool:
    """Whether a leaning clause, or a plain wish, would page without its company."""
    wishes = said.get("crisis_wish")
    matches = [match for _, match in crisis.leaning]
    places = {_own_clause(said, match) for match in matches} | {
        (match.start, match.end)
        for match in matches
        if any(wish.overlaps(match) for wish in wishes)
    }
    return any(
        tips_alone(said, place, _marks_within(said, found, place[1]), language)
        for place in places
    )


def _marks_within(said: Said, found: list[Mark], end: int) -> list[Mark]:
    """Leave out what is an idiom or a denial only by words of the next clause."""
    torn = {
        (f"={topic}", match.start)
        for topic in AROUND
        for match in said.get(topic)
        if match.start < end < match.end
    }
    return [mark for mark in found if mark not in torn]


def _own_clause(said: Said, match: Match) -> tuple[int, int]:
    first, last = said.clauses[match.start], said.clauses[match.end - 1]
    return bisect_left(said.clauses, first), bisect_right(said.clauses, last)


def _leant(crisis: Crisis) -> Crisis:
    """Page for the patterns that lean to it."""
    leaning = {by for by, _ in crisis.leaning}
    evidence = [
        replace(by, level=CrisisLevel.PAGE) if by in leaning else by
        for by in crisis.evidence
    ]
    spans = (*crisis.spans, *(match for _, match in crisis.leaning))
    return Crisis(CrisisLevel.PAGE, _gravest_first(evidence), spans)


def _speaks_for_itself(said: Said, stands: list[Standing]) -> bool:
    """Whether an idiom, a denial, or what is told of others or past, is nearly all."""
    idle = set() if said.get("crisis_meant") else said.covered("crisis_idiom")
    denied = said.covered("crisis_denied")
    for harmless, beside in ((denied, BESIDE_DENIAL), (idle, BESIDE_IDIOM)):
        if harmless and len(said.words) - len(harmless) <= beside:
            return True
    told = [one.match for one in stands if one.is_lessened or one.match.key in TOLD_OF]
    about = {at for match in told for at in range(match.start, match.end)}
    about |= said.covered("past") | said.covered("person")
    return bool(told) and len(said.words) - len(about) <= BESIDE_DENIAL


def _raised(crisis: Crisis, by: Evidence) -> Crisis:
    evidence = [by, *crisis.evidence]
    return Crisis(_gravest(evidence), _gravest_first(evidence), crisis.spans)


def marks(said: Said, stands: list[Standing]) -> Iterator[Mark]:
    """Name what patterns say short of paging, for the weighing: hints, idioms, time."""
    for one in stands:
        yield f"={one.match.key}{'?' if one.is_lessened else ''}", one.match.start
        if one.is_lessened:
            yield LESSENED, one.match.start
    for topic in AROUND:
        yield from ((f"={topic}", match.start) for match in said.get(topic))


def _both_ends(text: str) -> Said:
    ends = text[:READ_AT_MOST] + "\n" + text[READ_AT_MOST:][-LAST_WORDS:]
    return Said.hear(ends, READ_FOR_CRISIS)


def undisguise(folded: str) -> str | None:
    """Spell out k1ll, su!cide and k i l l; None where nothing is disguised."""
    bare = SPACED_WORD.sub(lambda m: re.sub(r"[ .\-_*]", "", m[0]), folded)
    bare = HIDDEN_WORD.sub(_spelt_out, bare)
    return None if bare == folded else bare


def _spelt_out(found: re.Match[str]) -> str:
    word = found[0].rstrip(".!*|")
    if word.isalpha() or word[0].isdigit():
        return found[0]
    return re.sub(r"[.*|]", "", word.translate(LEET))


def _judge(said: Said, stands: list[Standing]) -> Crisis:
    telling = [one for one in stands if one.level != HINT]
    evidence = [_evidence(said, one) for one in telling]
    # What is only for review tells of effects too: "no strength", "no hope".
    grave = (one.match for one in telling if one.level == CrisisLevel.PAGE)
    leaning = (
        (by, one.match)
        for by, one in zip(evidence, telling, strict=True)
        if one.level == LEAN and not one.is_lessened
    )
    ordered = _gravest_first(evidence)
    return Crisis(_gravest(evidence), ordered, tuple(grave), tuple(leaning))


def _evidence(said: Said, one: Standing) -> Evidence:
    pages = one.level == CrisisLevel.PAGE and not one.is_lessened
    level = CrisisLevel.PAGE if pages else CrisisLevel.REVIEW
    reason = vocabulary().crisis[one.match.key].reason
    return Evidence(one.match.key, said.words_of(one.match), level, reason)


def _gravest(evidence: list[Evidence]) -> CrisisLevel:
    levels = {item.level for item in evidence}
    for level in (CrisisLevel.PAGE, CrisisLevel.REVIEW):
        if level in levels:
            return level
    return CrisisLevel.NONE


def _gravest_first(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    order = {CrisisLevel.PAGE: 0, CrisisLevel.REVIEW: 1, CrisisLevel.NONE: 2}
    return tuple(sorted(dict.fromkeys(evidence), key=lambda item: order[item.level]))
