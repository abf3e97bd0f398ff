"""What takes weight off words of crisis: others, the past, a joke on some small thing.

Whether such words alarm at all is left to `crisis`.
"""

from diary.reading.context import is_subject
from diary.reading.patterns import Match
from diary.reading.said import Said

PERSONS_AROUND = 25
ABOUT_OTHERS = frozenset({"burden", "favor", "carga"})
OF_ONESELF = frozenset({"i", "im", "me", "my", "myself"}) | {
    *("mi", "yo", "conmigo", "quiero", "pienso", "estoy", "voy", "prefiero")
}
SUFFIXED_ME = ("arme", "erme", "irme", "ndome")
"""Spanish verbs that end in the person they happen to: matarme, cortandome."""
ASKED = frozenset({"you", "u", "your", "ur", "youre"})
"""The clinic: "do you know how to die without pain" is of the sender."""
LAUGHTER = ("lol", "lmao", "haha", "jaja", "jeje", "rofl", "xd", "😂", "🤣", "ntc")
RUNS_ON = {"if", "into", "with", "from", "this", "when", "over", "they", "because"} | {
    *("si", "con", "que", "cuando", "por", "este")
}
"""Words that lead from a wish to die to the printer that caused it."""
TURNED_WITHIN = 25


def is_lessened(said: Said, match: Match) -> bool:
    """Whether the words are of others, long past, or a joke on some small thing."""
    ways = (_is_past, _is_others, _is_hyperbole)
    return any(lessens(said, match) for lessens in ways)


def _is_hyperbole(said: Said, match: Match) -> bool:
    """Whether laughter stands by and the words run on to their small cause."""
    after = said.words[match.end - 1 : match.end + 1]
    goes_on = match.end < len(said.words) and (
        said.sentences[match.end] == said.sentences[match.end - 1]
    )
    runs_on = goes_on and not RUNS_ON.isdisjoint(after)
    return runs_on and any(word.startswith(LAUGHTER) for word in said.words)


def _is_past(said: Said, match: Match) -> bool:
    """Whether they stand beside the past, and nothing since tells of the present."""
    sentence = said.sentences[match.start]
    masks = said.get("not_past") + said.get("recent")
    return any(
        said.sentences[past.start] == sentence
        and not any(mask.overlaps(past) for mask in masks)
        and not is_turned(said, past)
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


def is_turned(said: Said, before: Match) -> bool:
    """Whether what was denied or past is taken back: "not today, tomorrow yes"."""
    turns = said.near("crisis_turned", before, TURNED_WITHIN)
    return any(turn.start >= before.start and turn.end > before.end for turn in turns)
