"""Whether a text asks for no more texts, in a carrier's word or in anybody's own.

A short whole message may leave the texts unnamed ("no more, please"); anything longer
has to name them, or the list, so that words of pain or of the clinic's work never
switch the texts off. Where words of crisis page, only the carrier's words and forms
that name the texts count. What follows from an opt-out is left to the inbox.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from diary.reading.patterns import Match
from diary.reading.said import CLAUSE_ENDS, Said
from diary.reading.vocabulary import LANGUAGES, load

CARRIER_WORDS = frozenset(
    [
        *("stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke"),
        *("optout", "arret", "alto", "parar", "baja", "basta", "cancelar", "detener"),
    ]
)
"""Twilio's default opt-out words, the FCC's, and the Spanish ones people know."""
LONGEST_CLOSING = 3
SHORTLY = 12
MORE_THAN_STOP = 2
SHORT = 8
LONG = 60
SHORT_LISTS = ("polite", "whole", "weak", "closing")


@dataclass(frozen=True, slots=True)
class OptOut:
    """A wish for no more texts: its words, and whether they are the whole message."""

    words: str
    is_whole: bool


@dataclass(frozen=True)
class _Short:
    """The whole messages of a language, and what politeness stands around them."""

    polite: frozenset[str]
    whole: frozenset[str]
    weak: frozenset[str]
    closing: frozenset[str]

    @cached_property
    def telling(self) -> frozenset[str]:
        """Every word of a short form: without one of them no message is one."""
        return frozenset(" ".join(self.whole | self.weak).split())


def find_opt_out(said: Said, *, is_grave: bool) -> OptOut | None:
    """Find a wish for no more texts; `is_grave` says that words of crisis page."""
    if len(said.words) == 1 and said.words[0] in CARRIER_WORDS:
        return OptOut(said.text, is_whole=True)
    if len(said.words) <= SHORT and _is_short_form(said, is_grave):
        return OptOut(said.text, is_whole=True)
    return _among_other_words(said, is_grave)


def _among_other_words(said: Said, is_grave: bool) -> OptOut | None:
    is_long = len(said.words) > LONG
    if is_grave and is_long:
        return None
    for match in said.get("opt_out"):
        if match.key == "weak" and (is_grave or is_long):
            continue
        if match.key == "list" and ((is_grave and len(said.words) > SHORT) or is_long):
            continue
        if not _crosses(said, match) and not _is_look_alike(said, match):
            return OptOut(said.words_of(match), is_whole=False)
    if is_grave:
        return None
    return _stop_alone(said) or _of_texts_named(said)


def _of_texts_named(said: Said) -> OptOut | None:
    """Read "these texts upset me, please stop", "... I don't want them any more"."""
    named = [m for m in said.get("opt_out_texts") if not _is_look_alike(said, m)]
    if not named:
        return None
    return _them(said, named) or _closing(said)


def _them(said: Said, named: list[Match]) -> OptOut | None:
    """Read "them" as the texts: these were named shortly before, a sentence at most."""
    for match in said.get("opt_out_them"):
        if _crosses(said, match) or _is_look_alike(said, match):
            continue
        if any(_is_shortly_before(said, texts, match) for texts in named):
            return OptOut(said.words_of(match), is_whole=False)
    return None


def _is_shortly_before(said: Said, texts: Match, match: Match) -> bool:
    if not 0 <= match.start - texts.end <= SHORTLY:
        return False
    return said.sentences[match.start] - said.sentences[texts.start] <= 1


def _stop_alone(said: Said) -> OptOut | None:
    """Hear a STOP that is a sentence of its own, the last, or the first in capitals."""
    if len(said.words) < MORE_THAN_STOP:
        return None
    first, last = said.tokens[0], said.tokens[-1]
    ends = last.text == "stop" and said.sentences[-1] != said.sentences[-2]
    begins = said.text[first.start : first.end] == "STOP"
    if ends or (begins and said.sentences[1] != said.sentences[0]):
        return OptOut("stop", is_whole=False)
    return None


def _is_short_form(said: Said, is_grave: bool) -> bool:
    for short in map(_short, LANGUAGES):
        if short.telling.isdisjoint(said.words):
            continue
        known = short.whole if is_grave else short.whole | short.weak
        if _core(said.words, short) & known:
            return True
    return False


def _core(words: list[str], short: _Short) -> set[str]:
    """The message without its politeness; "stop stop stop" is "stop"."""
    start, end = 0, len(words)
    while start < end and words[start] in short.polite:
        start += 1
    while end > start and words[end - 1] in short.polite:
        end -= 1
    kept = words[start:end]
    once = [w for at, w in enumerate(kept) if at == 0 or w != kept[at - 1]]
    trimmed = {" ".join(words[first:end]) for first in range(start + 1)}
    return trimmed | {" ".join(once)}


def _closing(said: Said) -> OptOut | None:
    """Read "these texts upset me, please stop": the texts named, and a short end."""
    last = len(said.words)
    for short in map(_short, LANGUAGES):
        end = last
        while end and said.words[end - 1] in short.polite:
            end -= 1
        for start in range(max(0, end - LONGEST_CLOSING), end):
            words = " ".join(said.words[start:end])
            known = short.whole | short.weak | short.closing
            if words in known and _opens(said, start, short):
                return OptOut(words, is_whole=False)
    return None


def _opens(said: Said, at: int, short: _Short) -> bool:
    """Whether a clause starts here, or a polite word leads to it."""
    if not at or said.words[at - 1] in short.polite:
        return True
    return not CLAUSE_ENDS.isdisjoint(said.tokens[at].before)


def _crosses(said: Said, match: Match) -> bool:
    return said.sentences[match.start] != said.sentences[match.end - 1]


def _is_look_alike(said: Said, match: Match) -> bool:
    if match.key == "sure":
        return False
    others = (m for m in said.get("opt_out_not") if m.overlaps(match))
    return any(m.key == "across" or _is_in_one_clause(said, m) for m in others)


def _is_in_one_clause(said: Said, match: Match) -> bool:
    """Whether no comma parts it: "I don't have to do these, please stop" is a wish."""
    return said.clauses[match.start] == said.clauses[match.end - 1]


@lru_cache(maxsize=len(LANGUAGES))
def _short(language: str) -> _Short:
    table = load(language, "opt_out")["short"]
    return _Short(*(frozenset(table[name]) for name in SHORT_LISTS))
