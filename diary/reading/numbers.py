"""Numbers as people write and say them: 7, seven, 6 and a half, 7/10, 5 or 6, 5-6.

Which number is a mood, a score or neither is left to `mood` and `scores`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from diary.reading.said import Said
from diary.reading.tokens import Shape, Token
from diary.reading.vocabulary import NumberWords

COUNTED = """mg mcg ml g kg lb lbs pill pills tablet tablets tab tabs dose doses time
    times day days week weeks wk wks month months year years yr yrs min mins
    minute minutes sec am pm oclock st nd rd th mile miles km ft feet k x people
    things friends kids sessions treatments infusions visits messages texts
    calls words cups glasses beers drinks bucks dollars nights percent pastillas
    pastilla veces vez dias semanas semana meses mes ano anos minutos minuto
    pesos noches dosis tabletas cosas amigos amigas kilos libras euros dolares
    sesiones citas llamadas mensajes cuadras vueltas pisos personas sprays"""
UNITS = frozenset(COUNTED.split())
HALF = Decimal("0.5")
TEN, FOUR = Decimal(10), Decimal(4)
WIDEST_SPAN = 5
NEAR_ENOUGH_FOR_MIDDLE = 2
ARTICLES = frozenset({"a", "an", "un", "una", "of", "de", "en"})
NOES = frozenset({"no", "nope", "nop"})
AND = frozenset({"and", "but", "y", "pero", "i", "its", "im", "it", "is", "me", "es"})
JOINING = ("left_behind", "toward", "from", "till", "now")
SPLIT_RANGE = re.compile(r"[-~]")


class Form(StrEnum):
    """How a number was given."""

    PLAIN = "plain"
    OF_TEN = "of_ten"
    OF_OTHER = "of_other"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its place in tokens; `whole` is what a ratio was out of."""

    value: Decimal
    start: int
    end: int
    form: Form = Form.PLAIN
    whole: Decimal | None = None
    spelt: bool = False

    @property
    def is_in_range(self) -> bool:
        """Whether it could be an answer on a scale of ten."""
        if self.form is Form.MIDDLE and (self.whole or TEN) > TEN:
            return False
        return 0 <= self.value <= TEN and self.form is not Form.OF_OTHER


def find_numbers(said: Said, words: NumberWords) -> list[Number]:
    """Find every number that might be an answer, in order; times and dates are none."""
    scales = said.covered("scale")
    found = [n for n in _found(said, words) if n.start not in scales]
    return list(_with_spans(said, words, found)) if len(found) > 1 else found


def _with_spans(
    said: Said, words: NumberWords, found: list[Number]
) -> Iterator[Number]:
    """Make one number of "3 to 4 hours", "between 2 and 3 weeks"."""
    at = 0
    while at < len(found):
        first, second = found[at], found[at + 1] if at + 1 < len(found) else None
        if second and is_span(said, words, first, second):
            yield middle(first, second)
            at += 1
        else:
            yield first
        at += 1


def is_span(said: Said, words: NumberWords, low: Number, high: Number) -> bool:
    """Whether two numbers are the ends of what is counted behind them."""
    if low.end + 1 != high.start or not 0 < high.value - low.value <= WIDEST_SPAN:
        return False
    if {low.form, high.form} != {Form.PLAIN}:
        return False
    if not followed_by_unit(said, words, high):
        return False
    before = said.words[max(0, low.start - 1)]
    return before in words.sets["between"] or leads_to(said, words, low, high)


def leads_to(said: Said, words: NumberWords, first: Number, second: Number) -> bool:
    """Whether one word like "to" stands between two numbers, and nothing else."""
    is_next = first.end + 1 == second.start
    return is_next and said.words[first.end] in words.sets["till"]


def middle(low: Number, high: Number) -> Number:
    """Make one number of two; it takes the place of both."""
    value = (low.value + high.value) / 2
    return Number(value, low.start, high.end, Form.MIDDLE, whole=high.value)


def _found(said: Said, words: NumberWords) -> Iterator[Number]:
    at = 0
    while at < len(said.tokens):
        number = _number_at(said, words, at)
        if number is None:
            at += 1
            continue
        number = _out_of(said, words, _with_half(said, words, number))
        yield number
        at = number.end


def _number_at(said: Said, words: NumberWords, at: int) -> Number | None:
    token = said.tokens[at]
    if token.before.endswith("<"):
        return None  # A heart: <3
    if token.shape is Shape.NUMBER:
        written = _decimal(token.text)
        return None if _is_temperature(written) else Number(written, at, at + 1)
    if token.shape is Shape.RATIO:
        return None if _is_pressure(token.text) else _ratio(token, at)
    if token.shape is Shape.RANGE:
        low, high = map(_decimal, SPLIT_RANGE.split(token.text))
        form = Form.MIDDLE if low < high else Form.OF_OTHER
        return Number((low + high) / 2, at, at + 1, form, whole=high)
    value = words.values.get(said.words[at])
    glued = token.glued and at and said.tokens[at - 1].shape is not Shape.WORD
    if value is None or glued:
        return None
    return Number(Decimal(value), at, at + 1, spelt=True)


def _is_temperature(value: Decimal) -> bool:
    """Whether it can only be a body's temperature: 36.8, 98.6."""
    return value % 1 != 0 and (34 < value < 43 or 93 < value < 108)


def _is_pressure(ratio: str) -> bool:
    """Whether it can only be a blood pressure: 121/77, 12/8 as some countries say."""
    above, below = map(_decimal, ratio.split("/"))
    return above > below > TEN or (above > TEN > below > HALF)


def _ratio(token: Token, at: int) -> Number:
    value, whole = map(_decimal, token.text.split("/"))
    form = Form.OF_TEN if whole == TEN else Form.OF_OTHER
    return Number(value, at, at + 1, form, whole)


def _with_half(said: Said, words: NumberWords, number: Number) -> Number:
    length = phrase_at(said, words, "half", number.end)
    if not length:
        return number
    return Number(number.value + HALF, number.start, number.end + length)


def _out_of(said: Said, words: NumberWords, number: Number) -> Number:
    length = phrase_at(said, words, "ten", number.end)
    length = length or _slashed_ten(said, words, number.end)
    if number.form is not Form.PLAIN:
        return number
    if length:
        return Number(number.value, number.start, number.end + length, Form.OF_TEN, TEN)
    of_four = phrase_at(said, words, "four", number.end)
    if not of_four or number.value > FOUR:
        return number
    return Number(number.value, number.start, number.end + of_four, Form.OF_OTHER, FOUR)


def _slashed_ten(said: Said, words: NumberWords, at: int) -> int:
    """Say how many words take "/10" behind a word, as in "five/10"."""
    if at >= len(said.tokens) or said.tokens[at].before != "/":
        return 0
    return int(said.words[at] == "10" or words.values.get(said.words[at]) == TEN)


def phrase_at(said: Said, words: NumberWords, name: str, at: int) -> int:
    """Say how many words a phrase of a named set takes here; 0 if none stands here."""
    for phrase in words.phrases[name]:
        if tuple(said.words[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal(-1)


def followed_by_unit(said: Said, words: NumberWords, number: Number) -> bool:
    """Whether the number counts something: 5mg, 6 pills, 3rd."""
    if number.end >= len(said.tokens):
        return False
    after, word = said.tokens[number.end], said.words[number.end]
    if after.glued:
        return word not in words.sets["glue"]
    same_clause = said.clauses[number.end] == said.clauses[number.start]
    return same_clause and (word in UNITS or word in words.sets["hours"])


def may_follow(said: Said, words: NumberWords, number: Number) -> bool:
    """Refuse "at 7", "day 3", "by 6"; "I'm at 7" and "at a 7" are fine."""
    at = number.start - 1
    if at < 0 or said.clauses[at] != said.clauses[number.start]:
        return True
    word = said.words[at]
    if word in words.sets["never_before"]:
        # "no 7" takes back what was said; "no one" and "no 1" are nobody.
        is_answer = at == 0 and word in NOES and not number.spelt and number.value != 1
        return number.form is Form.OF_TEN or is_answer or _is_among_days(said, number)
    if word not in words.sets["at"] or number.form is Form.OF_TEN:
        return True
    return at > 0 and said.words[at - 1] in words.sets["at_subject"]


def _is_among_days(said: Said, number: Number) -> bool:
    """Whether several days are rated: "lunes 4, martes 5" are no dates."""
    days = said.get("day")
    return len(days) > 1 and any(day.end == number.start for day in days)


def of_two(
    said: Said, words: NumberWords, first: Number, second: Number
) -> Number | None:
    """Choose of two numbers: the latest, the middle of two near ones, or neither."""
    between = said.words[first.end : second.start]
    before = said.words[max(0, first.start - 3) : first.start]
    near = abs(first.value - second.value) <= NEAR_ENOUGH_FOR_MIDDLE
    sets = words.sets
    if not sets["between"].isdisjoint(before):
        return middle(first, second)
    if not sets["left_behind"].isdisjoint(between):
        return first
    if ">" in said.tokens[second.start].before or _is_later(said, words, first, second):
        return second
    if not sets["toward"].isdisjoint(between):
        if not sets["from"].isdisjoint(before) or not sets["now"].isdisjoint(between):
            return second
        return middle(first, second) if near else None
    if not sets["from"].isdisjoint(between):
        return first
    if not sets["either"].isdisjoint(between):
        return middle(first, second)
    of_ten = [n for n in (first, second) if n.form is Form.OF_TEN]
    return of_ten[0] if len(of_ten) == 1 else None


def _is_later(said: Said, words: NumberWords, first: Number, second: Number) -> bool:
    """Whether each is told with its time of one day: "5 this morning 3 tonight"."""
    between = said.words[first.end : second.start]
    after = said.words[second.end : second.end + 2]
    before = said.words[max(0, first.start - 1) : first.start]
    if words.sets["then"].intersection(between):
        return True
    is_earlier = words.sets["before"].intersection((*before, *between))
    return bool(is_earlier and words.sets["now"].intersection((*between, *after)))


def end_with_next(
    said: Said, words: NumberWords, numbers: tuple[Number, ...], number: Number
) -> int:
    """Say where a number ends with the one joined to it: "2 to 9 all over"."""
    joined = (n.end for n in numbers if leads_to(said, words, number, n))
    return next(joined, number.end)


def are_joined(said: Said, words: NumberWords, first: Number, second: Number) -> bool:
    """Whether nothing but "to", "now a", "down from" stands between two numbers."""
    between = said.words[first.end : second.start]
    if said.sentences[first.start] != said.sentences[second.start]:
        return False
    named = said.tokens[second.start].glued or not between
    if named or followed_by_unit(said, words, second):
        return False
    telling = frozenset[str]().union(*(words.sets[name] for name in JOINING))
    if telling.isdisjoint(between):
        return False
    return all(word in telling or word in ARTICLES | AND for word in between)
