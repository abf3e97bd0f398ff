"""Bring misspelt words that matter back to their right spelling.

Words of a reviewed list are restored after any one slip, the other words of the
patterns only after a slip of the thumb that hardly ever makes another word; and always
only where exactly one word is near: fuzzy matching never chooses between two.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from diary.reading.vocabulary import LANGUAGES, load, vocabulary

SHORTEST = 5
SHORTEST_OF_ALL = 6
PARTICIPLES = ("ado", "ada", "ido", "ida")
"""Spanish forms one letter away from others of the same verb."""
LONG_ENOUGH_FOR_TWO = 9
TWO_SLIPS_AT_LEAST = 84
SINGLE = re.compile(r"[a-z]+\*?")
STRETCHED = re.compile(r"([a-z])\1{2,}")
MEMORY = 20_000


@dataclass(frozen=True, slots=True)
class Spelling:
    """The words worth restoring, filed by what is left when one letter is dropped."""

    right: frozenset[str]
    ordinary: frozenset[str]
    by_rest: dict[str, frozenset[str]]
    shortened: dict[str, str]
    """How a language is shortened on a phone; each stands for one word only."""


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    """Load the reviewed words of every language."""
    right: set[str] = set()
    ordinary = set(vocabulary().book.words)
    shortened: dict[str, str] = {}
    for language in LANGUAGES:
        table = load(language, "spelling")
        for word, typed in table.get("shortened", {}).items():
            shortened.update(dict.fromkeys(typed, word))
        right.update(table["restored"])
        ordinary.update(table["ordinary"])
    by_rest: dict[str, set[str]] = defaultdict(set)
    telling = {word for word in ordinary if len(word) >= SHORTEST_OF_ALL}
    for word in right | telling:
        for rest in (word, *_rests(word)):
            by_rest[rest].add(word)
    filed = {rest: frozenset(words) for rest, words in by_rest.items()}
    return Spelling(frozenset(right), frozenset(ordinary), filed, shortened)


@lru_cache(maxsize=MEMORY)
def restore(word: str) -> str:
    """Return the word as it should be spelt, or as it stands."""
    known = spelling()
    if word in known.shortened:
        return known.shortened[word]
    if word in known.ordinary or word in known.right:
        return word
    if STRETCHED.search(word):
        return _unstretched(word, known)
    if len(word) < SHORTEST or not word.isalpha():
        return word
    if is_torn(word):
        return word
    near = _one_slip_away(word, known)
    if not near and len(word) >= LONG_ENOUGH_FOR_TWO:
        near = _two_slips_away(word, known)
    return near.pop() if len(near) == 1 else word


@lru_cache(maxsize=MEMORY)
def is_torn(word: str) -> bool:
    """Whether a misspelling is as near to one symptom as to another: "agtada"."""
    known = spelling()
    if len(word) < SHORTEST or word in known.ordinary or word in known.right:
        return False
    candidates = set().union(
        *(known.by_rest.get(rest, ()) for rest in (word, *_rests(word)))
    )
    near = {right for right in candidates if _is_one_slip(word, right)}
    terms = {_term(right) for right in near}
    return len(terms) > 1 and None not in terms


@lru_cache(maxsize=MEMORY)
def _term(word: str) -> str | None:
    """The symptom that a word names all by itself."""
    whole, stems = _terms()
    lengths = range(len(word), SHORTEST - 2, -1)
    stem = next((word[:at] for at in lengths if word[:at] in stems), "")
    return whole.get(word) or stems.get(stem)


@lru_cache(maxsize=1)
def _terms() -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for language in LANGUAGES:
        for key, patterns in load(language, "symptoms")["symptoms"].items():
            for pattern in filter(SINGLE.fullmatch, patterns):
                (stems if pattern.endswith("*") else whole)[pattern.rstrip("*")] = key
    return whole, stems


def _unstretched(word: str, known: Spelling) -> str:
    single, double = STRETCHED.sub(r"\1", word), STRETCHED.sub(r"\1\1", word)
    for shorter in (single, double):
        if shorter in known.right or shorter in known.ordinary:
            return shorter
    near = _one_slip_away(single, known) if len(single) >= SHORTEST else set()
    return near.pop() if len(near) == 1 else single


def _one_slip_away(word: str, known: Spelling) -> set[str]:
    rests = (word, *_rests(word))
    candidates: set[str] = set().union(*(known.by_rest.get(rest, ()) for rest in rests))
    slip = {right for right in candidates & known.right if _is_one_slip(word, right)}
    return slip or {w for w in candidates if _is_slip_of_the_thumb(word, w)}


def _rests(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_one_slip(typed: str, right: str) -> bool:
    """One letter more, less or other, or two swapped; the first is seldom wrong."""
    if typed[0] != right[0] or abs(len(typed) - len(right)) > 1:
        return False
    if len(typed) != len(right):
        longer, shorter = sorted((typed, right), key=len, reverse=True)
        return shorter in _rests(longer)
    wrong = [at for at in range(len(typed)) if typed[at] != right[at]]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and typed[wrong[0]] == right[wrong[1]]
        and typed[wrong[1]] == right[wrong[0]]
    )


def _is_slip_of_the_thumb(typed: str, right: str) -> bool:
    """Two inner letters swapped or one left out: such words are seldom others."""
    if len(right) < SHORTEST_OF_ALL or typed[0] != right[0] or typed[-1] != right[-1]:
        return False
    if len(typed) == len(right):
        return sorted(typed) == sorted(right) and _is_one_slip(typed, right)
    if typed.endswith(PARTICIPLES):
        return False
    return len(typed) + 1 == len(right) and typed in _rests(right)


def _two_slips_away(word: str, known: Spelling) -> set[str]:
    # Costs 5 MB and 10 ms to import, so only a long unknown word pays for it.
    from rapidfuzz import fuzz, process

    long_words = [right for right in known.right if len(right) >= LONG_ENOUGH_FOR_TWO]
    found = process.extract(
        word, long_words, scorer=fuzz.ratio, score_cutoff=TWO_SLIPS_AT_LEAST, limit=2
    )
    return {right for right, *_ in found if right[0] == word[0]}
