"""Which symptoms a text reports as the patient's own, how strong, and which it denies.

A symptom of somebody else, one only feared or asked about, and one long past are left
out. How grave a report is, `red_flags` says.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from diary.reading.numbers import Form, Number
from diary.reading.patterns import Match
from diary.reading.said import SENTENCE_ENDS, Said
from diary.reading.scores import Scores

DENIAL_REACH = 4
LIST_REACH = 16
CONTEXT_REACH = 40
SEVERITY_REACH = 3
NUMBER_REACH = 4
PERSON_REACH = 12
STOPS_DENIAL = frozenset(
    [
        "but",
        "just",
        "still",
        "except",
        "though",
        "pero",
        "solo",
        "sino",
        "aunque",
        "because",
        "cuz",
        "im",
        "i",
        "porque",
        "so",
        "then",
        "started",
        "feeling",
        "now",
        "only",
    ]
)
LISTING = frozenset({"or", "nor", "ni", "o"})
JOINING = frozenset({"and", "y", "n", "or", "nor", "ni", "o", "e", "any", "no", "de"})
NEGATIVE = frozenset(
    ["no", "not", "cant", "couldnt", "dont", "didnt", "wont", "sin", "cannot"]
)
PREPOSITIONS = frozenset(
    [
        "with",
        "to",
        "at",
        "for",
        "of",
        "by",
        "from",
        "about",
        "and",
        "near",
        "after",
        "before",
        "see",
        "saw",
        "visit",
        "visited",
        "told",
        "love",
        "like",
        "a",
        "con",
        "de",
        "para",
        "por",
        "al",
        "del",
        "tell",
        "told",
        "call",
        "called",
        "n",
        "y",
    ]
)
TENTHS = (0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4)
COPULAS = frozenset(
    {
        "is",
        "was",
        "are",
        "were",
        "its",
        "a",
        "level",
        "about",
        "like",
        "es",
        "de",
        "un",
        "en",
        "at",
        "still",
        "esta",
        "como",
        "around",
    }
)


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
    matches = [
        match
        for match in _longest(said.get("symptoms"))
        if not _is_spent(match, scores)
        and not any(cover.overlaps(match) for cover in hidden)
    ]
    return list(_judged(said, scores, numbers, matches))


def _judged(
    said: Said, scores: Scores, numbers: list[Number], matches: list[Match]
) -> Iterator[Found]:
    for match in matches:
        if _crosses_a_sentence(said, match):
            continue
        if _is_denied(said, matches, match):
            if not _is_of_another(said, match):
                yield Found(match.key, match, 0)
        elif not _is_not_now(said, match):
            number = _severity_number(said, scores, numbers, match)
            yield Found(match.key, match, _severity(said, matches, match, number))


def _longest(matches: list[Match]) -> list[Match]:
    """Keep the longest of overlapping matches: "dizzy when I stand" over "dizzy"."""
    kept: list[Match] = []
    covered: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        if covered.isdisjoint(range(match.start, match.end)):
            kept.append(match)
            covered.update(range(match.start, match.end))
    return sorted(kept, key=lambda match: match.start)


def _is_spent(match: Match, scores: Scores) -> bool:
    return all(at in scores.taken for at in range(match.start, match.end))


def _crosses_a_sentence(said: Said, match: Match) -> bool:
    return said.sentences[match.start] != said.sentences[match.end - 1]


def _is_denied(said: Said, matches: list[Match], match: Match) -> bool:
    masks = said.near("not_denial", match, LIST_REACH)
    for denial in said.near("denial", match, LIST_REACH):
        if any(mask.overlaps(denial) for mask in masks):
            continue
        if denial.key == "before" and denial.end <= match.start:
            if _reaches(said, matches, denial, match):
                return True
        elif denial.key == "after" and match.end <= denial.start <= match.end + 1:
            return NEGATIVE.isdisjoint(said.words[match.start : match.end])
    return False


def _reaches(said: Said, matches: list[Match], denial: Match, match: Match) -> bool:
    """Whether a denial on the left still governs a symptom on its right."""
    between = range(denial.end, match.start)
    words = said.words[denial.end : match.start]
    if not STOPS_DENIAL.isdisjoint(words):
        return False
    listed = {
        at
        for m in _within(matches, denial.end, match.start)
        for at in range(m.start, m.end)
    }
    if any(at in listed for at in between):
        return _is_list(said, between, listed, match)
    same_clause = said.clauses[denial.end - 1] == said.clauses[match.start]
    return same_clause and len(between) <= DENIAL_REACH


def _is_list(said: Said, between: range, listed: set[int], match: Match) -> bool:
    others = [said.words[at] for at in between if at not in listed]
    if not JOINING.issuperset(others):
        return False
    sentence = said.sentences[match.start]
    ahead = range(between.start, min(len(said.words), match.end + LIST_REACH))
    rest = [said.words[at] for at in ahead if said.sentences[at] == sentence]
    only_and = others and others[-1] in {"and", "y", "n"}
    return not LISTING.isdisjoint(rest) or bool(only_and and len(between) <= 3)


def _within(matches: list[Match], start: int, end: int) -> list[Match]:
    low = bisect_left(matches, start, key=lambda m: m.start)
    high = bisect_left(matches, end, key=lambda m: m.start)
    return matches[low:high]


def _is_not_now(said: Said, match: Match) -> bool:
    return (
        _is_of_another(said, match)
        or _is_only_possible(said, match)
        or _is_long_past(said, match)
    )


def _is_of_another(said: Said, match: Match) -> bool:
    """Whether the nearest subject before the symptom is somebody else."""
    nearest: Match | None = None
    for person in said.near("person", match, PERSON_REACH):
        if person.start >= match.end:
            continue
        if said.clauses[person.start] != said.clauses[match.start]:
            continue
        if person.key == "other" and not _is_subject(said, person):
            continue
        if nearest is None or person.start >= nearest.end:
            nearest = person
    return nearest is not None and nearest.key == "other"


def _is_subject(said: Said, person: Match) -> bool:
    before = person.start - 1
    if before < 0 or said.clauses[before] != said.clauses[person.start]:
        return True
    return said.words[before] not in PREPOSITIONS


def _is_only_possible(said: Said, match: Match) -> bool:
    return any(
        maybe.start <= match.start and match.start - maybe.end <= PERSON_REACH
        for maybe in said.near("maybe", match, CONTEXT_REACH)
    )


def _is_long_past(said: Said, match: Match) -> bool:
    masks = said.near("not_past", match, CONTEXT_REACH)
    return any(
        not any(mask.overlaps(past) for mask in masks)
        for past in said.near("past", match, CONTEXT_REACH)
    )


def _severity(
    said: Said, matches: list[Match], match: Match, number: int | None
) -> int | None:
    if number is not None:
        return number
    strengths = [
        int(word.key)
        for word in _longest(said.near("severity", match, LIST_REACH))
        if _qualifies(said, matches, word, match)
    ]
    if not NEGATIVE.isdisjoint(said.words[match.start : match.end]):
        strengths = [strength for strength in strengths if strength]
    if not strengths:
        return None
    return min(strengths) if min(strengths) <= 1 else max(strengths)


def _qualifies(said: Said, matches: list[Match], word: Match, match: Match) -> bool:
    """Whether a word of strength belongs to this symptom and to no nearer one."""
    if said.clauses[word.start] != said.clauses[match.start]:
        return False
    if match.holds(word):
        return True
    if word.end <= match.start:
        between = range(word.end, match.start)
        clear = not _within(matches, word.end, match.start)
        joined = {"and", "but", "y", "pero", "then"}.isdisjoint(
            said.words[word.end : match.start]
        )
        return clear and joined and len(between) <= SEVERITY_REACH
    return _follows(said, matches, word, match)


def _follows(said: Said, matches: list[Match], word: Match, match: Match) -> bool:
    if word.start - match.end > SEVERITY_REACH:
        return False
    if _within(matches, match.end, word.start):
        return False
    clause = said.clauses[word.start]
    next_ones = _within(matches, word.end, word.end + 2)
    if any(said.clauses[m.start] == clause for m in next_ones):
        return False
    between = said.words[match.end : word.start]
    return {"but", "and", "pero", "y", "so", "feel", "feeling"}.isdisjoint(between)


def _severity_number(
    said: Said, scores: Scores, numbers: list[Number], match: Match
) -> int | None:
    for number in numbers:
        if number.start in scores.taken:
            continue
        gap = said.words[match.end : number.start]
        after = match.end <= number.start <= match.end + NUMBER_REACH
        if after and _is_its_own(said, number, match) and COPULAS.issuperset(gap):
            return _spend(said, scores, number)
        if number.end == match.start and number.form in (Form.OF_TEN, Form.OF_OTHER):
            same = said.clauses[number.start] == said.clauses[match.start]
            if same and number.start and number.form is Form.OF_OTHER:
                return _spend(said, scores, number)
    return None


def _is_its_own(said: Said, number: Number, match: Match) -> bool:
    """Whether a number after a symptom rates it and counts nothing."""
    marks = set().union(
        *(said.tokens[at].before for at in range(match.end, number.end))
    )
    if not marks.isdisjoint(SENTENCE_ENDS | {","}):
        return False
    if number.form is not Form.PLAIN:
        return True
    last = number.end >= len(said.tokens)
    return last or said.clauses[number.end] != said.clauses[number.start]


def _spend(said: Said, scores: Scores, number: Number) -> int | None:
    severity = _as_severity(number)
    if severity is not None:
        scores.taken.update(range(number.start, number.end))
    return severity


def _as_severity(number: Number) -> int | None:
    """Read 2/4 and 3 on our scale of four, 3/10 and 7 on the usual scale of ten."""
    value = number.value
    if number.form is Form.OF_OTHER:
        return int(value) if number.whole == 4 and 0 <= value <= 4 else None
    if not 0 <= value <= 10:
        return None
    if number.form is Form.PLAIN and value <= 4:
        return int(value)
    return TENTHS[int(value)]
