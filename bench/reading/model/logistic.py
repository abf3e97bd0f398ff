"""Logistic regression over sparse passages: features in, a weight for each out.

Written on numpy alone, because the whole of it is one loss and one way downhill. Which
texts are learnt from, and how much each counts, is left to `train`.
"""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diary.reading.crisis_weights import evened

Vector = NDArray[np.float64]
Bag = tuple[Counter[str], int]
"""How often each feature of a passage occurs, and how many words it has."""
TRUST = {"~": 0.4, "*": 1.0, "=": 2.0}
"""How freely a kind of feature may speak: letters less than words."""
WORD_TRUST = 0.8
SPARSEST = 2
STIFFNESS = 0.1
ROUNDS = 120


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


def fit(
    passages: list[Bag], wanted: list[bool], counts: list[float], rounds: int = ROUNDS
) -> Model:
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

    best = descend(loss, np.zeros(len(rows.trust) + 1), rounds)
    learnt = best[:-1] * rows.trust
    weights = {name: float(learnt[at]) for name, at in rows.index.items()}
    return Model(weights, float(best[-1]))


def descend(
    loss: Callable[[Vector], tuple[float, Vector]], x: Vector, rounds: int
) -> Vector:
    """Walk downhill (L-BFGS with ten steps of memory and a halved stride)."""
    cost, slope = loss(x)
    steps: list[tuple[Vector, Vector]] = []
    for _ in range(rounds):
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
