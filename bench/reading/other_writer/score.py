"""Score the other writer's texts: each half, and misses of the `seen` half only.

    python bench/reading/other_writer/score.py [--misses]

Symptoms are judged on the texts about effects, moods on the texts with numbers, false
alarms on every text that must not page. Prints 95 % Wilson intervals.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent.parent)]

from score import Tally, _miss, judge, wilson  # noqa: E402

from diary.reading import read  # noqa: E402

Truth = dict[str, Any]
JUDGED_ON = {
    "symptoms": {"effects"},
    "severity": {"effects"},
    "denied": {"effects"},
    "mood": {"moods"},
    "scores": {"moods"},
    "acts": {"answers"},
    "opt_out": {"optout", "lookalikes", "ordinary"},
}


def main() -> None:
    """Print both halves, and with `--misses` every miss of the seen one."""
    lines = (HERE / "other_writer.jsonl").read_text(encoding="utf-8").splitlines()
    corpus = [json.loads(line) for line in lines]
    for part in ("seen", "sealed"):
        half = [t for t in corpus if t["part"] == part]
        misses = _report(part, half)
        if part == "seen" and "--misses" in sys.argv:
            print("\n".join(misses))


def _report(part: str, half: list[Truth]) -> list[str]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    misses = []
    for truth in half:
        reading = read(truth["text"], language=truth["language"], asked=truth["asked"])
        for name, should, is_so in judge(truth, reading):
            subject = truth["subject"]
            if subject not in JUDGED_ON.get(name, {subject}):
                continue
            if name == "crisis":
                name = f"crisis {subject if should else 'none'} {truth['language']}"
            tallies[name].add(should, is_so)
            if should != is_so:
                misses.append(_miss(name.partition(" ")[0], should, truth, reading))
    print(f"\n{part}: {len(half)} texts")
    _print(tallies, half)
    return misses


def _print(tallies: dict[str, Tally], half: list[Truth]) -> None:
    for name, tally in sorted(tallies.items()):
        recall = wilson(tally.right, tally.right + tally.missed)
        if name.startswith("crisis none"):
            quiet = [t for t in half if t["level"] == "none"]
            quiet = [t for t in quiet if t["language"] == name[-2:]]
            print(f"  {name:17} false alarms {wilson(tally.wrong, len(quiet))}")
        elif name.startswith("crisis"):
            print(f"  {name:17} recall {recall}")
        else:
            precision = wilson(tally.right, tally.right + tally.wrong)
            print(f"  {name:17} precision {precision:34} recall {recall}")
    stated = sum(t["subject"] == "moods" for t in half)
    print(f"  mood wrongly stored {wilson(tallies['mood'].wrong, stated)}")


if __name__ == "__main__":
    main()
