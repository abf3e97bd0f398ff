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
NOTHING = (0.0, 0.0)
LEVELS = (CrisisLevel.PAGE, CrisisLevel.REVIEW)
"""The scales, in the order of every pair of weights."""
Mark = tuple[str, int]
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a scale begins, and the cut from which a text tips it."""

    bias: float
    cut: float

    def tips(self, score: float) -> bool:
        """Say whether a text weighs enough."""
        return score >= self.cut


@dataclass(frozen=True, slots=True)
class Scales:
    """What pages and what only asks to be looked at, with both weights of a feature.

    They are learnt apart, for what is said of others or of the past weighs much on
    the one and nothing on the other. `lean` is the far lower cut from which a pattern
    that leans to a page is let.
    """

    of: Mapping[CrisisLevel, Scale]
    lean: float
    weights: Mapping[str, Pair]


@dataclass(frozen=True, slots=True)
class Weighed:
    """How heavy the heaviest passage of a text is, and where it stands, in words."""

    score: float
    window: tuple[int, int]


@cache
def scales() -> Scales:
    """Load the weights."""
    table = json.loads((WORDS / "weights.json").read_text(encoding="utf-8"))
    parts = [table[level] for level in LEVELS]
    cuts = (Scale(part["bias"], part["cut"]) for part in parts)
    page, review = (part["weights"] for part in parts)
    known: dict[Pair, Pair] = {}
    weights: dict[str, Pair] = {}
    for name in page.keys() | review.keys():
        pair = (page.get(name, 0) / UNIT, review.get(name, 0) / UNIT)
        # Most features share their pair with others: one is kept of each.
        weights[name] = known.setdefault(pair, pair)
    return Scales(dict(zip(LEVELS, cuts, strict=True)), table["lean"], weights)


def weigh(
    said: Said, marks: Iterable[Mark], language: str
) -> Mapping[CrisisLevel, Weighed]:
    """Weigh every passage of a text; on each scale the heaviest speaks for the whole.

    `marks` are names of patterns found that do not page by themselves, with places.
    """
    found = list(marks)
    passages = windows(said.sentences)
    scores = [_weight(said, window, found, language) for window in passages]
    known = scales().of
    return {
        level: max(
            (
                Weighed(known[level].bias + score[at], window)
                for score, window in zip(scores, passages, strict=True)
            ),
            key=lambda one: one.score,
        )
        for at, level in enumerate(LEVELS)
    }


def tips_alone(
    said: Said, place: tuple[int, int], marks: Iterable[Mark], language: str
) -> bool:
    """Say whether some words by themselves weigh enough to page, without company."""
    page, _ = _weight(said, place, list(marks), language)
    scale = scales().of[CrisisLevel.PAGE]
    return scale.tips(scale.bias + page)


def _weight(
    said: Said, window: tuple[int, int], marks: list[Mark], language: str
) -> Pair:
    start, end = window
    names = [name for name, at in marks if start <= at < end]
    seen: set[str] = set()
    for words, _ in sentences_in(said.words, said.sentences, start, end):
        seen.update(words)
        names.extend(name for name, _ in of_neighbours(words))
        names.extend(name for name, _ in of_ideas(words, language))
    page, review = _sum(names)
    for of_page, of_review in map(_word_weight, seen):
        page += of_page
        review += of_review
    share = evened(end - start)
    return page * share, review * share


def _sum(names: Iterable[str]) -> Pair:
    page = review = 0.0
    for pair in map(scales().weights.get, names):
        if pair is not None:
            page += pair[0]
            review += pair[1]
    return page, review


def evened(words: int) -> float:
    """Say how much the features of so many words count, so that length adds little."""
    return float(max(words, FEWEST) ** -EVENNESS)


@lru_cache(maxsize=MEMORY)
def _word_weight(word: str) -> Pair:
    return _sum(of_word(word))


def heaviest(
    said: Said,
    window: tuple[int, int],
    marks: Iterable[Mark],
    language: str,
    level: CrisisLevel,
) -> str:
    """Name the words that moved a scale most, in the order they were said."""
    of, scale, (start, end) = scales().weights.get, LEVELS.index(level), window
    by_place: dict[int, float] = defaultdict(float)
    every = features(said.words, said.sentences, window, language)
    for name, at in (*every, *((n, at) for n, at in marks if start <= at < end)):
        by_place[at] += of(name, NOTHING)[scale]
    most = sorted(by_place, key=lambda at: -by_place[at])[:TOLD]
    told = sorted(at for at in most if by_place[at] > 0)
    places = (said.tokens[at] for at in told)
    words = (said.text[token.start : token.end] for token in places)
    return " · ".join(dict.fromkeys(words))
