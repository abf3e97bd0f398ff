"""Cut a folded text into words and numbers, each with its place and what led to it.

Numbers are cut by their written shape here (7/10, 5-6, 7:30, 5 pm, a phone number);
what a number means is left to `numbers`, `mood` and `scores`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from diary.reading.normalising import Folded

WORDS_AT_MOST = 1200


class Shape(StrEnum):
    """How a token is written."""

    WORD = "word"
    NUMBER = "number"
    RATIO = "ratio"
    RANGE = "range"
    OTHER_NUMBER = "other_number"
    SIGN = "sign"


SHAPES = {shape.value: shape for shape in Shape}

SCAN = re.compile(
    r"""
    (?P<other_number>
        \+?\d[\d().-]{0,3}(?:[ .-]?\(?\d{2,4}\)?){2,4}(?!\d)(?![:/])   # a phone number
      | \d{1,4}(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)\d{1,4}              # a date
      | \d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?                                # a time
      | \d'\s?\d{1,2}(?![\d'])                                         # a height
      | \d{1,2}\s?[ap]\.?m\b
      | [$€£]\s?\d+(?:[.,]\d+)*
      | \d+(?:[.,]\d+)?\s?%
      | \d+(?:,\d{3})+
      | \d{5,}
    )
  | (?P<ratio>-?\d{1,3}(?:[.,]\d{1,2})?\s{0,2}[/\\]\s{0,2}\d{1,3}(?![\d/]))
  | (?P<range>\d{1,2}(?:[.,]\d)?\s?[-~]\s?\d{1,2}(?:[.,]\d)?(?![\d-]))
  | (?P<number>(?:(?<![^\W_])-)?(?:\d{1,4}(?:[.,]\d{1,2})?|\.\d)(?![.,]?\d))
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+){0,3})
  | (?P<sign>[^\w\s!-/:-@\[-`{-~¡¿«»“”„·•])
    """,
    re.VERBOSE,
)
SHORTENED = frozenset(
    f"{word}'s" for word in ("it", "that", "what", "let", "who", "there", "here")
) | {"where's", "how's", "he's", "she's"}
"""Words whose 's is a verb and stays; elsewhere it goes ("today's", "stomach's")."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number: `text` is folded, the place is in the original text.

    `before` is the punctuation between the last token and this one; `glued` says that
    nothing at all stood between ("5mg", "m6").
    """

    text: str
    shape: Shape
    start: int
    end: int
    before: str = ""
    glued: bool = False


def cut(folded: Folded) -> list[Token]:
    """Cut a folded text into its tokens, in order; unknown marks fall between them."""
    return list(_cut(folded))


def _cut(folded: Folded) -> Iterator[Token]:
    text, last = folded.text, 0
    for count, found in enumerate(SCAN.finditer(text)):
        if count >= WORDS_AT_MOST:
            return
        start, end = found.span()
        shape = SHAPES[found.lastgroup or "sign"]
        written = _written(found[0], shape)
        place = folded.place(start, end)
        before = text[last:start]
        glued = bool(count) and not before
        yield Token(written, shape, *place, before.strip(" "), glued)
        last = end


def _written(found: str, shape: Shape) -> str:
    if shape is Shape.WORD:
        if found.endswith("'s") and found not in SHORTENED:
            found = found[:-2]
        return found.replace("'", "")
    return "".join(found.split()).replace(",", ".").replace("\\", "/")


class Line:
    """The words of a text as one string, for patterns to run over.

    Each word is led by one blank; `words` may differ from the tokens' own spelling.
    """

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.text = " " + " ".join(words) + " "
        self._starts = list(accumulate((len(w) + 1 for w in words), initial=0))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the string into first word and the word after the last."""
        return bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)

    def around(self, first: int, last: int) -> tuple[int, int]:
        """Give the span of the string that these words fill, the blanks included."""
        start = self._starts[max(first, 0)]
        return start, self._starts[min(last, len(self.words))] + 1
