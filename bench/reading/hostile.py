"""Texts nobody sends: does one raise, lose a character or take longer than 20 ms?

``python bench/reading/hostile.py [--texts 50000] [--first 0]``

Each text is made from its number, up to two carrier messages long: any characters
(signs, lone surrogates, other scripts, NUL), words of the lists in any order, or what
stands in the corpus, torn and run together. Prints one line of JSON and ends with 1
where one raised or lost a character. A reading over 20 ms is tried twice more before it
counts; on a busy machine some will. Fewer, of other kinds, stand in ``tests/reading``.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from diary.reading import read
from diary.reading.vocabulary import vocabulary

SLOWEST = 0.020
LONGEST = 320
JOINS = (
    " ",
    " ",
    " ",
    "",
    ". ",
    ", ",
    "\n",
    "...",
    "? ",
    " - ",
    "😀",
    "\u200f",
    "\x00",
)
PLANES = (
    *((0x20, 0x7F), (0xA0, 0x24F), (0x300, 0x36F), (0x590, 0x6FF), (0xD7F0, 0xE010)),
    *((0x2000, 0x2BFF), (0x3040, 0x9FFF), (0x1F300, 0x1FAFF), (0, 0x1F)),
)
LISTED = sorted(vocabulary().book.words)
CORPUS = Path(__file__).with_name("corpus.jsonl")
TYPED = CORPUS.read_text(encoding="utf-8").split()


def characters(chance: random.Random) -> str:
    """Give any characters of one or two planes."""
    planes = chance.sample(PLANES, chance.randint(1, 2))
    many = chance.randint(0, LONGEST)
    return "".join(chr(chance.randint(*chance.choice(planes))) for _ in range(many))


def listed(chance: random.Random) -> str:
    """Give words of the lists."""
    return _joined(chance, chance.choices(LISTED, k=chance.randint(1, 50)))


def torn(chance: random.Random) -> str:
    """Give what stands in the corpus, cut anywhere."""
    words = chance.choices(TYPED, k=chance.randint(1, 50))
    return _joined(chance, [word[chance.randint(0, 2) :] for word in words])


def _joined(chance: random.Random, words: list[str]) -> str:
    return "".join(word + chance.choice(JOINS) for word in words)[:LONGEST]


WAYS: tuple[Callable[[random.Random], str], ...] = (characters, listed, torn)


def took(text: str) -> tuple[float, bool]:
    """Return the CPU seconds of the best of three readings, and if it is whole."""
    best, is_whole = 1.0, True
    for _ in range(3):
        started = time.process_time()
        is_whole = read(text).note == text
        best = min(best, time.process_time() - started)
        if best <= SLOWEST:
            break
    return best, is_whole


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=50_000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    vocabulary().book.compile()
    raised, lost, slow, times = [], [], [], []
    for number in range(options.first, options.first + options.texts):
        chance = random.Random(number)
        text = WAYS[number % len(WAYS)](chance)
        try:
            best, is_whole = took(text)
        except Exception as fault:  # noqa: BLE001 - any at all is what is looked for
            raised.append(f"{number}: {fault!r}")
            continue
        times.append(best)
        lost += [] if is_whole else [number]
        slow += [number] if best > SLOWEST else []
    times.sort()
    told = {
        "texts": options.texts,
        "raised": raised[:9],
        "lost": lost[:9],
        "over_20_ms": slow[:9],
        "mean_ms": round(1000 * sum(times) / len(times), 2),
        "p99_ms": round(1000 * times[len(times) * 99 // 100], 2),
        "most_ms": round(1000 * times[-1], 2),
    }
    print(json.dumps({"bench": "hostile", **told}))
    sys.exit(bool(raised or lost))


if __name__ == "__main__":
    main()
