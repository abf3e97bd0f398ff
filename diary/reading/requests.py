"""What a text asks or tells the people at the clinic, beside what is taken from it.

Its questions are one list for the whole reader: those that make an effect only
possible and those that count something stand with the context they lend. What becomes
of a request is the inbox's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from diary.reading.patterns import Match
from diary.reading.results import Act, Kind, Talk
from diary.reading.said import Said
from diary.reading.tokens import Shape

TAKEN = frozenset(
    {
        Kind.CALL,
        Kind.LATER,
        Kind.RESCHEDULE,
        Kind.HELP,
        Kind.UNDO,
        Kind.OPT_OUT,
        Kind.OPT_IN,
        Kind.WRONG_NUMBER,
    }
)
"""Acts that are the answer to the sentence they stand in."""
MARKED_FROM = 3
"""A question mark after fewer words is doubt about a number: "6?"."""
QUOTED = re.compile(r"\s*to\b|\s*[\"“”«‘']")
ANYWHERE = frozenset({"anywhere", "tells"})


def find_requests(
    said: Said, acts: tuple[Act, ...], *, corrects: bool
) -> tuple[Match, ...]:
    """Find where a text asks or tells the clinic what none of its acts takes."""
    details = [act.detail for act in acts if act.kind in TAKEN]
    if corrects or "" in details:
        return ()  # "can you change my 6 to a 7", "can you stop texting me"
    found = (_request(said, first, last) for first, last in _sentences(said))
    return tuple(
        match
        for match in found
        if match and not any(detail in said.words_of(match) for detail in details)
    )


def request_starts(said: Said) -> set[int]:
    """Give the places where words begin that ask the clinic."""
    return {match.start for match in _worded(said)}


def words_of_request(said: Said, match: Match) -> str:
    """Return a request as it was typed, its closing marks included."""
    ends = match.end == len(said.tokens)
    until = len(said.text) if ends else said.tokens[match.end].start
    return said.text[said.tokens[match.start].start : until].strip(' \t\n¿¡(["')


def talk_of(said: Said, requests: tuple[Match, ...]) -> Talk:
    """Say what a text is that has nothing but requests, or nothing but courtesies."""
    if is_reaction(said):
        return Talk.REACTION
    asked = {at for match in requests for at in range(match.start, match.end)}
    polite = {key: _places(said, key) for key in ("greeting", "thanks", "ok")}
    small = asked.union(*polite.values(), _signs(said))
    if not said.tokens or not small.issuperset(range(len(said.tokens))):
        return Talk.OTHER
    if asked:
        return Talk.REQUEST
    if polite["thanks"]:
        return Talk.THANKS
    return Talk.NOTED if polite["ok"] else Talk.OTHER


def is_reaction(said: Said) -> bool:
    """Whether a phone sent what was tapped on our text: Liked “Oak: Visit...”."""
    return any(
        match.start == 0
        and match.end < len(said.tokens)
        and QUOTED.match(said.text[said.tokens[match.end - 1].end :])
        and said.text.rstrip()[-1:] in "\"”“»’'…"
        for match in said.get("reaction")
    )


def _places(said: Said, key: str) -> set[int]:
    matches = (match for match in said.get("courtesy") if match.key == key)
    return {at for match in matches for at in range(match.start, match.end)}


def _signs(said: Said) -> set[int]:
    return {at for at, one in enumerate(said.tokens) if one.shape is Shape.SIGN}


def _sentences(said: Said) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(said.tokens):
        last = bisect_left(said.sentences, said.sentences[first] + 1)
        yield first, last
        first = last


def _request(said: Said, first: int, last: int) -> Match | None:
    """Find the part of a sentence that asks: from its words, else by its mark."""
    starts = [m.start for m in _worded(said) if first <= m.start < last]
    if starts:
        return Match("request", min(starts), last)
    if not said.asks(first) or _is_unsure(said, first, last):
        return None
    start = _after_the_answer(said, first, last)
    words = [t for t in said.tokens[start:last] if t.shape is Shape.WORD]
    return Match("request", start, last) if len(words) >= MARKED_FROM else None


def _worded(said: Said) -> Iterator[Match]:
    masks = said.get("not_request")
    leads = said.covered("leads")
    for match in (*said.get("request"), *_shared(said)):
        is_free = match.key in ANYWHERE
        if (is_free or _opens(said, match, leads)) and not _is_masked(match, masks):
            yield match


def _shared(said: Said) -> Iterator[Match]:
    """Give the questions of other lists; "cuando tengo dolor" asks only if marked."""
    yield from (match for match in said.get("maybe") if match.key == "ask")
    yield from (m for m in said.get("count_asked") if said.asks(m.start))


def _is_masked(match: Match, masks: list[Match]) -> bool:
    return any(mask.overlaps(match) for mask in masks)


def _opens(said: Said, match: Match, leads: set[int]) -> bool:
    """Whether nothing but small words or a number stands before it in its clause."""
    at = match.start - 1
    while at >= 0 and said.clauses[at] == said.clauses[match.start]:
        if said.tokens[at].shape is Shape.WORD and at not in leads:
            return False
        at -= 1
    return True


def _is_unsure(said: Said, first: int, last: int) -> bool:
    return any(first <= match.start < last for match in said.get("unsure"))


def _after_the_answer(said: Said, first: int, last: int) -> int:
    """Skip the clauses before a question that are too short to ask anything."""
    start = first
    for at in range(first + 1, last):
        if said.clauses[at] == said.clauses[at - 1]:
            continue
        if sum(t.shape is Shape.WORD for t in said.tokens[start:at]) >= MARKED_FROM:
            return start
        start = at
    return start
