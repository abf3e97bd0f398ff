"""The search of a line for all patterns of the word lists, and where they stand.

How a pattern is written and read is `pattern_syntax`'s affair.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from diary.reading.pattern_syntax import LINE_END, WORD_END, Classes, Part, parse
from diary.reading.tokens import Line

LITERAL = re.compile(r"(?<![@\w])[a-z]{3,}(?![\w*])")
MEMORY = 20_000
NEAR = 16
"""Words a pattern may span for all its own to be looked for close together; the few
wider ones are content with a word anywhere in the line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern with the topic and the key it speaks for."""

    topic: str
    key: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern stands in a line, in words; `end` is the word after the last."""

    key: str
    start: int
    end: int

    def overlaps(self, other: "Match") -> bool:
        """Whether the two share a word."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Match") -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


Found = Mapping[str, list[Match]]
Bit = tuple[int, int]
"""A byte among others, and one bit in it."""


def longest(matches: list[Match]) -> list[Match]:
    """Keep the longest of overlapping matches: "dizzy when I stand" over "dizzy"."""
    kept: list[Match] = []
    covered: set[int] = set()
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        if covered.isdisjoint(range(match.start, match.end)):
            kept.append(match)
            covered.update(range(match.start, match.end))
    return sorted(kept, key=lambda match: match.start)


@dataclass(slots=True)
class _Filed:
    topic: str
    key: str
    source: str
    needs: tuple[Bit, ...]
    is_wide: bool
    ends_the_line: bool
    expression: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        # Compiling is put off until a text holds the anchor: it makes start-up quick.
        if self.expression is None:
            self.expression = re.compile(self.source)
        return self.expression


@dataclass(slots=True)
class _Shelf:
    """What is filed under words, whole or as stems."""

    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_stem: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def file(self, words: Iterable[str], number: int) -> None:
        for word in words:
            shelf = self.by_stem if word.endswith("*") else self.by_word
            shelf[word.rstrip("*")].append(number)

    def look_up(self, word: str) -> Iterator[int]:
        yield from self.by_word.get(word, ())
        for length in range(1, len(word) + 1):
            yield from self.by_stem.get(word[:length], ())


class PatternBook:
    """All patterns; a search tries only those whose words all occur in the line.

    Every pattern is filed under its most telling words. The other words it cannot do
    without are sets, one bit each: a word knows the bits of its sets, so that an
    ordinary text costs a few look-ups and hardly any regular expression.
    """

    def __init__(self) -> None:
        self.words: set[str] = set()
        self._filed: list[_Filed] = []
        self._anchors = _Shelf()
        self._needs = _Shelf()
        self._needed: dict[frozenset[str], Bit] = {}
        self._known: dict[str, tuple[tuple[int, ...], int]] = {}

    def add(self, entries: Iterable[Entry], classes: Classes) -> None:
        """File patterns; they may use these classes of words and no others."""
        for members in classes.values():
            self.words.update(*map(LITERAL.findall, members))
        known: dict[str, Part] = {}
        for entry in entries:
            whole = parse(entry.pattern, classes, known)
            if not whole.anchors:
                raise ValueError(f"the pattern «{entry.pattern}» requires no word")
            self.words.update(LITERAL.findall(entry.pattern))
            self._anchors.file(whole.anchors, len(self._filed))
            needs = tuple(map(self._bit_of, whole.needs))
            source = whole.expression + WORD_END
            ends = LINE_END in source
            is_wide = whole.width > NEAR
            filed = _Filed(entry.topic, entry.key, source, needs, is_wide, ends)
            self._filed.append(filed)

    def _bit_of(self, words: frozenset[str]) -> Bit:
        bit = self._needed.get(words)
        if bit is None:
            number = len(self._needed)
            bit = self._needed[words] = number >> 3, 1 << (number & 7)
            self._needs.file(words, number)
        return bit

    def find(self, line: Line, only: str | None = None) -> Found:
        """Find every match of every pattern, by topic, in the order of the line.

        `only` spares what other topics would cost.
        """
        found: dict[str, list[Match]] = defaultdict(list)
        for filed, first, last in self._candidates(line.words):
            if only and filed.topic != only:
                continue
            around = () if filed.ends_the_line else line.around(first, last)
            for hit in filed.compiled().finditer(line.text, *around):
                found[filed.topic].append(Match(filed.key, *line.span(*hit.span())))
        for matches in found.values():
            matches.sort(key=lambda match: (match.start, -match.end))
        return found

    def compile(self) -> None:
        """Compile every pattern now, so that no text of this process waits for it."""
        for filed in self._filed:
            filed.compiled()

    def _candidates(self, words: Sequence[str]) -> Iterator[tuple[_Filed, int, int]]:
        """Give the patterns to try, each with the words within which it can stand."""
        starts = range(0, len(words), NEAR)
        blocks = [self._met(words[start : start + NEAR]) for start in starts]
        mets = [0, *(met for _, met in blocks), 0]
        anywhere = self._as_bytes(reduce(or_, mets))
        places: dict[int, tuple[int, int]] = {}
        for place, (anchored, met) in enumerate(blocks):
            around = self._as_bytes(mets[place] | met | mets[place + 2])
            for number in anchored:
                filed = self._filed[number]
                if _holds(anywhere if filed.is_wide else around, filed.needs):
                    places[number] = places.get(number, (place, place))[0], place
        for number, (first, last) in sorted(places.items()):
            filed = self._filed[number]
            reach = len(blocks) if filed.is_wide else 1
            yield filed, (first - reach) * NEAR, (last + 1 + reach) * NEAR

    def _met(self, words: Iterable[str]) -> tuple[set[int], int]:
        """Give what is filed under these words, and the sets they are of."""
        anchored: set[int] = set()
        met = 0
        for word in words:
            filed_here, met_here = self._look_up(word)
            anchored.update(filed_here)
            met |= met_here
        return anchored, met

    def _as_bytes(self, met: int) -> bytes:
        return met.to_bytes(len(self._needed) // 8 + 1, "little")

    def _look_up(self, word: str) -> tuple[tuple[int, ...], int]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > MEMORY:
                self._known.clear()
            known = tuple(self._anchors.look_up(word)), _bits(self._needs.look_up(word))
            self._known[word] = known
        return known


def _holds(met: bytes, needs: tuple[Bit, ...]) -> bool:
    # A plain loop: a text asks this a hundred times, a generator costs more than it.
    for byte, bit in needs:  # noqa: SIM110
        if not met[byte] & bit:
            return False
    return True


def _bits(numbers: Iterable[int]) -> int:
    """Write numbers as the bits of one."""
    return sum(1 << number for number in set(numbers))
