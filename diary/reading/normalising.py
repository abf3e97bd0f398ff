"""Fold a text to plain lower-case letters and digits that know where they came from.

Folding undoes how a text was typed (accents, scripts, width, invisible characters,
keycap emoji), never what was said; cutting it into words is left to `tokens`.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

READ_AT_MOST = 1600
"""Twilio's longest text; what stands beyond is kept, and read for crisis only."""

LOOK_ALIKES = str.maketrans(
    "абвгеікморстухуѕјԁαβεικνορτυχ" + "’‘`´ʼ＇" + "–—−‐‑",
    "abbreikmopctyxysjdabeiknoptux" + "''''''" + "-----",
)
"""Letters of other scripts that are drawn like Latin ones, and typographic marks."""

SPELLED_OUT = {"½": ".5", "🔟": " 10 ", "ß": "ss", "…": ".", "→": " to ", "➡": " to "}
DROPPED = {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}
SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text; `origin` gives the place of each character in the original."""

    text: str
    origin: list[int] | range

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the folded text into one of the original."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str, limit: int = READ_AT_MOST) -> Folded:
    """Fold the first `limit` characters; plain ASCII is only lower-cased."""
    head = text[:limit]
    if head.isascii():
        return Folded(head.lower(), range(len(head)))
    folded: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(head):
        plain = _plain(character)
        folded.append(plain)
        origin.extend([place] * len(plain))
    return Folded("".join(folded), origin)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in SPELLED_OUT:
        return SPELLED_OUT[character]
    if ord(character) in SKIN_TONES:
        return ""
    whole = unicodedata.normalize("NFKD", character).casefold()
    kept = (_digit(c) for c in whole if unicodedata.category(c) not in DROPPED)
    return "".join(kept).translate(LOOK_ALIKES)


def _digit(character: str) -> str:
    """Turn a digit or a small number sign of any script into ours."""
    if character.isascii():
        return character
    value = unicodedata.numeric(character, -1)
    return str(int(value)) if value in range(11) else character
