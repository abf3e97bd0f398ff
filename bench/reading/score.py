"""Score the reader on the labelled corpus: precision and recall a field, every miss.

    python bench/reading/score.py [--misses] [--only tune|held] [FILE…]

Prints 95 % Wilson intervals, for the half the rules were tuned on and the half they
were not, and the speed in CPU microseconds a text.
"""

import argparse
import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from diary.reading import Reading, read  # noqa: E402

Truth = dict[str, Any]


class Tally:
    """Right, wrong and missed of one field."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, truth: bool, said: bool) -> None:
        """Count one yes-or-no judgement."""
        self.right += truth and said
        self.wrong += said and not truth
        self.missed += truth and not said


def wilson(hits: int, of: int) -> str:
    """Write a share with its 95 % Wilson interval."""
    if not of:
        return "     -"
    z, share = 1.96, hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = (
        min(1.0, max(0.0, (middle + sign * spread) / (1 + z * z / of)))
        for sign in (-1, 1)
    )
    return f"{share:6.3f} [{low:.3f}, {high:.3f}] {hits}/{of}"


def judge(truth: Truth, reading: Reading) -> Iterator[tuple[str, bool, bool]]:
    """Compare one reading with the truth: field, should be, is."""
    yield from _mood(truth, reading)
    yield from _scores(truth, reading)
    found = {s.key: s.severity for s in reading.symptoms}
    yield from _symptoms(truth["symptoms"], found)
    yield "crisis", truth["level"] == "page", reading.crisis
    if truth["level"] == "review":
        yield "review", True, reading.crisis_level.value == "review"
    yield from _acts(truth["kind"], reading)
    yield "corrects", truth.get("corrects", False), reading.corrects


def _mood(truth: Truth, reading: Reading) -> Iterator[tuple[str, bool, bool]]:
    mood = float(reading.mood) if reading.mood is not None else None
    if truth["mood"] is not None:
        yield "mood", True, mood == truth["mood"]
    if mood is not None and mood != truth["mood"]:
        yield "mood", False, True
    if truth["mood"] is not None or truth["day"]:
        back = reading.day.days_back
        yield "day", True, back == truth["day"]
    others = {str(o.day.days_back): o.mood and float(o.mood) for o in reading.also}
    for back, value in truth["also"].items():
        yield "other day", True, others.get(back) == value


def _scores(truth: Truth, reading: Reading) -> Iterator[tuple[str, bool, bool]]:
    scores = {key: float(value) for key, value in reading.scores.items()}
    for key in {*truth["scores"], *scores}:
        wanted, got = truth["scores"].get(key), scores.get(key)
        if wanted is not None:
            yield "scores", True, wanted == got
        if got is not None and got != wanted:
            yield "scores", False, True


def _symptoms(
    wanted: dict[str, int | None], found: dict[str, int | None]
) -> Iterator[tuple[str, bool, bool]]:
    crisis = {"suicidal", "self_harm", "harm_others"}
    for key in ({*wanted, *found}) - crisis:
        yield "symptoms", key in wanted, key in found
        if key in wanted and key in found:
            yield "denied", wanted[key] == 0, found[key] == 0
            if wanted[key]:
                yield "severity", True, found[key] == wanted[key]


def _acts(wanted: str | None, reading: Reading) -> Iterator[tuple[str, bool, bool]]:
    kinds = {act.kind.value for act in reading.acts}
    yield "opt_out", wanted == "opt_out", "opt_out" in kinds
    if wanted and wanted != "opt_out":
        yield "acts", True, wanted in kinds
    extra = kinds - {wanted, "opt_out"}
    yield from [("acts", False, True)] * len(extra)


def report(title: str, corpus: list[Truth], show: bool) -> dict[str, Tally]:
    """Score a part of the corpus and print it."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    misses: list[str] = []
    started = time.process_time()
    readings = [
        read(t["text"], language=t["language"], asked=t["asked"]) for t in corpus
    ]
    took = (time.process_time() - started) / max(1, len(corpus)) * 1e6
    for truth, reading in zip(corpus, readings, strict=True):
        for name, should, is_so in judge(truth, reading):
            tallies[name].add(should, is_so)
            if should != is_so:
                misses.append(_miss(name, should, truth, reading))
    print(f"\n{title}: {len(corpus)} texts, {took:.0f} µs CPU a text")
    for name, tally in sorted(tallies.items()):
        precision = wilson(tally.right, tally.right + tally.wrong)
        recall = wilson(tally.right, tally.right + tally.missed)
        print(f"  {name:9} precision {precision:34} recall {recall}")
    ordinary = [t for t in corpus if t["level"] == "none"]
    alarms = tallies["crisis"].wrong
    print(f"  crisis    false alarms {wilson(alarms, len(ordinary))}")
    if show:
        print("\n".join(misses))
    return tallies


def _miss(name: str, should: bool, truth: Truth, reading: Reading) -> str:
    found = {s.key: s.severity for s in reading.symptoms}
    scores = {key: float(value) for key, value in reading.scores.items()}
    said = {
        "mood": reading.mood and float(reading.mood),
        "day": reading.day.days_back,
        "symptoms": found,
        "severity": found,
        "denied": found,
        "scores": scores,
        "crisis": [(e.pattern, e.words) for e in reading.crisis_evidence],
    }.get(name, [a.kind.value for a in reading.acts])
    wanted = {"crisis": "level", "severity": "symptoms", "denied": "symptoms"}
    truth_of = truth.get(wanted.get(name, name), truth["kind"])
    mark = "missed" if should else "WRONG "
    return f"  {mark} {name}: {truth['text']!r} wanted {truth_of} got {said}"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list every miss")
    parser.add_argument("--only", choices=["tune", "held"])
    parser.add_argument("files", nargs="*", type=Path, default=[HERE / "corpus.jsonl"])
    options = parser.parse_args()
    corpus = [
        json.loads(line)
        for path in options.files
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    read("warm up: 6, no nausea, mood is okay and i want to sleep")
    for part in ("tune", "held"):
        if options.only in (None, part):
            report(part, [t for t in corpus if t["part"] == part], options.misses)


if __name__ == "__main__":
    main()
