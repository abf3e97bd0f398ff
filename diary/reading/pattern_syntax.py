"""The small language of the word lists, read into regular expressions.

A pattern is words with blanks between. `stem*` takes any ending, `(a|b c)` is a choice,
a word or choice followed by `?` may be missing, `_` is any one word and `_3` up to
three, `@name` one of a class of words, `^` and `$` the ends of the text. Nothing
repeats without a bound, so no text can make a search slow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

LEXEME = re.compile(r"\(|\)\??|\||\^|\$|_\d?(?![^ ()|])|@\w+\??|[^ ()|^$]+")
WORD_END = r"(?= )"
LINE_END = r"(?= (?:[^\w ]{1,4} ){0,3}\Z)"
STEM_END = r"[^ ]*"
FREQUENT = """the and for with have that this you was not but like just get got want
    feel can now all out day when what about going need more how had been today think
    will que los las por con para una pero como muy mas"""
COMMON = dict.fromkeys(FREQUENT.split(), 2)
"""Words so frequent that they tell as little as a word of two letters."""
Classes = Mapping[str, list[str]]


@dataclass(frozen=True)
class Part:
    """A piece of a pattern, and the words of which one of each set must occur.

    `width` is the most words it can span.
    """

    expression: str
    anchors: frozenset[str] = frozenset()
    needs: tuple[frozenset[str], ...] = ()
    width: int = 0

    @cached_property
    def worth(self) -> tuple[int, int]:
        # The shortest anchor being long means that all of them are rare words.
        lengths = (COMMON.get(word, len(word)) for word in self.anchors)
        return min(lengths, default=0), -len(self.anchors)


def parse(pattern: str, classes: Classes, known: dict[str, Part]) -> Part:
    """Read one pattern; `known` keeps the words and classes read before."""
    return _Parser(pattern, classes, known).parse()


class _Parser:
    """Reads one pattern, from left to right, into a part."""

    def __init__(self, pattern: str, classes: Classes, known: dict[str, Part]) -> None:
        self._lexemes = LEXEME.findall(pattern)
        self._at = 0
        self._classes = classes
        # Words and classes come again and again; each is read once for all patterns.
        self._known = known

    def parse(self) -> Part:
        return self._sequence()

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            if lexeme == "|" or lexeme.startswith(")"):
                break
            self._at += 1
            parts.append(self._choice() if lexeme == "(" else self._once(lexeme))
        best = max(parts, key=lambda part: part.worth, default=Part(""))
        expression = "".join(part.expression for part in parts)
        width = sum(part.width for part in parts)
        return Part(expression, best.anchors, _needs(parts, best), width)

    def _choice(self) -> Part:
        options = [self._sequence()]
        while (closing := self._lexemes[self._at]) == "|":
            self._at += 1
            options.append(self._sequence())
        self._at += 1
        return _one_of(options, optional=closing == ")?")

    def _once(self, lexeme: str) -> Part:
        part = self._known.get(lexeme)
        if part is None:
            part = self._known[lexeme] = self._item(lexeme)
        return part

    def _item(self, lexeme: str) -> Part:
        if lexeme == "^":
            return Part(r"\A")
        if lexeme == "$":
            return Part(LINE_END)
        if lexeme.startswith("_"):
            most = lexeme[1:]
            expression = f"(?: [^ ]+){{0,{most}}}?" if most else " [^ ]+"
            return Part(expression, width=int(most or 1))
        optional = lexeme.endswith("?")
        word = lexeme.removesuffix("?")
        if word.startswith("@"):
            members = self._classes[word[1:]]
            options = [self._inner(member) for member in members]
            return _one_of(options, optional)
        return _one_of([_word(word)], optional)

    def _inner(self, pattern: str) -> Part:
        return _Parser(pattern, self._classes, self._known).parse()


def _needs(parts: list[Part], best: Part) -> tuple[frozenset[str], ...]:
    """Give the words, besides the anchors, of which each set must occur."""
    return tuple(part.anchors for part in parts if part is not best and part.anchors)


def _one_of(options: list[Part], optional: bool) -> Part:
    if len(options) == 1 and not optional:
        return options[0]
    body = _alternatives([option.expression for option in options])
    width = max(option.width for option in options)
    if optional:
        return Part(f"(?:{body})?", width=width)
    sure = all(option.anchors for option in options)
    anchors = frozenset[str]().union(*(o.anchors for o in options)) if sure else set()
    return Part(body, frozenset(anchors), width=width)


def _alternatives(bodies: list[str]) -> str:
    """Join by or; the blank before and the end after all are written only once."""
    if len(bodies) == 1:
        return bodies[0]
    if all(body.startswith(" ") and body.endswith(WORD_END) for body in bodies):
        inner = "|".join(body[1 : -len(WORD_END)] for body in bodies)
        return f" (?:{inner}){WORD_END}"
    return f"(?:{'|'.join(bodies)})"


def _word(word: str) -> Part:
    stem = word.removesuffix("*")
    ending = STEM_END if word.endswith("*") else ""
    expression = f" {re.escape(stem)}{ending}{WORD_END}"
    return Part(expression, frozenset({word}), width=1)
