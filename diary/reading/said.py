"""A text made ready for reading: its words, its clauses, every pattern found in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from diary.reading.normalising import READ_AT_MOST, fold
from diary.reading.patterns import Found, Match
from diary.reading.spelling import restore
from diary.reading.tokens import Line, Shape, Token, cut
from diary.reading.vocabulary import vocabulary

SENTENCE_ENDS = frozenset(".!?;\n")
CLAUSE_ENDS = SENTENCE_ENDS | frozenset(",:()-")
NAMES_NUMBER = frozenset(":=")
SYSTOLIC, DIASTOLIC = range(90, 261), range(50, 181)
HIGH_SYSTOLIC, HIGH_DIASTOLIC = 140, 90


@dataclass(frozen=True)
class Said:
    """A text and what its words are; places are counted in tokens."""

    text: str
    folded: str
    tokens: list[Token]

    @classmethod
    def hear(cls, text: str, limit: int = READ_AT_MOST) -> "Said":
        """Fold and cut a text."""
        folded = fold(text, limit)
        return cls(text, folded.text, cut(folded))

    @cached_property
    def words(self) -> list[str]:
        """The words as they should be spelt, numbers as they are written."""
        return [
            token.text if _names_a_number(token, after) else _word(token)
            for token, after in zip_longest(self.tokens, self.tokens[1:])
        ]

    @cached_property
    def line(self) -> Line:
        """All words as one line for patterns."""
        return Line(self.words)

    @cached_property
    def found(self) -> Found:
        """Every pattern of the vocabulary that occurs, by topic."""
        return vocabulary().book.find(self.line)

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence each token stands in."""
        return list(self._numbered(SENTENCE_ENDS))

    @cached_property
    def clauses(self) -> list[int]:
        """The number of the piece between any two marks each token stands in."""
        return list(self._numbered(CLAUSE_ENDS))

    def _numbered(self, ends: frozenset[str]) -> Iterator[int]:
        number = 0
        for token in self.tokens:
            number += not ends.isdisjoint(token.before)
            yield number

    def get(self, topic: str) -> list[Match]:
        """The matches of one topic, in order."""
        return self.found.get(topic, [])

    def covered(self, topic: str) -> set[int]:
        """The places of all words under the matches of a topic."""
        return {at for m in self.get(topic) for at in range(m.start, m.end)}

    def near(self, topic: str, match: Match, reach: int) -> list[Match]:
        """The matches of a topic in the same sentence, at most `reach` words away."""
        matches = self.get(topic)
        low = bisect_left(matches, match.start - reach, key=_start)
        high = bisect_right(matches, match.end + reach, key=_start)
        sentence = self.sentences[match.start]
        return [m for m in matches[low:high] if self.sentences[m.start] == sentence]

    def words_of(self, match: Match) -> str:
        """The person's own words under a match, as typed."""
        return self.text[
            self.tokens[match.start].start : self.tokens[match.end - 1].end
        ]

    def asks(self, at: int) -> bool:
        """Whether the sentence of a token ends in a question mark."""
        after = bisect_left(self.sentences, self.sentences[at] + 1)
        if after < len(self.tokens):
            return "?" in self.tokens[after].before
        return "?" in self.text[self.tokens[-1].end :]


def _start(match: Match) -> int:
    return match.start


def _names_a_number(token: Token, after: Token | None) -> bool:
    """Whether it is a lone letter with a number at it: "d5" is no "de 5"."""
    if len(token.text) > 1 or after is None or after.shape is Shape.WORD:
        return False
    return after.glued or after.before in NAMES_NUMBER


def _word(token: Token) -> str:
    if token.shape is Shape.WORD:
        return restore(token.text)
    if token.shape is Shape.RATIO and _is_high_pressure(token.text):
        return "<highbp>"
    if token.shape is Shape.RANGE and token.text in {"0-10", "1-10"}:
        return "<range>"
    if token.shape is Shape.OTHER_NUMBER and sum(map(str.isdigit, token.text)) >= 10:
        return "<phone>"
    return token.text


def _is_high_pressure(ratio: str) -> bool:
    """Whether a ratio reads as a blood pressure above 140 over 90.

    From these on the esketamine label asks to weigh the risk before a dose.
    """
    above, _, below = ratio.partition("/")
    if not (above.isdecimal() and below.isdecimal()):
        return False
    systolic, diastolic = int(above), int(below)
    if systolic not in SYSTOLIC or diastolic not in DIASTOLIC or systolic <= diastolic:
        return False
    return systolic > HIGH_SYSTOLIC or diastolic > HIGH_DIASTOLIC
