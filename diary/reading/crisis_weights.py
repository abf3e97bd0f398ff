"""Weighs the words of a text where no reviewed pattern speaks.

The weights are learnt from the repository's own texts (`bench/reading/model`) and stand
in `words/weights.json`. They only add: what a pattern says stays. Which words moved the
scale is always told. What the scale means for a text is left to `crisis`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from diary.reading.crisis_features import (
    MEMORY,
    WINDOW,
    features,
    of_ideas,
    of_neighbours,
    of_word,
    sentences_in,
    windows,
)
from diary.reading.results import CrisisLevel
from diary.reading.said import Said
from diary.reading.vocabulary import WORDS

UNIT = 100
"""Weights stand in the file as hundredths."""
FEWEST = 4
EVENNESS = 0.75
TOLD = 4
Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights, and the cuts from which a text tips it.

    A long text has many passages and so many chances: its cut is its own.
    """

    weights: Mapping[str, float]
    bias: float
    cut: float
    cut_long: float

    def tips(self, score: float, words: int) -> bool:
        """Say whether a text of so many words weighs enough."""
        return score >= (self.cut_long if words > WINDOW else self.cut)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How heavy the heaviest passage of a text is, and where it stands, in words."""

    score: float
    window: tuple[int, int]


@cache
def scale(level: CrisisLevel) -> Scale:
    """Load the scale of a level: what pages, or what only asks to be looked at.

    They are two, learnt apart, for what is said of others or of the past weighs much
    on the one and nothing on the other.
    """
    table = json.loads((WORDS / "weights.json").read_text(encoding="utf-8"))[level]
    weights = {name: weight / UNIT for name, weight in table["weights"].items()}
    return Scale(weights, table["bias"], table["cut"], table["cut_long"])


def weigh(
    said: Said, marks: Iterable[Mark], language: str, level: CrisisLevel
) -> Weighed:
    """Weigh every passage of a text; the heaviest speaks for the whole.

    `marks` are names of patterns found that do not page by themselves, with places.
    """
    found = list(marks)
    passages = windows(said.sentences)
    weighed = (Weighed(_weight(said, w, found, language, level), w) for w in passages)
    return max(weighed, key=lambda one: one.score)


def _weight(
    said: Said,
    window: tuple[int, int],
    marks: list[Mark],
    language: str,
    level: CrisisLevel,
) -> float:
    known = scale(level)
    of, start, end = known.weights.get, window[0], window[1]
    total = sum(of(name, 0.0) for name, at in marks if start <= at < end)
    seen: set[str] = set()
    for words, _ in sentences_in(said.words, said.sentences, start, end):
        seen.update(words)
        total += sum(of(name, 0.0) for name, _ in of_neighbours(words))
        total += sum(of(name, 0.0) for name, _ in of_ideas(words, language))
    total += sum(_word_weight(word, level) for word in seen)
    return known.bias + total * evened(end - start)


def evened(words: int) -> float:
    """Say how much the features of so many words count, so that length adds little."""
    return float(max(words, FEWEST) ** -EVENNESS)


@lru_cache(maxsize=MEMORY)
def _word_weight(word: str, level: CrisisLevel) -> float:
    of = scale(level).weights.get
    return sum(of(name, 0.0) for name in of_word(word))


def heaviest(
    said: Said,
    weighed: Weighed,
    marks: Iterable[Mark],
    language: str,
    level: CrisisLevel,
) -> str:
    """Name the words that moved the scale most, in the order they were said."""
    of, (start, end) = scale(level).weights.get, weighed.window
    by_place: dict[int, float] = defaultdict(float)
    every = features(said.words, said.sentences, weighed.window, language)
    for name, at in (*every, *((n, at) for n, at in marks if start <= at < end)):
        by_place[at] += of(name, 0.0)
    most = sorted(by_place, key=lambda at: -by_place[at])[:TOLD]
    told = sorted(at for at in most if by_place[at] > 0)
    places = (said.tokens[at] for at in told)
    words = (said.text[token.start : token.end] for token in places)
    return " · ".join(dict.fromkeys(words))
