"""Words of suicide, self-harm and violence, found by reviewed patterns alone.

A doubtful text alarms. Only a fixed idiom and a plain denial ("no suicidal thoughts")
do not; what is said of others and of years past goes to review. Finding nothing here
means nothing and is shown nowhere.
"""

import re
from dataclasses import dataclass

from diary.reading.context import is_subject
from diary.reading.normalising import READ_AT_MOST, fold
from diary.reading.patterns import Match
from diary.reading.results import CrisisLevel, Evidence
from diary.reading.said import Said
from diary.reading.vocabulary import vocabulary

READ_FOR_CRISIS = 2600
LAST_WORDS = 1000
PERSONS_AROUND = 25
ABOUT_OTHERS = frozenset({"burden", "favor", "carga"})
LEET = str.maketrans("013457@$!|", "oieastasii")
HIDDEN_WORD = re.compile(
    r"(?i)\b(?=\S{0,20}[a-z])(?=\S{0,20}[0-9@$!|*.])[\w@$!|*.]{3,21}"
)
SPACED_WORD = re.compile(r"(?:\b[a-z][ .\-_*]){3,20}[a-z]\b")
LAUGHTER = ("lol", "lmao", "haha", "jaja", "jeje", "rofl", "xd", "😂", "🤣", "jk")
THIN = frozenset(
    {"not_want_to_live", "goodbye", "burden"} | {"no_vivir", "despedida", "carga"}
)


@dataclass(frozen=True, slots=True)
class Crisis:
    """How grave the words are, what moved it, and the spans they take in the text."""

    level: CrisisLevel = CrisisLevel.NONE
    evidence: tuple[Evidence, ...] = ()
    spans: tuple[Match, ...] = ()


def find_crisis(said: Said) -> Crisis:
    """Look for words of crisis, then once more with disguises taken off.

    Of a text longer than a phone can send, the beginning and the last words are read.
    """
    heard = said if len(said.text) <= READ_AT_MOST else _both_ends(said.text)
    crisis = _judge(heard)
    if crisis.level is CrisisLevel.PAGE:
        return crisis
    plain = undisguise(fold(heard.text, READ_FOR_CRISIS).text)
    if plain is None:
        return crisis
    bared = _judge(Said.hear(plain, READ_FOR_CRISIS))
    return bared if bared.level is CrisisLevel.PAGE else crisis


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
    if not any(character.isalpha() for character in word) or word[0].isdigit():
        return found[0]
    return re.sub(r"[.*|]", "", word.translate(LEET))


def _judge(said: Said) -> Crisis:
    idioms, denied = said.get("crisis_idiom"), said.get("crisis_denied")
    thin = [m for m in said.get("crisis") if _pattern_level(m) is CrisisLevel.REVIEW]
    spans: list[Match] = []
    evidence: list[Evidence] = []
    for match in said.get("crisis"):
        if any(idiom.overlaps(match) and idiom.end >= match.end for idiom in idioms):
            continue
        if any(denial.overlaps(match) for denial in denied):
            continue
        if any(other.holds(match) and other != match for other in thin):
            continue
        spans.append(match)
        evidence.append(Evidence(match.key, said.words_of(match), _level(said, match)))
    return Crisis(_gravest(evidence), _gravest_first(evidence), tuple(spans))


def _pattern_level(match: Match) -> CrisisLevel:
    return CrisisLevel(vocabulary().crisis[match.key].level)


def _level(said: Said, match: Match) -> CrisisLevel:
    level = _pattern_level(match)
    if level is CrisisLevel.PAGE and any(
        lessens(said, match)
        for lessens in (_is_past, _is_others, _is_said_laughing, _has_a_light_object)
    ):
        return CrisisLevel.REVIEW
    return level


def _has_a_light_object(said: Said, match: Match) -> bool:
    """Whether the words run on into a thing of no weight: "out of this group chat"."""
    known = vocabulary()
    ahead = range(match.end, min(len(said.words), match.end + 3))
    clause = said.clauses[match.end - 1]
    after = [said.words[at] for at in ahead if said.clauses[at] == clause]
    if said.words[match.end - 1] not in known.heads:
        is_thin = match.key.partition(".")[2] in THIN
        if not is_thin or not after or after[0] not in known.heads:
            return False
        after = after[1:]
    after = [w for w in after if w not in known.heads and not w.isdigit()]
    return bool(after) and after[0] not in known.weighty


def _is_said_laughing(said: Said, match: Match) -> bool:
    """Whether a thin pattern stands beside laughter: seen by staff, paged by nobody."""
    if match.key.partition(".")[2] not in THIN:
        return False
    return any(word.startswith(LAUGHTER) for word in said.words)


def _is_past(said: Said, match: Match) -> bool:
    sentence = said.sentences[match.start]
    masks = said.get("not_past")
    return any(
        said.sentences[past.start] == sentence
        and not any(mask.overlaps(past) for mask in masks)
        for past in said.get("past")
    )


def _is_others(said: Said, match: Match) -> bool:
    """Whether the nearest person before the words is somebody else."""
    if match.key.partition(".")[2] in ABOUT_OTHERS:
        return False
    persons = [
        person
        for person in said.near("person", match, PERSONS_AROUND)
        if person.start <= match.start
        and (person.key == "self" or is_subject(said, person))
    ]
    words = said.words[match.start : match.end]
    if not persons or not {"i", "im", "me", "my", "myself", "mi", "yo"}.isdisjoint(
        words
    ):
        return False
    nearest = max(persons, key=lambda person: (person.start, person.end))
    return nearest.key == "other"


def _gravest(evidence: list[Evidence]) -> CrisisLevel:
    levels = {item.level for item in evidence}
    for level in (CrisisLevel.PAGE, CrisisLevel.REVIEW):
        if level in levels:
            return level
    return CrisisLevel.NONE


def _gravest_first(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    order = {CrisisLevel.PAGE: 0, CrisisLevel.REVIEW: 1, CrisisLevel.NONE: 2}
    return tuple(sorted(dict.fromkeys(evidence), key=lambda item: order[item.level]))
