"""Which words of crisis stand: what no idiom, denial or longer harmless pattern takes.

Nothing takes away what another sentence says, and a denial ends where the next clause
or the name of another effect begins. How grave what stands is, `crisis` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from diary.reading.crisis_lessened import is_laughed_off, is_lessened, is_turned
from diary.reading.patterns import Match
from diary.reading.results import CrisisLevel
from diary.reading.said import SENTENCE_ENDS, Said
from diary.reading.vocabulary import vocabulary

OF_RECOVERY = frozenset({"mejoria", "recovery"})
"""Patterns whose own words deny: "ya no me corto"."""
RETURNED = "en.came_back"
"""Thoughts that were gone, and are not: a denial inside these words is their point."""
ANSWERS = frozenset({"no", "nope", "nah", "nunca", "never"})
NONE_OF_IT = ANSWERS | {
    *("none", "nil", "zero", "0", "negative", "not", "nothing", "nada", "ninguno"),
    *("ninguna", "ningun", "cero", "negativo", "jamas", "tampoco"),
}
"""Words that answer an item: "suicidal thoughts: none"."""
CLAIMS = frozenset({"i", "im", "am", "ive", "me", "feeling", "feel", "having"}) | {
    *("estoy", "tengo", "siento", "quiero", "pienso", "ando", "sigo")
}
"""Words by which somebody says it of themselves, so that only a "?: no" unsays it."""
FILLERS = frozenset({"so", "far", "at", "all", "now", "today", "since", "then"}) | {
    *("por", "ahora", "hoy", "hasta", "momento", "el")
}
"""Words that may follow such an answer: "none so far"."""
LISTS = frozenset({"or", "nor", "ni", "o"})
BUT = frozenset({"but", "until", "pero", "hasta"})
OPENS_ANSWER = frozenset("?:=-")
PAST_A_DENIAL = 2
"""So many words more than a denial it holds let a pattern page in spite of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A match that stands, the level its pattern has by itself, and what lessens it."""

    match: Match
    level: str
    is_lessened: bool


def standing(said: Said) -> list[Standing]:
    """Give the matches that no idiom, denial or longer harmless pattern takes away."""
    return [
        Standing(match, _pattern_level(match), is_lessened(said, match))
        for match in _standing(said)
    ]


def _standing(said: Said) -> Iterator[Match]:
    idioms = [] if said.get("crisis_meant") else _idioms(said)
    denied = [m for m in said.get("crisis_denied") if _is_held_to(said, m)]
    thin = [
        match
        for match in said.get("crisis")
        if _pattern_level(match) == CrisisLevel.REVIEW
        and not _is_an_answer(said, match)
        and not _is_heightened(said, match)
        and not _answers_an_effect(said, range(match.start, match.end))
    ]
    for match in said.get("crisis"):
        if any(_takes_away(said, idiom, match) for idiom in idioms):
            continue
        if any(_denies(said, denial, match) for denial in denied):
            continue
        if match in thin or not any(other.holds(match) for other in thin):
            yield match


def _pattern_level(match: Match) -> str:
    """Give the level a pattern has by itself."""
    return vocabulary().crisis[match.key].level


def _idioms(said: Said) -> list[Match]:
    return [
        idiom for idiom in said.get("crisis_idiom") if not is_laughed_off(said, idiom)
    ]


def _takes_away(said: Said, idiom: Match, match: Match) -> bool:
    """Whether words are only part of an idiom.

    What another sentence says after them makes no idiom; its cause told before ("long
    meeting. kill me") or the answer to a question ("that gun? the glue one") does,
    save of a plain wish to die.
    """
    if not idiom.overlaps(match) or idiom.end < match.end:
        return False
    if _goes_on(said, min(idiom.start, match.start), idiom.end - 1):
        return True
    if any(wish.overlaps(match) for wish in said.get("crisis_wish")):
        return False
    return _goes_on(said, match.start, idiom.end - 1) or said.asks(match.start)


def _goes_on(said: Said, start: int, end: int) -> bool:
    """Whether no sentence ends between two words; three dots end none."""
    return said.sentences[start] == said.sentences[end] or all(
        SENTENCE_ENDS.isdisjoint(mark) or "..." in mark
        for mark in (token.before for token in said.tokens[start + 1 : end + 1])
    )


def _denies(said: Said, denial: Match, match: Match) -> bool:
    """Whether a denial takes a match away that shares a word with it.

    Not one that is about the denial itself ("ya no me corto", "came back"), says more
    around it ("suicidal thoughts are gone since May" is for staff, "no thought of it
    on Mondays, on the others yes" pages), or goes on with "but".
    """
    if not denial.overlaps(match) or _is_about_denial(denial, match):
        return False
    more = (match.end - match.start) - (denial.end - denial.start)
    least = 1 if _pattern_level(match) == CrisisLevel.REVIEW else PAST_A_DENIAL
    says_more = match.holds(denial) and more >= least
    goes_on = not BUT.isdisjoint(said.words[denial.end : match.end])
    return not (says_more or goes_on) and _reaches(said, denial, match)


def _is_about_denial(denial: Match, match: Match) -> bool:
    if match.key.partition(".")[2] in OF_RECOVERY:
        return True
    return match.key == RETURNED and match.start <= denial.start


def _is_held_to(said: Said, denial: Match) -> bool:
    """Whether a denial is one ("no, me muero" answers) and stays: no "today yes"."""
    return not (
        _is_an_answer(said, denial)
        or is_turned(said, denial)
        or _is_heightened(said, denial)
        or _is_claimed(said, denial)
    )


def _is_claimed(said: Said, denial: Match) -> bool:
    """Whether words of having it open before a denial, or in a clause inside it.

    "Quiero matarme, mareo no" denies the dizziness; "no duermo, quiero morir" no wish.
    """
    return any(
        claim.overlaps(denial)
        and (claim.start <= denial.start or _opens_clause(said, claim))
        and not said.asks(claim.start)
        for claim in said.get("crisis_claimed")
    )


def _opens_clause(said: Said, match: Match) -> bool:
    return said.clauses[match.start] != said.clauses[match.start - 1]


def _is_heightened(said: Said, denial: Match) -> bool:
    """Whether its "never" denies nothing: "never wanted to die so badly"."""
    return any(more.overlaps(denial) for more in said.get("crisis_heightened"))


def _is_an_answer(said: Said, denial: Match) -> bool:
    """Whether its "no" stands for itself: "no, tengo ganas de morirme"."""
    clauses = said.clauses[denial.start : denial.end][:2]
    return len(set(clauses)) == 2 and said.words[denial.start] in ANSWERS


def _reaches(said: Said, denial: Match, match: Match) -> bool:
    """Whether a denial speaks of a match: of its own clause, or answering it."""
    if denial.start < match.start:
        return not _is_cut_off(said, range(denial.start, match.start + 1))
    answer = next(
        (at for at in range(match.start, denial.end) if said.words[at] in NONE_OF_IT),
        None,
    )
    if answer is None:
        return _goes_on(said, match.start, denial.end - 1) or said.asks(match.start)
    return _is_answered(said, match, answer)


def _is_cut_off(said: Said, between: range) -> bool:
    """Whether a sentence ends behind a denial, or another effect is named."""
    if not _goes_on(said, between.start, between.stop - 1):
        return True
    if said.words[between.stop - 2] in LISTS:
        return False
    if _answers_an_effect(said, between):
        return True
    return _names_an_effect(said, between)


def _answers_an_effect(said: Said, between: range) -> bool:
    """Whether a "no" is the end of another item: "nausea stopped, feeling suicidal"."""
    clauses = said.clauses
    return clauses[between.start] != clauses[between.stop - 1] and any(
        effect.start < between.start <= effect.end for effect in said.get("symptoms")
    )


def _names_an_effect(said: Said, places: range) -> bool:
    """Whether an effect stands wholly inside these words, and not at their very end."""
    return any(
        places.start <= effect.start and effect.end < places.stop
        for effect in said.get("symptoms")
    )


def _is_answered(said: Said, match: Match, answer: int) -> bool:
    """Whether a "no" behind words answers them, and does not deny the next effect.

    "suicidal thoughts: none" does; "thinking of suicide no nausea", "i am suicidal. no
    sleep" and "suicide, nausea none" do not.
    """
    if _names_an_effect(said, range(match.start, answer + 1)):
        return False
    if not OPENS_ANSWER.isdisjoint(said.tokens[answer].before):
        return True
    claimed = said.words[max(match.start - 1, 0) : min(match.end, answer)]
    if not CLAIMS.isdisjoint(claimed):
        return False
    after = answer + 1
    while after < len(said.words) and said.words[after] in FILLERS:
        after += 1
    if after == len(said.words) or said.clauses[after] != said.clauses[answer]:
        return True
    is_apart = said.clauses[answer - 1] != said.clauses[answer]
    return not (is_apart or any(m.start == after for m in said.get("symptoms")))
