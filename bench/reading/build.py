"""Build the corpus from the hand-written texts: the same seed gives the same corpus.

    python bench/reading/build.py

Every hand-written text stands in it as it is; the rest are made from them the way
phones and thumbs do: slips, dropped accents and marks, capitals, other order, small
talk around. A text and everything made from it lie in the same half.
"""

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from labels import Labelled, parse

HERE = Path(__file__).parent
SEED = 1
VARIANTS = 2
SMALL_TALK = {
    "en": (
        ("hi, ", "hey. ", "ok so ", "good morning. "),
        (" thanks", " ty", " 🙏", "."),
    ),
    "es": (("hola, ", "buenos días. ", "oiga, "), (" gracias", " 🙏", ".")),
}
CONTRACTED = (
    ("I am ", "im "),
    ("i am ", "im "),
    ("do not", "dont"),
    ("going to", "gonna"),
)


def build() -> Iterator[dict[str, object]]:
    """Yield every line of the corpus."""
    chance = random.Random(SEED)
    for one in sorted(_by_hand(), key=lambda labelled: labelled.text):
        part = "held" if crc32(one.text.encode()) % 2 else "tune"
        yield one.as_json() | {"part": part}
        for made in _made_from(one, chance):
            yield made.as_json() | {"part": part}


def _by_hand() -> Iterator[Labelled]:
    for path in sorted(HERE.glob("*.*.txt")):
        name, language, _ = path.name.split(".")
        origin = "blind" if name.startswith("blind") else "hand"
        yield from parse(path, language, origin)


def _made_from(one: Labelled, chance: random.Random) -> Iterator[Labelled]:
    seen = {one.text}
    ways = [_slip, _without_marks, _in_capitals, _contracted, _with_small_talk]
    chance.shuffle(ways)
    for way in ways:
        text = way(one, chance)
        if text not in seen and len(seen) <= VARIANTS:
            seen.add(text)
            yield replace(one, text=text, origin="made")


def _slip(one: Labelled, chance: random.Random) -> str:
    """Swap two inner letters, or drop one, of one long word."""
    words = one.text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long or one.kind:
        return one.text
    at = chance.choice(long)
    word, place = words[at], chance.randrange(2, len(words[at]) - 2)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    words[at] = chance.choice([swapped, word[:place] + word[place + 1 :]])
    return " ".join(words)


def _without_marks(one: Labelled, _: random.Random) -> str:
    bare = unicodedata.normalize("NFKD", one.text)
    return re.sub(r"['’¿¡\u0300-\u036f]", "", bare)


def _in_capitals(one: Labelled, chance: random.Random) -> str:
    return chance.choice([str.upper, str.capitalize])(one.text)


def _contracted(one: Labelled, _: random.Random) -> str:
    text = one.text
    for whole, short in CONTRACTED:
        text = text.replace(whole, short)
    return text


def _with_small_talk(one: Labelled, chance: random.Random) -> str:
    if one.kind or one.asked:
        return one.text
    before, after = SMALL_TALK[one.language]
    if chance.random() < 0.5:
        return chance.choice(before) + one.text
    return one.text + chance.choice(after)


if __name__ == "__main__":
    with (HERE / "corpus.jsonl").open("w", encoding="utf-8") as corpus:
        for line in build():
            corpus.write(json.dumps(line, ensure_ascii=False) + "\n")
