"""The small language of the word lists, and the search of a line for all of them.

A pattern is words with blanks between. `stem*` takes any ending, `(a|b c)` is a choice,
a word or choice followed by `?` may be missing, `_` is any one word and `_3` up to
three, `@name` one of a class of words, `^` and `$` the ends of the text. Nothing
repeats without a bound, so no text can make a search slow.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from diary.reading.tokens import Line

LEXEME = re.compile(r"\(|\)\??|\||\^|\$|_\d?(?![^ ()|])|@\w+\??|[^ ()|^$]+")
LITERAL = re.compile(r"(?<![@\w])[a-z]{3,}(?![\w*])")
WORD_END = r"(?= )"
LINE_END = r"(?= (?:[^\w ]{1,4} ){0,3}\Z)"
STEM_END = r"[^ ]*"
MEMORY = 20_000
FREQUENT = """the and for with have that this you was not but like just get got want
    feel can now all out day when what about going need more how had been today think
    will que los las por con para una pero como muy mas"""
COMMON = dict.fromkeys(FREQUENT.split(), 2)
"""Words so frequent that they tell as little as a word of two letters."""
Classes = Mapping[str, list[str]]


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
    needs: int
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
        self._needed: dict[frozenset[str], int] = {}
        self._known: dict[str, tuple[tuple[int, ...], int]] = {}

    def add(self, entries: Iterable[Entry], classes: Classes) -> None:
        """File patterns; they may use these classes of words and no others."""
        for members in classes.values():
            self.words.update(*map(LITERAL.findall, members))
        known: dict[str, _Part] = {}
        for entry in entries:
            whole = _Parser(entry.pattern, classes, known).parse()
            if not whole.anchors:
                raise ValueError(f"the pattern «{entry.pattern}» requires no word")
            self.words.update(LITERAL.findall(entry.pattern))
            self._anchors.file(whole.anchors, len(self._filed))
            needs = _bits(map(self._numbered, whole.needs))
            source = whole.expression + WORD_END
            self._filed.append(_Filed(entry.topic, entry.key, source, needs))

    def _numbered(self, words: frozenset[str]) -> int:
        number = self._needed.get(words)
        if number is None:
            number = self._needed[words] = len(self._needed)
            self._needs.file(words, number)
        return number

    def find(self, line: Line) -> Found:
        """Find every match of every pattern, by topic, in the order of the line."""
        found: dict[str, list[Match]] = defaultdict(list)
        for filed in self._candidates(line.words):
            for hit in filed.compiled().finditer(line.text):
                found[filed.topic].append(Match(filed.key, *line.span(*hit.span())))
        for matches in found.values():
            matches.sort(key=lambda match: (match.start, -match.end))
        return found

    def compile(self) -> None:
        """Compile every pattern now, so that no text of this process waits for it."""
        for filed in self._filed:
            filed.compiled()

    def _candidates(self, words: Iterable[str]) -> Iterator[_Filed]:
        numbers: set[int] = set()
        met = 0
        for word in words:
            filed_here, met_here = self._look_up(word)
            numbers.update(filed_here)
            met |= met_here
        candidates = map(self._filed.__getitem__, sorted(numbers))
        return (filed for filed in candidates if filed.needs & met == filed.needs)

    def _look_up(self, word: str) -> tuple[tuple[int, ...], int]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > MEMORY:
                self._known.clear()
            known = tuple(self._anchors.look_up(word)), _bits(self._needs.look_up(word))
            self._known[word] = known
        return known


def _bits(numbers: Iterable[int]) -> int:
    """Write numbers as the bits of one."""
    return sum(1 << number for number in set(numbers))


@dataclass(frozen=True)
class _Part:
    """A piece of a pattern, and the words of which one of each set must occur."""

    expression: str
    anchors: frozenset[str] = frozenset()
    needs: tuple[frozenset[str], ...] = ()

    @cached_property
    def worth(self) -> tuple[int, int]:
        # The shortest anchor being long means that all of them are rare words.
        lengths = (COMMON.get(word, len(word)) for word in self.anchors)
        return min(lengths, default=0), -len(self.anchors)


class _Parser:
    """Reads one pattern, from left to right, into a part."""

    def __init__(self, pattern: str, classes: Classes, known: dict[str, _Part]) -> None:
        self._lexemes = LEXEME.findall(pattern)
        self._at = 0
        self._classes = classes
        # Words and classes come again and again; each is read once for all patterns.
        self._known = known

    def parse(self) -> _Part:
        return self._sequence()

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            if lexeme == "|" or lexeme.startswith(")"):
                break
            self._at += 1
            parts.append(self._choice() if lexeme == "(" else self._once(lexeme))
        best = max(parts, key=lambda part: part.worth, default=_Part(""))
        expression = "".join(part.expression for part in parts)
        return _Part(expression, best.anchors, _needs(parts, best))

    def _choice(self) -> _Part:
        options = [self._sequence()]
        while (closing := self._lexemes[self._at]) == "|":
            self._at += 1
            options.append(self._sequence())
        self._at += 1
        return _one_of(options, optional=closing == ")?")

    def _once(self, lexeme: str) -> _Part:
        part = self._known.get(lexeme)
        if part is None:
            part = self._known[lexeme] = self._item(lexeme)
        return part

    def _item(self, lexeme: str) -> _Part:
        if lexeme == "^":
            return _Part(r"\A")
        if lexeme == "$":
            return _Part(LINE_END)
        if lexeme.startswith("_"):
            most = lexeme[1:]
            return _Part(f"(?: [^ ]+){{0,{most}}}?" if most else " [^ ]+")
        optional = lexeme.endswith("?")
        word = lexeme.removesuffix("?")
        if word.startswith("@"):
            members = self._classes[word[1:]]
            options = [self._inner(member) for member in members]
            return _one_of(options, optional)
        return _one_of([_word(word)], optional)

    def _inner(self, pattern: str) -> _Part:
        return _Parser(pattern, self._classes, self._known).parse()


def _needs(parts: list[_Part], best: _Part) -> tuple[frozenset[str], ...]:
    """Give the words, besides the anchors, of which each set must occur."""
    return tuple(part.anchors for part in parts if part is not best and part.anchors)


def _one_of(options: list[_Part], optional: bool) -> _Part:
    if len(options) == 1 and not optional:
        return options[0]
    body = _alternatives([option.expression for option in options])
    if optional:
        return _Part(f"(?:{body})?")
    sure = all(option.anchors for option in options)
    anchors = frozenset[str]().union(*(o.anchors for o in options)) if sure else set()
    return _Part(body, frozenset(anchors))


def _alternatives(bodies: list[str]) -> str:
    """Join by or; the blank before and the end after all are written only once."""
    if len(bodies) == 1:
        return bodies[0]
    if all(body.startswith(" ") and body.endswith(WORD_END) for body in bodies):
        inner = "|".join(body[1 : -len(WORD_END)] for body in bodies)
        return f" (?:{inner}){WORD_END}"
    return f"(?:{'|'.join(bodies)})"


def _word(word: str) -> _Part:
    stem = word.removesuffix("*")
    ending = STEM_END if word.endswith("*") else ""
    return _Part(f" {re.escape(stem)}{ending}{WORD_END}", frozenset({word}))
