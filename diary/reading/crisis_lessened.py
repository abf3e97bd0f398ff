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
WISHES = frozenset({"want", "wnt", "wanna", "wana", "wish", "hope", "need", "cant"}) | {
    *("dont", "dnt", "am", "im", "gonna", "keep", "will", "ill", "hate", "kms", "ready")
}
"""Verbs in the present, and no third person's: nobody else "wanna die"."""
PRESENT = WISHES | {"quiero", "kiero", "tengo", "estoy", "voy", "pienso", "ojala"}
GOVERNS = frozenset({"to", "was", "were", "would", "used", "did", "didnt", "had"}) | {
    *("not", "never", "doesnt", "does", "will", "might", "may", "must", "should"),
    *("made", "makes", "make", "him", "her", "them", "both", "all", "who", "said"),
    *("says", "kept", "keeps", "like"),
}
"""Words before a verb that lend it their time or their person: "used to want"."""
ADVERBS = frozenset({"just", "really", "always", "also", "still", "so", "only"})
BOUND = frozenset({"used", "history", "ran", "runs", "run"})
"""What is past only for the words at hand: "used to have headaches"."""
BOUND_REACH = 4
JOINS = frozenset({"and", "but", "n", "y", "pero"})
NAMES = frozenset({"suicidal", "suicide", "thoughts", "urges", "no", "nothing"}) | {
    *("death", "ideas", "pensamientos", "ganas", "sin", "ninguna")
}
AN_IDIOM = 16
"""Words an idiom or a wish may span: farther off none can share a word."""
ONE_OWN = 2
"""So many words beside a past make its clause a statement of its own."""


def is_lessened(said: Said, match: Match) -> bool:
    """Whether the words are of others, long past, or a joke on some small thing."""
    ways = (_is_past, _is_others, _is_hyperbole)
    return any(lessens(said, match) for lessens in ways)


def is_laughed_off(said: Said, idiom: Match) -> bool:
    """Whether an idiom is only a plain wish and laughter: "want to die haha"."""
    places = range(idiom.start, idiom.end)
    laughs = {at for at in places if _is_laughter(said.words[at])}
    return bool(laughs) and any(
        wish.overlaps(idiom)
        and all(
            at in laughs or wish.start <= at < wish.end or said.words[at] in OF_ONESELF
            for at in places
        )
        for wish in said.near("crisis_wish", idiom, AN_IDIOM)
    )


def _is_laughter(word: str) -> bool:
    return word.startswith(LAUGHTER)


def _is_hyperbole(said: Said, match: Match) -> bool:
    """Whether laughter stands by and the words run on to their small cause.

    Or whether they would be an idiom, were they not a plain wish.
    """
    if any(
        idiom.overlaps(match) and is_laughed_off(said, idiom)
        for idiom in said.near("crisis_idiom", match, AN_IDIOM)
    ):
        return True
    after = said.words[match.end - 1 : match.end + 1]
    goes_on = match.end < len(said.words) and (
        said.sentences[match.end] == said.sentences[match.end - 1]
    )
    runs_on = goes_on and not RUNS_ON.isdisjoint(after)
    return runs_on and _is_laughed_at(said, match)


def _is_laughed_at(said: Said, match: Match) -> bool:
    """Whether laughter stands in the same sentence, or opens the next."""
    sentence = said.sentences[match.end - 1]
    return any(
        said.sentences[at] == sentence
        or (said.sentences[at] == sentence + 1 and said.sentences[at - 1] == sentence)
        for at, word in enumerate(said.words)
        if _is_laughter(word)
    )


def _is_past(said: Said, match: Match) -> bool:
    """Whether they stand beside the past, and nothing since tells of the present."""
    if _is_told_as_present(said, match) or _is_fresh(said, match):
        return False
    sentence = said.sentences[match.start]
    masks = said.get("not_past") + said.get("recent")
    return any(
        said.sentences[past.start] == sentence
        and not any(mask.overlaps(past) for mask in masks)
        and not is_turned(said, past)
        and not any(_comes_after(past, at, match) for at in said.get("now"))
        and _reaches(said, past, match)
        for past in said.get("past")
    )


def _comes_after(past: Match, now: Match, match: Match) -> bool:
    """Whether "now" leads from the past to the words, or is one of them."""
    return now.overlaps(match) or past.end <= now.start < match.end


def _is_told_as_present(said: Said, match: Match) -> bool:
    """Whether a verb of the words is in the present and nothing before it governs."""
    return any(
        said.words[at] in PRESENT and not _is_governed(said, at)
        for at in range(max(match.start - 1, 0), match.end)
    )


def _is_governed(said: Said, at: int) -> bool:
    """Whether a word of the same clause lends a verb its time or its person."""
    while not _opens(said, at) and said.words[at - 1] in ADVERBS:
        at -= 1
    return not _opens(said, at) and said.words[at - 1] in GOVERNS


def _opens(said: Said, at: int) -> bool:
    return at == 0 or said.clauses[at - 1] != said.clauses[at]


def _is_fresh(said: Said, match: Match) -> bool:
    """Whether what follows dates the words: "tried to kill myself last night"."""
    return any(
        fresh.start <= match.end <= fresh.end
        and said.words[fresh.start - 1] not in JOINS
        and said.clauses[fresh.start] == said.clauses[match.start]
        for fresh in said.get("fresh")
    )


def _reaches(said: Said, past: Match, match: Match) -> bool:
    """Whether a past is that of the words, not of a statement of its own beside them.

    "in June, suicidal thoughts" is, "last year was better, suicidal thoughts" is not.
    """
    clause = said.clauses[past.start]
    is_apart = clause != said.clauses[match.start]
    if said.words[past.start] in BOUND:
        between = said.words[past.end : match.start + 1]
        near = match.start - past.end <= BOUND_REACH
        return not is_apart and near and OF_ONESELF.isdisjoint(between)
    if not is_apart or not _has_no_tense(said.words[match.start]):
        return True
    return said.clauses.count(clause) - (past.end - past.start) <= ONE_OWN


def _has_no_tense(word: str) -> bool:
    """Whether words that begin so tell no time: "suicidal", "no point"."""
    return word in NAMES or word.endswith(("ing", "ando", "iendo"))


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
    return nearest.key == "other" and not _is_without_subject(said, nearest, match)


def _is_without_subject(said: Said, person: Match, match: Match) -> bool:
    """Whether a verb that is nobody else's opens the words: "he cooked wanna die"."""
    at = match.start
    while at > person.end and said.words[at - 1] in WISHES | {"to"}:
        at -= 1
    if said.words[at] not in WISHES or at < person.end:
        return False
    return _opens(said, at) or (at > person.end and not _is_governed(said, at))


def _is_of_oneself(word: str) -> bool:
    """Whether a word can only be the sender's own: "me", "quiero", "matarme"."""
    return word in OF_ONESELF or word.endswith(SUFFIXED_ME)


def is_turned(said: Said, before: Match) -> bool:
    """Whether what was denied or past is taken back: "not today, tomorrow yes"."""
    turns = said.near("crisis_turned", before, TURNED_WITHIN)
    return any(turn.start >= before.start and turn.end > before.end for turn in turns)
