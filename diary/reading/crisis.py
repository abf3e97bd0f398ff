"""Words of suicide, self-harm and violence: reviewed patterns, then the words' weight.

A doubtful text alarms. Only a fixed idiom that nothing shows to be meant, and a plain
denial ("no suicidal thoughts") that nothing takes back, do not; what is said of others
and of years past goes to review. Patterns have the last word; the weighing only adds
what no pattern met. Finding nothing here means nothing and is shown nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diary.reading.context import is_subject
from diary.reading.crisis_weights import Mark, heaviest, scales, weigh
from diary.reading.normalising import READ_AT_MOST
from diary.reading.patterns import Match
from diary.reading.results import WEIGHED, CrisisLevel, Evidence
from diary.reading.said import Said
from diary.reading.vocabulary import vocabulary

READ_FOR_CRISIS = 2600
LAST_WORDS = 1000
PERSONS_AROUND = 25
ABOUT_OTHERS = frozenset({"burden", "favor", "carga"})
OF_RECOVERY = frozenset({"mejoria", "recovery"})
"""Patterns whose own words deny: "ya no me corto"."""
RETURNED = "en.came_back"
"""Thoughts that were gone, and are not: a denial inside these words is their point."""
OF_ONESELF = frozenset({"i", "im", "me", "my", "myself"}) | {
    *("mi", "yo", "conmigo", "quiero", "pienso", "estoy", "voy", "prefiero")
}
SUFFIXED_ME = ("arme", "erme", "irme", "ndome")
"""Spanish verbs that end in the person they happen to: matarme, cortandome."""
ASKED = frozenset({"you", "u", "your", "ur", "youre"})
"""The clinic: "do you know how to die without pain" is of the sender."""
LEET = str.maketrans("013457@$!|", "oieastasii")
HIDDEN_WORD = re.compile(
    r"(?i)\b(?=\S{0,20}[a-z])(?=\S{0,20}[0-9@$!|*.])[\w@$!|*.]{3,21}"
)
SPACED_WORD = re.compile(r"(?:\b[a-z][ .\-_*]){3,20}[a-z]\b")
LAUGHTER = ("lol", "lmao", "haha", "jaja", "jeje", "rofl", "xd", "😂", "🤣", "ntc")
RUNS_ON = {"if", "into", "with", "from", "this", "when", "over", "they", "because"} | {
    *("si", "con", "que", "cuando", "por", "este")
}
"""Words that lead from a wish to die to the printer that caused it."""
ANSWERS = frozenset({"no", "nope", "nah", "nunca", "never"})
BUT = frozenset({"but", "until", "pero", "hasta"})
HINT = "hint"
BESIDE_DENIAL = 3
TURNED_WITHIN = 25
PAST_A_DENIAL = 2
"""So many words more than a denial it holds let a pattern page in spite of it."""
WEIGHED_REASON = "No listed words; together these weigh like words of crisis."
AROUND = ("crisis_idiom", "crisis_denied", "past", "not_past", "maybe")


@dataclass(frozen=True, slots=True)
class Crisis:
    """How grave the words are, what moved it, and the spans that hold no effects."""

    level: CrisisLevel = CrisisLevel.NONE
    evidence: tuple[Evidence, ...] = ()
    spans: tuple[Match, ...] = ()


def find_crisis(said: Said, language: str = "en") -> Crisis:
    """Look for words of crisis, then once more with disguises taken off, then weigh.

    Of a text longer than a phone can send, the beginning and the last words are read.
    """
    heard = said if len(said.text) <= READ_AT_MOST else _both_ends(said.text)
    crisis = _judge(heard)
    if crisis.level is CrisisLevel.PAGE:
        return crisis
    plain = undisguise(heard.folded)
    if plain is not None:
        heard = Said.hear(plain, READ_FOR_CRISIS)
        bared = _judge(heard)
        if bared.level is CrisisLevel.PAGE:
            return bared
    return _weighed(heard, crisis, language)


def _weighed(said: Said, crisis: Crisis, language: str) -> Crisis:
    """Raise a text whose words weigh enough; nothing is ever lowered.

    A text that is a plain denial and hardly more is not weighed: its words are heavy.
    """
    if not said.words or _is_denial(said):
        return crisis
    found = list(marks(said))
    for level, weighed in weigh(said, found, language).items():
        if scales().of[level].tips(weighed.score, len(said.words)):
            words = heaviest(said, weighed.window, found, language, level)
            return _raised(crisis, Evidence(WEIGHED, words, level, WEIGHED_REASON))
    return crisis


def _is_denial(said: Said) -> bool:
    denied = said.covered("crisis_denied")
    return bool(denied) and len(said.words) - len(denied) <= BESIDE_DENIAL


def _raised(crisis: Crisis, by: Evidence) -> Crisis:
    evidence = [by, *crisis.evidence]
    return Crisis(_gravest(evidence), _gravest_first(evidence), crisis.spans)


def marks(said: Said) -> Iterator[Mark]:
    """Name what patterns say short of paging, for the weighing: hints, idioms, time."""
    for match in _standing(said):
        doubt = "?" if _is_lessened(said, match) else ""
        yield f"={match.key}{doubt}", match.start
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


def _standing(said: Said) -> Iterator[Match]:
    """Give the matches that no idiom, denial or longer harmless pattern takes away."""
    idioms = [] if said.get("crisis_meant") else said.get("crisis_idiom")
    denied = [m for m in said.get("crisis_denied") if _is_held_to(said, m)]
    thin = [
        match
        for match in said.get("crisis")
        if _pattern_level(match) == CrisisLevel.REVIEW
        and not _is_an_answer(said, match)
    ]
    for match in said.get("crisis"):
        if any(idiom.overlaps(match) and idiom.end >= match.end for idiom in idioms):
            continue
        if any(_denies(said, denial, match) for denial in denied):
            continue
        if match in thin or not any(other.holds(match) for other in thin):
            yield match


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
    return not (says_more or goes_on)


def _is_about_denial(denial: Match, match: Match) -> bool:
    if match.key.partition(".")[2] in OF_RECOVERY:
        return True
    return match.key == RETURNED and match.start <= denial.start


def _is_held_to(said: Said, denial: Match) -> bool:
    """Whether a denial is one ("no, me muero" answers) and stays: no "today yes"."""
    return not (_is_an_answer(said, denial) or _is_turned(said, denial))


def _is_turned(said: Said, before: Match) -> bool:
    """Whether what was denied or past is taken back: "not today, tomorrow yes"."""
    turns = said.near("crisis_turned", before, TURNED_WITHIN)
    return any(turn.start >= before.start and turn.end > before.end for turn in turns)


def _is_an_answer(said: Said, denial: Match) -> bool:
    """Whether its "no" stands for itself: "no, tengo ganas de morirme"."""
    clauses = said.clauses[denial.start : denial.end][:2]
    return len(set(clauses)) == 2 and said.words[denial.start] in ANSWERS


def _judge(said: Said) -> Crisis:
    spans = [match for match in _standing(said) if _pattern_level(match) != HINT]
    evidence = [_evidence(said, match) for match in spans]
    # What is only for review tells of effects too: "no strength", "no hope".
    grave = (span for span in spans if _pattern_level(span) == CrisisLevel.PAGE)
    return Crisis(_gravest(evidence), _gravest_first(evidence), tuple(grave))


def _evidence(said: Said, match: Match) -> Evidence:
    reason = vocabulary().crisis[match.key].reason
    return Evidence(match.key, said.words_of(match), _level(said, match), reason)


def _pattern_level(match: Match) -> str:
    return vocabulary().crisis[match.key].level


def _level(said: Said, match: Match) -> CrisisLevel:
    level = CrisisLevel(_pattern_level(match))
    return CrisisLevel.REVIEW if _is_lessened(said, match) else level


def _is_lessened(said: Said, match: Match) -> bool:
    """Whether the words are of others, long past, or a joke on some small thing."""
    ways = (_is_past, _is_others, _is_hyperbole)
    return any(lessens(said, match) for lessens in ways)


def _is_hyperbole(said: Said, match: Match) -> bool:
    """Whether laughter stands by and the words run on to their small cause."""
    if not any(word.startswith(LAUGHTER) for word in said.words):
        return False
    after = said.words[match.end - 1 : match.end + 1]
    goes_on = match.end < len(said.words) and (
        said.sentences[match.end] == said.sentences[match.end - 1]
    )
    return goes_on and not RUNS_ON.isdisjoint(after)


def _is_past(said: Said, match: Match) -> bool:
    """Whether they stand beside the past, and nothing since tells of the present."""
    sentence = said.sentences[match.start]
    masks = said.get("not_past") + said.get("recent")
    return any(
        said.sentences[past.start] == sentence
        and not any(mask.overlaps(past) for mask in masks)
        and not _is_turned(said, past)
        and not any(_comes_after(past, at, match) for at in said.get("now"))
        for past in said.get("past")
    )


def _comes_after(past: Match, now: Match, match: Match) -> bool:
    """Whether "now" leads from the past to the words, or is one of them."""
    return now.overlaps(match) or past.end <= now.start < match.end


def _is_others(said: Said, match: Match) -> bool:
    """Whether the nearest person before the words is somebody else."""
    if match.key.partition(".")[2].removeprefix("hint_") in ABOUT_OTHERS:
        return False
    persons = [
        person
        for person in said.near("person", match, PERSONS_AROUND)
        if person.start <= match.start
        and said.words[person.start] not in ASKED
        and (person.key == "self" or is_subject(said, person))
    ]
    words = said.words[match.start : match.end]
    if not persons or any(map(_is_of_oneself, words)):
        return False
    nearest = max(persons, key=lambda person: (person.start, person.end))
    return nearest.key == "other"


def _is_of_oneself(word: str) -> bool:
    """Whether a word can only be the sender's own: "me", "quiero", "matarme"."""
    return word in OF_ONESELF or word.endswith(SUFFIXED_ME)


def _gravest(evidence: list[Evidence]) -> CrisisLevel:
    levels = {item.level for item in evidence}
    for level in (CrisisLevel.PAGE, CrisisLevel.REVIEW):
        if level in levels:
            return level
    return CrisisLevel.NONE


def _gravest_first(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    order = {CrisisLevel.PAGE: 0, CrisisLevel.REVIEW: 1, CrisisLevel.NONE: 2}
    return tuple(sorted(dict.fromkeys(evidence), key=lambda item: order[item.level]))
