"""Learn the weights of crisis words from the repository's own texts.

    python bench/reading/model/train.py [--cross | --check]

Needs numpy, which the service does not. Nothing is drawn by chance that a seed does not
fix, so the same texts give the same weights. `--cross` learns several times, each time
without a part of the texts, and reports on the part left out; `--check` learns anew and
compares with the committed weights. The cuts stand here and come from `--cross`.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

from data import Example, digest, examples

from diary.reading import crisis
from diary.reading.crisis_features import features, windows
from diary.reading.crisis_standing import standing
from diary.reading.crisis_weights import UNIT, evened
from diary.reading.language import language_of
from diary.reading.results import CrisisLevel
from diary.reading.said import Said
from diary.reading.vocabulary import WORDS, vocabulary

Vector = NDArray[np.float64]
Bag = tuple[Counter[str], int]


@dataclass(frozen=True, eq=False)
class Task:
    """A scale to learn: which labels tip it, and how much a text of each counts."""

    level: CrisisLevel
    tipping: frozenset[str]
    counts: dict[str, float]
    cut: float


PAGE = Task(
    *(CrisisLevel.PAGE, frozenset({"page"})),
    counts={"page": 1.0, "review": 0.25, "none": 1.0},
    cut=1.7,
)
"""To page: for what is of others, past or thin it is no great fault to tip it."""
REVIEW = Task(
    *(CrisisLevel.REVIEW, frozenset({"page", "review"})),
    counts={"page": 1.0, "review": 1.0, "none": 1.0},
    cut=0.6,
)
TASKS = (PAGE, REVIEW)
LEAN = -1.5
"""From here a pattern that leans to a page does page."""
TRUST = {"~": 0.4, "*": 1.0, "=": 2.0}
"""How freely a kind of feature may speak: letters less than words."""
WORD_TRUST = 0.8
SPARSEST = 2
STIFFNESS = 0.1
ROUNDS = 120
KEPT = 120_000
TEACHING = ("hint", "review")
"""Levels of patterns that teach: those that page were tuned on these very texts, and
what they explain the words would not learn to say.
"""


def bags(one: Example) -> list[Bag]:
    """Count the features of each passage of a text."""
    said = Said.hear(one.text, crisis.READ_FOR_CRISIS)
    plain = crisis.undisguise(said.folded)
    if plain is not None:
        said = Said.hear(plain, crisis.READ_FOR_CRISIS)
    if not said.words:
        return []
    language = language_of(said, one.language)
    marks = [mark for mark in crisis.marks(said, standing(said)) if _teaches(mark[0])]
    return [_bag(said, window, language, marks) for window in windows(said.sentences)]


def _teaches(mark: str) -> bool:
    known = vocabulary().crisis.get(mark.strip("=?"))
    return known is None or known.level in TEACHING


def _bag(
    said: Said, window: tuple[int, int], language: str, marks: list[tuple[str, int]]
) -> Bag:
    start, end = window
    found = Counter(
        n for n, _ in features(said.words, said.sentences, window, language)
    )
    found.update(name for name, at in marks if start <= at < end)
    return found, end - start


@dataclass
class Rows:
    """Passages as one sparse table."""

    index: dict[str, int]
    trust: Vector
    columns: NDArray[np.int64]
    values: Vector
    row_of: NDArray[np.int64]
    count: int

    def dot(self, weights: Vector) -> Vector:
        """Weigh every row."""
        return np.bincount(
            self.row_of, self.values * weights[self.columns], minlength=self.count
        )

    def back(self, pull: Vector) -> Vector:
        """Hand what pulls at each row on to its features."""
        return np.bincount(
            self.columns, self.values * pull[self.row_of], minlength=len(self.trust)
        )


def table(passages: list[Bag]) -> Rows:
    """Make the table; rare features are left out, common ones are trusted less."""
    seen = Counter(name for found, _ in passages for name in found)
    names = sorted(name for name, count in seen.items() if count >= SPARSEST)
    index = {name: at for at, name in enumerate(names)}
    rarity = [min(1.0, math.log(len(passages) / seen[name]) / 6) for name in names]
    own = [TRUST.get(n[0], WORD_TRUST) if len(n) > 1 else WORD_TRUST for n in names]
    trust = np.array(own) * np.array(rarity)
    columns, values, row_of = [], [], []
    for at, (found, words) in enumerate(passages):
        scale = evened(words)
        for name, count in sorted(found.items()):
            if name in index:
                columns.append(index[name])
                values.append(count * scale)
                row_of.append(at)
    places = np.array(columns)
    weighed = np.array(values) * trust[places]
    return Rows(index, trust, places, weighed, np.array(row_of), len(passages))


@dataclass
class Model:
    """What was learnt: a weight a feature, and where the scale begins."""

    weights: dict[str, float]
    bias: float

    def score(self, bag: Bag) -> float:
        """Weigh one passage."""
        found, words = bag
        total = sum(self.weights.get(n, 0.0) * count for n, count in found.items())
        return self.bias + total * evened(words)

    def score_all(self, passages: list[Bag]) -> float:
        """Weigh a text by its heaviest passage."""
        return max((self.score(bag) for bag in passages), default=-9.0)


def fit(passages: list[Bag], wanted: list[bool], counts: list[float]) -> Model:
    """Learn by logistic regression with a penalty on large weights."""
    rows = table(passages)
    truth, share = np.array(wanted, float), np.array(counts)

    def loss(x: Vector) -> tuple[float, Vector]:
        weights, bias = x[:-1], x[-1]
        said = rows.dot(weights) + bias
        wrong = np.logaddexp(0, np.where(truth > 0, -said, said))
        pull = share * (1 / (1 + np.exp(-said)) - truth)
        slope = rows.back(pull) + STIFFNESS * weights
        cost = float(share @ wrong + STIFFNESS / 2 * (weights @ weights))
        return cost, np.append(slope, pull.sum())

    best = descend(loss, np.zeros(len(rows.trust) + 1))
    learnt = best[:-1] * rows.trust
    weights = {name: float(learnt[at]) for name, at in rows.index.items()}
    return Model(weights, float(best[-1]))


def descend(loss: Callable[[Vector], tuple[float, Vector]], x: Vector) -> Vector:
    """Walk downhill (L-BFGS with ten steps of memory and a halved stride)."""
    cost, slope = loss(x)
    steps: list[tuple[Vector, Vector]] = []
    for _ in range(ROUNDS):
        way = _way(slope, steps)
        stride = 1.0
        while True:
            new = x - stride * way
            new_cost, new_slope = loss(new)
            if new_cost <= cost - 1e-4 * stride * float(slope @ way) or stride < 1e-8:
                break
            stride /= 2
        step, bend = new - x, new_slope - slope
        if float(step @ bend) > 1e-12:
            steps = [*steps[-9:], (step, bend)]
        still = abs(cost - new_cost) < 1e-6 * abs(cost)
        x, cost, slope = new, new_cost, new_slope
        if still:
            break
    return x


def _way(slope: Vector, steps: list[tuple[Vector, Vector]]) -> Vector:
    way, shares = slope.copy(), []
    for step, bend in reversed(steps):
        share = float(step @ way) / float(step @ bend)
        shares.append(share)
        way -= share * bend
    if not steps:
        return way / max(1.0, float(np.linalg.norm(slope)))
    step, bend = steps[-1]
    way *= float(step @ bend) / float(bend @ bend)
    for (step, bend), share in zip(steps, reversed(shares), strict=True):
        way += (share - float(bend @ way) / float(step @ bend)) * step
    return way


def learn(texts: Iterable[Example], of: dict[Example, list[Bag]], task: Task) -> Model:
    """Learn twice: of a long text of crisis first every passage counts, then one.

    Nobody marked which passage of a long post speaks of crisis; the first run does.
    """
    known = sorted(texts, key=lambda one: one.text)
    return _learn(known, of, task, _learn(known, of, task, None))


def _learn(
    texts: list[Example], of: dict[Example, list[Bag]], task: Task, first: Model | None
) -> Model:
    passages: list[Bag] = []
    wanted: list[bool] = []
    counts: list[float] = []
    for one in texts:
        found, share = of[one], task.counts[one.label]
        tips = one.label in task.tipping
        if tips and len(found) > 1:
            share = share if first else 0.3 / len(found)
            found = [max(found, key=first.score)] if first else found
        passages.extend(found)
        wanted.extend([tips] * len(found))
        counts.extend([share] * len(found))
    return fit(passages, wanted, counts)


def cross(
    texts: list[Example], of: dict[Example, list[Bag]], parts: int, task: Task
) -> None:
    """Learn without each part in turn, and report on what was left out.

    Texts made from frames are only learnt from: their like stands in every part.
    """
    judged: list[tuple[float, Example]] = []
    for part in range(parts):
        kept = [t for t in texts if _is_framed(t) or _part(t, parts) != part]
        model = learn(kept, of, task)
        left = (t for t in texts if not _is_framed(t) and _part(t, parts) == part)
        judged.extend((model.score_all(of[one]), one) for one in left)
    report(judged)


def _is_framed(one: Example) -> bool:
    return "frames" in one.origin


def _part(one: Example, parts: int) -> int:
    return crc32(one.text.encode()) % parts


def report(judged: list[tuple[float, Example]]) -> None:
    """Print what each cut would find and what it would alarm."""
    quiet = sorted((s for s, one in judged if one.label == "none"), reverse=True)
    for share in (2, 5, 10, 20, 40):
        cut = quiet[len(quiet) * share // 1000]
        parts = [f"cut {cut:5.2f}: false alarms {share} in 1,000;"]
        for label, language in (("page", "en"), ("page", "es"), ("review", "en")):
            scores = [
                s for s, o in judged if (o.label, o.language) == (label, language)
            ]
            found = sum(s > cut for s in scores)
            parts.append(f"{label} {language} {found}/{len(scores)}")
        print(" ".join(parts))


def written(models: dict[Task, Model]) -> str:
    """Write the heaviest weights of each scale as data, one a line."""
    version = {"version": "2026-11-4", "learnt_from": digest()}
    head = json.dumps({**version, "lean": LEAN})
    scales = (_scale(task, model) for task, model in models.items())
    return f"{head[:-1]},\n" + ",\n".join(scales) + "\n}\n"


def _scale(task: Task, model: Model) -> str:
    rounded = {name: round(UNIT * weight) for name, weight in model.weights.items()}
    most = sorted(rounded, key=lambda name: (-abs(rounded[name]), name))[:KEPT]
    weights = {name: rounded[name] for name in sorted(most) if rounded[name]}
    head = json.dumps({"bias": round(model.bias, 3), "cut": task.cut})
    lines = (f"{json.dumps(n, ensure_ascii=False)}:{w}" for n, w in weights.items())
    body = ",\n".join(lines)
    return f'"{task.level.value}": {head[:-1]}, "weights": {{\n{body}\n}}}}'


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    texts = examples()
    labels = Counter(one.label for one in texts)
    print(len(texts), dict(labels))
    of = {one: bags(one) for one in texts}
    if options.cross:
        for task in TASKS:
            print(task.level.value)
            cross(texts, of, 4, task)
        return
    models = {task: learn(texts, of, task) for task in TASKS}
    text, path = written(models), WORDS / "weights.json"
    if not options.check:
        path.write_text(text, encoding="utf-8")
        print(path.name, len(text), "bytes")
    elif text != path.read_text(encoding="utf-8"):
        sys.exit("the texts teach other weights than the committed ones")


if __name__ == "__main__":
    main()
