"""Learn the weights of crisis words from the repository's own texts.

    python bench/reading/model/train.py [--cross | --check]

Needs numpy, which the service does not. Nothing is drawn by chance that a seed does not
fix, so the same texts give the same weights. `--cross` learns several times, each time
without a part of the texts, and reports on the part left out; `--check` learns anew and
compares with the committed weights. The cuts stand here and come from `--cross`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parent))

from data import Example, digest, examples
from logistic import Bag, Model, fit

from diary.reading import crisis
from diary.reading.crisis_features import features, pieces, windows
from diary.reading.crisis_standing import standing
from diary.reading.crisis_weights import UNIT
from diary.reading.language import language_of
from diary.reading.results import CrisisLevel
from diary.reading.said import Said
from diary.reading.vocabulary import WORDS, vocabulary

Row = tuple[Bag, bool, float]
"""A passage, whether it should tip the scale, and how much it counts."""


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
    cut=0.6,
)
"""To page: for what is of others, past or thin it is no great fault to tip it."""
REVIEW = Task(
    *(CrisisLevel.REVIEW, frozenset({"page", "review"})),
    counts={"page": 1.0, "review": 1.0, "none": 1.0},
    cut=0.6,
)
TASKS = (PAGE, REVIEW)
LEAN = -2.2
"""From here a pattern that leans to a page does page."""
KEPT = 120_000
FIRST_GUESS = 0.3
"""What all passages of a long text of crisis count together, until one is chosen."""
ROUNDS_TO_CHOOSE = 40
BREATH = 14
"""Words of the pieces a text is cut into beside being read whole."""
PIECES_COUNT = {True: 0.5, False: 1.0}
"""Of a text that tips, its heaviest piece teaches half as much as the whole; of one
that does not, every piece is as harmless as the whole.
"""
TEACHING = ("hint", "review")
"""Levels of patterns that teach: those that page were tuned on these very texts, and
what they explain the words would not learn to say.
"""


@dataclass(frozen=True, eq=False)
class Passages:
    """A text as it is weighed, and cut into pieces of a breath, which only teach."""

    whole: list[Bag]
    pieces: list[Bag]


def passages_of(one: Example) -> Passages:
    """Count the features of each passage of a text and of each piece of it."""
    said = Said.hear(one.text, crisis.READ_FOR_CRISIS)
    plain = crisis.undisguise(said.folded)
    if plain is not None:
        said = Said.hear(plain, crisis.READ_FOR_CRISIS)
    if not said.words:
        return Passages([], [])
    language = language_of(said, one.language)
    marks = [mark for mark in crisis.marks(said, standing(said)) if _teaches(mark[0])]
    whole = windows(said.sentences)
    cut = (piece for piece in pieces(said.sentences, BREATH) if piece not in whole)
    return Passages(
        *([_bag(said, at, language, marks) for at in places] for places in (whole, cut))
    )


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


def learn(texts: Iterable[Example], of: dict[Example, Passages], task: Task) -> Model:
    """Learn twice: of a long text of crisis first every passage counts, then one.

    Nobody marked which passage of a long post speaks of crisis; the first run does.
    The second learns from pieces too, so that what stands around a plain sentence
    does not drown it, and a harmless one is known by itself.
    """
    known = sorted(texts, key=lambda one: one.text)
    guess = [row for one in known for row in _whole(one, of[one], task)]
    first = fit(*_columns(guess), rounds=ROUNDS_TO_CHOOSE)
    rows = [row for one in known for row in _cut(one, of[one], task, first)]
    return fit(*_columns(rows))


def _columns(rows: list[Row]) -> tuple[list[Bag], list[bool], list[float]]:
    passages, wanted, counts = zip(*rows, strict=True)
    return list(passages), list(wanted), list(counts)


def _whole(one: Example, of: Passages, task: Task) -> Iterator[Row]:
    """Give the passages of a text; of many in one that tips each counts little."""
    tips, share = one.label in task.tipping, task.counts[one.label]
    if tips and len(of.whole) > 1:
        share = FIRST_GUESS / len(of.whole)
    yield from ((bag, tips, share) for bag in of.whole)


def _cut(one: Example, of: Passages, task: Task, first: Model) -> Iterator[Row]:
    """Give the passages and pieces of a text; of one that tips, the heaviest ones."""
    tips, share = one.label in task.tipping, task.counts[one.label]
    for bags, count in ((of.whole, 1.0), (of.pieces, PIECES_COUNT[tips])):
        teaching = [max(bags, key=first.score)] if tips and bags else bags
        yield from ((bag, tips, share * count) for bag in teaching)


def cross(
    texts: list[Example], of: dict[Example, Passages], parts: int, task: Task
) -> None:
    """Learn without each part in turn, and report on what was left out.

    Texts made from frames are only learnt from: their like stands in every part.
    """
    judged: list[tuple[float, Example]] = []
    for part in range(parts):
        kept = [t for t in texts if _is_framed(t) or _part(t, parts) != part]
        model = learn(kept, of, task)
        left = (t for t in texts if not _is_framed(t) and _part(t, parts) == part)
        judged.extend((model.score_all(of[one].whole), one) for one in left)
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
    version = {"version": "2026-11-6", "learnt_from": digest()}
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
    of = {one: passages_of(one) for one in texts}
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
