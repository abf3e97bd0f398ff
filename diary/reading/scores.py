"""Numbers that carry the name of a score.

What is left over may be a mood; `mood` decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from diary.instruments import SCORES
from diary.reading.context import is_said_of_another
from diary.reading.numbers import (
    Form,
    Number,
    are_joined,
    followed_by_unit,
    may_follow,
    of_two,
)
from diary.reading.said import NAMES_NUMBER, Said
from diary.reading.sleep import sleep_hours
from diary.reading.vocabulary import NumberWords

FILLERS_BETWEEN = 4
LABEL_AT_MOST = 3
WORDS_BEFORE_NAME = 3
STRONGEST = 4
NAMES_AFTER = frozenset(
    {"on", "for", "in", "of", "my", "with", "the", "en", "de", "para", "mi", "el", "la"}
)
BETWEEN = """level score rating quality = nivel en de in my lower back neck knee hip
    shoulder leg arm foot espalda baja cuello rodilla cadera hombro pierna brazo pie"""
CONNECTING = frozenset(BETWEEN.split())
BEFORE_STRENGTH = """is was are were its a level about like es de un en at still esta
    como around today hoy now ahora tonight been fue estuvo"""
COPULAS = frozenset(BEFORE_STRENGTH.split())
"""What may stand between a symptom and the number that says how strong it is."""


@dataclass(slots=True)
class Scores:
    """The named scores found: values by key, and what may not be kept."""

    values: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    out_of_range: set[str] = field(default_factory=set)
    moods: list[Number] = field(default_factory=list)
    named: list["_Label"] = field(default_factory=list)

    def keep(self, key: str, number: Number, name: range) -> None:
        """Keep a number under a score's name; the words of both are then spent."""
        self.taken.update(range(number.start, number.end))
        if key == "mood":
            self.moods.append(number)
        elif number.form is Form.OF_OTHER or not SCORES[key].takes(_fine(key, number)):
            self.out_of_range.add(key)
        else:
            self.taken.update(name)
            self.values[key] = _fine(key, number), number.start


@dataclass(frozen=True, slots=True)
class _Label:
    key: str
    start: int
    end: int


def find_scores(said: Said, words: NumberWords, numbers: list[Number]) -> Scores:
    """Pair the names of scores with the numbers that belong to them."""
    scores = Scores()
    for number, spent in sleep_hours(said, words, numbers):
        scores.keep("sleep_hours", number, range(0))
        scores.taken.update(spent)
    labels = [label for label in _clear(said, words) if _is_free(label, scores)]
    free = [number for number in numbers if number.start not in scores.taken]
    rated = [label for label in labels if _is_rated_before(said, label, free)]
    _pair_backwards(said, words, rated, free, scores)
    labels = [label for label in labels if label not in scores.named]
    free = [number for number in free if number.start not in scores.taken]
    if _starts_with_number(labels, free):
        _pair_backwards(said, words, labels, free, scores)
        labels = [label for label in labels if label not in scores.named]
    _pair_forwards(said, words, labels, free, scores)
    return scores


def _is_rated_before(said: Said, label: "_Label", numbers: list[Number]) -> bool:
    """Whether it is "4 on mood", with no number behind the name that may be its own."""
    before = [n.end for n in numbers if n.end < label.start]
    after = any(n.start == label.end for n in numbers)
    return bool(before) and not after and _joins(said.words[before[-1] : label.start])


def _joins(between: list[str]) -> bool:
    return len(between) <= WORDS_BEFORE_NAME and NAMES_AFTER.issuperset(between)


def _is_strength(said: Said, label: "_Label", number: Number) -> bool:
    """Whether it says how strong a symptom is, on our scale of four: "anxiety 4/4"."""
    if number.whole != STRONGEST or not 0 <= number.value <= STRONGEST:
        return False
    between = said.words[label.end : number.start]
    is_read = number.form is Form.OF_OTHER and COPULAS.issuperset(between)
    return is_read and any(
        match.key == label.key and match.start <= label.start < match.end
        for match in said.get("symptoms")
    )


def _denies(said: Said, label: "_Label", number: Number) -> bool:
    """Whether a zero in letters only denies the symptom: "cero ansiedad hoy"."""
    is_zero = number.spelt and not number.value and number.end == label.start
    return is_zero and any(
        match.key == label.key and match.start <= label.start < match.end
        for match in said.get("symptoms")
    )


def _clear(said: Said, words: NumberWords) -> list["_Label"]:
    """Leave out letters that mean a score beside a mood, and alone something else."""
    labels = list(_labels(said, words))
    if any(label.key == "mood" for label in labels):
        return labels
    unclear = words.sets["beside_mood"]
    return [label for label in labels if said.words[label.start] not in unclear]


def _fine(key: str, number: Number) -> Decimal:
    step = SCORES[key].step
    return (number.value / step).quantize(Decimal(1)) * step


def _is_free(label: _Label, scores: Scores) -> bool:
    return scores.taken.isdisjoint(range(label.start, label.end))


def _labels(said: Said, words: NumberWords) -> Iterator[_Label]:
    at = 0
    while at < len(said.words):
        for length in range(LABEL_AT_MOST, 0, -1):
            name = tuple(said.words[at : at + length])
            key = words.labels.get(name)
            if key and len(name) == length and _is_name(said, at, length):
                yield _Label(key, at, at + length)
                at += length - 1
                break
        at += 1


def _is_name(said: Said, at: int, length: int) -> bool:
    end = at + length
    if len(said.words[at]) == 1:
        after = said.tokens[end] if end < len(said.tokens) else None
        return after is not None and (after.glued or after.before in NAMES_NUMBER)
    return not any(
        match.start <= at and end <= match.end and match.end - match.start > length
        for match in said.get("symptoms")
    )


def _starts_with_number(labels: list[_Label], numbers: list[Number]) -> bool:
    """Whether the numbers stand before their names: as many of each, a number first."""
    if not labels or not numbers or numbers[0].start > labels[0].start:
        return False
    return len(numbers) <= len(labels) or numbers[-1].end <= labels[-1].start


def _pair_forwards(
    said: Said,
    words: NumberWords,
    labels: list[_Label],
    numbers: list[Number],
    scores: Scores,
) -> None:
    for label in labels:
        number = next((n for n in numbers if n.start >= label.end), None)
        if number is None or number.start in scores.taken:
            continue
        between = range(label.end, number.start)
        if any(label.end <= other.start < number.start for other in labels):
            continue
        if is_said_of_another(said, number):
            continue
        if not _may_stand_between(said, words, between, number):
            continue
        if followed_by_unit(said, words, number) or _is_strength(said, label, number):
            continue
        for last in _at_last(said, words, numbers, number, scores):
            scores.keep(label.key, last, range(label.start, label.end))


def _at_last(
    said: Said,
    words: NumberWords,
    numbers: list[Number],
    first: Number,
    scores: Scores,
) -> list[Number]:
    """Of "went from 7 to 3" give the 3; of "7 then 3", which may be either, both."""
    after = [n for n in numbers if n.start > first.start]
    if not after or not are_joined(said, words, first, after[0]):
        return [first]
    scores.taken.update(range(first.start, after[0].end))
    chosen = of_two(said, words, first, after[0])
    return [chosen] if chosen else [first, after[0]]


def _may_stand_between(
    said: Said, words: NumberWords, between: range, number: Number
) -> bool:
    if len(between) > FILLERS_BETWEEN:
        return False
    if any(
        mark in said.tokens[at].before
        for at in (*between, number.start)
        for mark in ".;!?\n"
    ):
        return False
    allowed = words.sets["filler"] | CONNECTING
    return all(said.words[at] in allowed for at in between)


def _pair_backwards(
    said: Said,
    words: NumberWords,
    labels: list[_Label],
    numbers: list[Number],
    scores: Scores,
) -> None:
    for label in labels:
        before = [n for n in numbers if n.end <= label.start]
        if not before or before[-1].start in scores.taken:
            continue
        number = before[-1]
        between = said.words[number.end : label.start]
        same = said.clauses[number.start] == said.clauses[label.start]
        led = any(
            other.end == number.start and other not in scores.named for other in labels
        )
        mine = same and not led and not is_said_of_another(said, number)
        mine = mine and may_follow(said, words, number)
        mine = mine and not (number.start and _is_strength(said, label, number))
        mine = mine and not _denies(said, label, number)
        if mine and _joins(between):
            scores.keep(label.key, number, range(label.start, label.end))
            scores.named.append(label)
