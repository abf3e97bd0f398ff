"""Who rates with a number: "I say 6", "otherwise a 6", "my wife says 8".

Whether the number is then a mood is left to `mood`.
"""

from enum import StrEnum

from diary.reading.numbers import ARTICLES, Number
from diary.reading.patterns import Match
from diary.reading.said import Said
from diary.reading.tokens import Shape
from diary.reading.vocabulary import NumberWords


class Rater(StrEnum):
    """Whose number it is by the words that lead to it.

    ``ASKED`` are words that rate only as an answer: "still sad 4".
    """

    OTHER = "other"
    OWN = "own"
    OPEN = "open"
    ASKED = "asked"


def rater_of(said: Said, number: Number) -> Rater | None:
    """Say who rates with a number; of several the first in the order of Rater."""
    keys = {match.key for match in said.get("rating") if _ends_in(said, match, number)}
    return next((rater for rater in Rater if rater in keys), None)


def _ends_in(said: Said, match: Match, number: Number) -> bool:
    same_clause = said.clauses[match.start] == said.clauses[number.start]
    return match.start <= number.start < match.end and same_clause


def closes(said: Said, words: NumberWords, number: Number) -> bool:
    """Whether a number counts nothing behind it: "I say 6", no "I say 6 words"."""
    at = number.end
    if number.spelt and number.value == 1:
        return said.words[number.start - 1] in ARTICLES
    if at >= len(said.tokens) or said.clauses[at] != said.clauses[number.start]:
        return True
    if said.tokens[at].shape is Shape.SIGN:
        return True
    known = words.sets["and"] | words.sets["opener"] | words.sets["filler"]
    return said.words[at] in known or any(
        match.start == at or (topic == "rating" and match.start < at < match.end)
        for topic in ("day", "symptoms", "scale", "rating")
        for match in said.get(topic)
        if match.key != "ignored"
    )


def is_asked_after(said: Said, number: Number) -> bool:
    """Whether the number guesses at what is asked: "how many are left, 3?"."""
    sentence = said.sentences[number.start]
    return any(
        said.sentences[asked.start] == sentence and asked.start <= number.start
        for asked in said.get("count_asked")
    )
