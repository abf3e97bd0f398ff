"""The texts the weights are learnt from: label, text, language and origin.

A label is `page` (of oneself, now), `review` (of others, of the past, too thin) or
`none`. Misspelt doubles are left to `train`.
"""

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent
READING = HERE.parent
sys.path[:0] = [str(READING), str(READING.parent.parent)]

from labels import parse  # noqa: E402

OF_THE_CORPUS = (
    *("blind", "chatter", "crisis", "daily", "effects", "lay", "mixed", "moods"),
    "requests",
)
"""Files of the corpus that are learnt from; new ones teach once the cuts are tried."""
MADE_FROM_EACH = 24
LIST = re.compile(r"([A-Z]+) = (.*)")
FRAME = re.compile(r"(page|review|none) \| (.*)")
LISTED = re.compile(r"\{([A-Z]+)\}")
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")


@dataclass(frozen=True)
class Example:
    """One text to learn from."""

    label: str
    text: str
    language: str
    origin: str


def examples() -> list[Example]:
    """Give every text once, in a fixed order; of two labels the graver stays."""
    gravity = {"none": 0, "review": 1, "page": 2}
    best: dict[str, Example] = {}
    for one in _all():
        key = " ".join(one.text.lower().split())
        if key not in best or gravity[one.label] > gravity[best[key].label]:
            best[key] = one
    return [best[key] for key in sorted(best)]


def files() -> list[Path]:
    """Name every file that is learnt from."""
    corpus = [p for p in READING.glob("*.??.txt") if p.name.startswith(OF_THE_CORPUS)]
    folders = (READING.glob(f"{name}/*.??.txt") for name in ("other_writer", "optouts"))
    labelled = [*corpus, *chain.from_iterable(folders)]
    return sorted([*labelled, *HERE.glob("*.??.txt")])


def _all() -> Iterator[Example]:
    for path in files():
        language = path.name.split(".")[-2]
        origin = f"{path.parent.name}/{path.name}"
        if path.name.startswith("frames"):
            yield from _framed(path, language, origin)
        elif path.parent == HERE:
            yield from _tabbed(path, language, origin)
        else:
            for one in parse(path, language, origin):
                yield Example(one.level, one.text, language, origin)


def _tabbed(path: Path, language: str, origin: str) -> Iterator[Example]:
    """Read `label<TAB>text`, or plain lines under a heading `== label`."""
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        label, tab, text = line.partition("\t")
        if line.startswith("== "):
            heading = line[3:].strip()
        elif tab and not line.startswith("#"):
            yield Example(label.strip(), text.strip(), language, origin)
        elif heading and line.strip() and not line.startswith("#"):
            yield Example(heading, line.strip(), language, origin)


def _framed(path: Path, language: str, origin: str) -> Iterator[Example]:
    """Make texts from each frame, drawn with the frame itself as the seed."""
    lists: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if name := LIST.fullmatch(line):
            lists[name[1]] = name[2]
        elif frame := FRAME.fullmatch(line):
            chance = random.Random(crc32(line.encode()))
            for _ in range(MADE_FROM_EACH):
                yield Example(
                    frame[1], _drawn(frame[2], lists, chance), language, origin
                )


def _drawn(frame: str, lists: dict[str, str], chance: random.Random) -> str:
    whole = LISTED.sub(lambda found: chance.choice(lists[found[1]].split("|")), frame)
    said = CHOICE.sub(lambda found: chance.choice(found[1].split("|")), whole)
    return " ".join(said.split()).replace(" ,", ",")


def digest() -> str:
    """Name the state of the texts of this folder; the weights carry it.

    The corpus beside it is learnt from too, but changes for other reasons.
    """
    whole = sha256()
    for path in files():
        if path.parent == HERE:
            whole.update(path.name.encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
