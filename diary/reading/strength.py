"""How strong a symptom is said to be, by a word beside it or a number after it."""

from diary.reading.context import LIST_REACH, NEGATIVE, within
from diary.reading.numbers import Form, Number
from diary.reading.patterns import Match, longest
from diary.reading.ratings import Rater, rater_of
from diary.reading.said import SENTENCE_ENDS, Said
from diary.reading.scores import COPULAS, Scores

SEVERITY_REACH = 3
NUMBER_REACH = 4
TENTHS = (0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4)


def strength(
    said: Said, matches: list[Match], match: Match, number: int | None
) -> int | None:
    if number is not None:
        return number
    strengths = [
        int(word.key)
        for word in longest(said.near("severity", match, LIST_REACH))
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
        clear = not within(matches, word.end, match.start)
        joined = {"and", "but", "y", "pero", "then"}.isdisjoint(
            said.words[word.end : match.start]
        )
        return clear and joined and len(between) <= SEVERITY_REACH
    return _follows(said, matches, word, match)


def _follows(said: Said, matches: list[Match], word: Match, match: Match) -> bool:
    if word.start - match.end > SEVERITY_REACH:
        return False
    if within(matches, match.end, word.start):
        return False
    clause = said.clauses[word.start]
    next_ones = within(matches, word.end, word.end + 2)
    if any(said.clauses[m.start] == clause for m in next_ones):
        return False
    between = said.words[match.end : word.start]
    return {"but", "and", "pero", "y", "so", "feel", "feeling"}.isdisjoint(between)


def strength_number(
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
    if rater_of(said, number) in (Rater.OWN, Rater.OPEN):
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
