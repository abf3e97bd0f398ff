"""What the weighing of a text looks at: words, their neighbours, ideas and letters.

Pure and small, because learning and reading must see the very same features. How much
each counts is left to `crisis_weights`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from diary.reading.vocabulary import LANGUAGES, load

SHORTEST_FOREIGN = 4
LONGEST_WORD = 24
IDEAS_IN_A_ROW = 4
LETTERS = (3, 4, 5)
NUMBER = "#"
EDGE = "."
WINDOW = 40
MEMORY = 20_000


@dataclass(frozen=True, slots=True)
class Ideas:
    """The reviewed words of each idea, whole and as stems."""

    words: Mapping[str, str]
    stems: Mapping[str, str]

    def of(self, word: str) -> str | None:
        """Name the idea a word stands for, if any."""
        if idea := self.words.get(word):
            return idea
        for length in range(min(len(word), LONGEST_WORD), 1, -1):
            if idea := self.stems.get(word[:length]):
                return idea
        return None


@lru_cache(maxsize=1)
def ideas() -> Mapping[str, Ideas]:
    """Load the ideas of every language."""
    return {language: _load(language) for language in LANGUAGES}


def _load(language: str) -> Ideas:
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    for idea, listed in load(language, "concepts")["concepts"].items():
        for word in listed:
            shelf = stems if word.endswith("*") else words
            shelf.setdefault(word.rstrip("*"), idea)
    return Ideas(words, stems)


@lru_cache(maxsize=MEMORY)
def idea_of(word: str, language: str) -> str | None:
    """Name the idea in the language of the text, else in any other."""
    known = ideas()
    if idea := known[language].of(word):
        return idea
    if len(word) < SHORTEST_FOREIGN:
        return None
    others = (known[other].of(word) for other in LANGUAGES if other != language)
    return next((idea for idea in others if idea), None)


def plain(word: str) -> str:
    """Write every number alike; words and signs stay."""
    return NUMBER if word[0].isdigit() else word


@lru_cache(maxsize=MEMORY)
def of_word(word: str) -> tuple[str, ...]:
    """Give a word and its runs of letters, so that slips and endings matter little."""
    framed = f"<{word[:LONGEST_WORD]}>"
    runs = {
        "~" + framed[at : at + size]
        for size in LETTERS
        for at in range(len(framed) - size + 1)
    }
    return (word, *sorted(runs))


def of_neighbours(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Give every pair and triple of one sentence, its ends marked, and its place."""
    before, last = EDGE, EDGE
    for at, word in enumerate((*words, EDGE)):
        yield f"{last} {word}", at
        if at:
            yield f"{before} {last} {word}", at
        before, last = last, word


def of_ideas(words: Sequence[str], language: str) -> Iterator[tuple[str, int]]:
    """Give runs of ideas of one sentence; words that stand for none are left out."""
    row = [(EDGE, 0)]
    for at, word in enumerate(words):
        idea = idea_of(word, language)
        if idea is not None and idea != row[-1][0]:
            row.append((idea, at))
    row.append((EDGE, len(words) - 1))
    for at, (idea, place) in enumerate(row):
        run = "*" + idea
        yield run, place
        for after, _ in row[at + 1 : at + IDEAS_IN_A_ROW]:
            run = f"{run} {after}"
            yield run, place


def windows(sentences: Sequence[int], size: int = WINDOW) -> list[tuple[int, int]]:
    """Cut a long text into overlapping runs of whole sentences, in words.

    A sentence longer than the window is cut by itself.
    """
    count = len(sentences)
    if count <= size:
        return [(0, count)]
    cut = list(pieces(sentences, size))
    found, first = [], 0
    while first < len(cut):
        last = first
        while last + 1 < len(cut) and cut[last + 1][1] - cut[first][0] <= size:
            last += 1
        found.append((cut[first][0], cut[last][1]))
        if last + 1 == len(cut):
            break
        first = max(first + 1, (first + last + 1) // 2)
    return found


def pieces(sentences: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """Cut a text into its sentences; one longer than `size` into overlapping runs."""
    start = 0
    for end in range(1, len(sentences) + 1):
        if end < len(sentences) and sentences[end] == sentences[end - 1]:
            continue
        while end - start > size:
            yield start, start + size
            start += size // 2
        yield start, end
        start = end


def sentences_in(
    words: Sequence[str], sentences: Sequence[int], start: int, end: int
) -> Iterator[tuple[list[str], int]]:
    """Give each sentence of a run as plain words, and the place of its first."""
    first = start
    for at in range(start + 1, end + 1):
        if at == end or sentences[at] != sentences[at - 1]:
            yield [plain(word) for word in words[first:at]], first
            first = at


def features(
    words: Sequence[str],
    sentences: Sequence[int],
    window: tuple[int, int],
    language: str,
) -> Iterator[tuple[str, int]]:
    """Give every feature of a window with the place of the word it stands at.

    A word counts once however often it is said; neighbours and ideas count each time.
    """
    seen: set[str] = set()
    for said, first in sentences_in(words, sentences, *window):
        for at, word in enumerate(said):
            if word not in seen:
                seen.add(word)
                yield from ((name, first + at) for name in of_word(word))
        last = len(said) - 1
        yield from ((n, first + min(at, last)) for n, at in of_neighbours(said))
        yield from ((n, first + at) for n, at in of_ideas(said, language))
