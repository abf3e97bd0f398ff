"""Which number is the mood: one that stands alone or is said of oneself, and no other.

A number beside any other thing (a time, a dose, a count, somebody's age, a score of
something else) is never taken; where two could be meant, none is.
"""

from dataclasses import dataclass
from decimal import Decimal

from diary.instruments import SCORES
from diary.reading.context import is_said_of_another
from diary.reading.numbers import (
    ARTICLES,
    Form,
    Number,
    end_with_next,
    followed_by_unit,
    may_follow,
    of_two,
)
from diary.reading.pieces import Piece, is_filler, pieces_of
from diary.reading.ratings import Rater, closes, is_asked_after, rater_of
from diary.reading.results import Ask
from diary.reading.said import NAMES_NUMBER, Said
from diary.reading.tokens import Shape
from diary.reading.vocabulary import NumberWords

WIDEST_RANGE = 4
MOST_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class MoodAnswer:
    """The mood of one day, or what to ask about it."""

    value: Decimal | None = None
    ask: Ask | None = None
    corrects: bool = False


NOTHING = MoodAnswer()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that may be the mood, and how it was said."""

    number: Number
    is_now: bool = False
    corrects: bool = False
    piece: int = 0


def find_candidates(
    said: Said,
    words: NumberWords,
    numbers: list[Number],
    taken: set[int],
    *,
    was_asked: bool = False,
) -> list[Candidate]:
    """Find the numbers said of oneself, in order, out-of-range ones included.

    Where the question is open, words that rate only as its answer count too.
    """
    free = [number for number in numbers if number.start not in taken]
    pieces = list(pieces_of(said, words, free, taken))
    return [
        Candidate(
            number,
            is_now=_has(said, piece, words.sets["now"]),
            corrects=_has(said, piece, words.sets["correction"]),
            piece=at,
        )
        for at, piece in enumerate(pieces)
        for number in piece.numbers
        if len(piece.numbers) <= MOST_NUMBERS
        and _is_said_of_self(said, words, piece, number, was_asked=was_asked)
    ]


def settle(
    said: Said, words: NumberWords, candidates: list[Candidate], *, is_today: bool
) -> MoodAnswer:
    """Choose the mood among a day's candidates, or say what must be asked."""
    kept = [c for c in candidates if not _is_ruled_out(said, words, c)]
    if not kept and len(candidates) == 1 and candidates[0].corrects:
        kept = candidates
    if not kept:
        return NOTHING
    chosen = _latest(said, words, kept)
    if chosen is None:
        return MoodAnswer(ask=Ask.MOOD_UNCLEAR)
    number, corrects = chosen
    is_over = is_today and len(kept) == 1 and _is_over(said, number)
    if number.form is Form.OF_OTHER or is_over:
        return MoodAnswer(ask=Ask.MOOD_UNCLEAR)
    if not number.is_in_range:
        return MoodAnswer(ask=Ask.MOOD_OUT_OF_RANGE)
    if number.form is Form.MIDDLE and _is_too_wide(number):
        return MoodAnswer(ask=Ask.MOOD_UNCLEAR)
    return MoodAnswer(_rounded(number.value), corrects=corrects)


def _is_over(said: Said, number: Number) -> bool:
    """Whether it is told as left behind: "was 3, now better" does not say how much."""
    return any(
        over.start <= number.start < over.end
        and not any(map(str.isdigit, said.words[number.end : over.end]))
        for over in said.get("over")
    )


def _rounded(value: Decimal) -> Decimal:
    step = SCORES["mood"].step
    return (value / step).quantize(Decimal(1)) * step


def _is_too_wide(number: Number) -> bool:
    return number.whole is not None and (number.whole - number.value) * 2 > WIDEST_RANGE


def _is_said_of_self(
    said: Said,
    words: NumberWords,
    piece: Piece,
    number: Number,
    *,
    was_asked: bool,
) -> bool:
    if _is_of_a_thing(said, words, piece, number):
        return False
    rater = rater_of(said, number) if number.is_in_range else None
    if rater is Rater.OWN and closes(said, words, number):
        return True
    opens = piece.is_first and piece.places[0] == number.start
    if rater is Rater.ASKED and was_asked and opens:
        return True  # Somebody behind it is a cause: "7 daughter visited".
    if rater is Rater.OTHER or is_said_of_another(said, number):
        return False
    if rater is Rater.ASKED and was_asked:
        return True
    if rater is Rater.OPEN and closes(said, words, number):
        return True
    return _is_plain(said, words, piece, number)


def _is_of_a_thing(
    said: Said, words: NumberWords, piece: Piece, number: Number
) -> bool:
    """Whether the words at it make it a count, a name, a time or a guess."""
    return (
        followed_by_unit(said, words, number)
        or _is_glued_behind(said, words, number)
        or _counts_nothing(said, words, number)
        or is_asked_after(said, number)
        or any(_is_or_of(said, words, one, number) for one in piece.numbers)
    )


def _is_plain(said: Said, words: NumberWords, piece: Piece, number: Number) -> bool:
    """Whether nothing strange stands beside a number, or only behind or before it."""
    if not may_follow(said, words, number):
        return False
    spent = {at for n in piece.numbers for at in range(n.start, n.end)}
    rest = [at for at in piece.places if at not in spent]
    strange = [at for at in rest if not is_filler(said, words, at)]
    if not strange:
        return not _is_idle_one(said, words, number, rest)
    if not number.is_in_range or (number.spelt and number.value == 1):
        return False
    return _leads(said, words, piece, number, strange) or _trails(
        said, words, number, rest, strange
    )


def _counts_nothing(said: Said, words: NumberWords, number: Number) -> bool:
    """Whether a zero says that something is absent: "7 and 0 nausea"."""
    at = number.end
    if number.value or number.form is not Form.PLAIN or at >= len(said.words):
        return False
    if said.clauses[at] != said.clauses[number.start]:
        return False
    if any(m.start <= at < m.end for m in said.get("symptoms")):
        return True
    known = words.sets["opener"] | words.sets["and"]
    return said.words[at] not in known and not is_filler(said, words, at)


def _is_or_of(said: Said, words: NumberWords, first: Number, number: Number) -> bool:
    """Whether it only goes on with a time or day before it: "friday at 2 or 3"."""
    if first.end + 1 != number.start or may_follow(said, words, first):
        return False
    return said.words[first.end] in words.sets["either"] | words.sets["till"]


def _is_glued_behind(said: Said, words: NumberWords, number: Number) -> bool:
    """Whether it belongs to what stands before it: "covid19", and "D:3" is a face."""
    before, token = said.words[number.start - 1], said.tokens[number.start]
    if number.start and token.before in NAMES_NUMBER and len(before) == 1:
        return before.isalpha()
    behind_sign = said.tokens[number.start - 1].shape is Shape.SIGN
    return token.glued and not (behind_sign or before in {"mood", "animo"})


def _is_idle_one(
    said: Said, words: NumberWords, number: Number, rest: list[int]
) -> bool:
    """Whether "one" is only a pronoun here: "a bad one", "this one"."""
    if not (number.spelt and number.value == 1) or not rest:
        return False
    before = said.words[number.start - 1] if number.start else ""
    return before not in {"a", "un", "mood", "animo"}


def _leads(
    said: Said, words: NumberWords, piece: Piece, number: Number, strange: list[int]
) -> bool:
    """Whether the number opens the text and the rest only tells about it."""
    if strange[0] < number.start or _is_a_date(said, words, number):
        return False
    if piece.is_first and number.form is Form.OF_TEN:
        return (
            said.words[min(number.end, len(said.words) - 1)] not in words.sets["rated"]
        )
    if not piece.is_first and number.form is not Form.OF_TEN:
        return False
    end = end_with_next(said, words, piece.numbers, number)
    if end >= len(said.words):
        return False
    if said.words[end] in words.sets["opener"]:
        return True
    return any(match.start == end for match in said.get("symptoms"))


def _is_a_date(said: Said, words: NumberWords, number: Number) -> bool:
    """Whether more is said of that day of the month: "el 5 no puedo ir"."""
    before = said.words[number.start - 1] if number.start else ""
    return before in words.sets["dated"]


def _trails(
    said: Said,
    words: NumberWords,
    number: Number,
    rest: list[int],
    strange: list[int],
) -> bool:
    """Whether the text ends by saying it of oneself: "...so I'm at a 6 today"."""
    if strange[-1] > number.start:
        return False
    run = [said.words[at] for at in rest if strange[-1] < at < number.start]
    return not words.sets["subject"].isdisjoint(run)


def _is_ruled_out(said: Said, words: NumberWords, candidate: Candidate) -> bool:
    at = candidate.number.start - 1
    while at >= 0 and said.words[at] in ARTICLES:
        at -= 1
    return at >= 0 and said.words[at] in words.sets["against"]


def _has(said: Said, piece: Piece, wanted: frozenset[str]) -> bool:
    return any(said.words[at] in wanted for at in piece.places)


def _latest(
    said: Said, words: NumberWords, kept: list[Candidate]
) -> tuple[Number, bool] | None:
    corrected = [c for c in kept if c.corrects]
    if corrected:
        return corrected[-1].number, True
    if len({c.number.value for c in kept}) == 1:
        return kept[0].number, False
    now = [c for c in kept if c.is_now]
    if 0 < len(now) < len(kept) and len({c.piece for c in now}) == 1:
        kept = now
    if len(kept) == 1:
        return kept[0].number, False
    if len(kept) == 2:
        chosen = of_two(said, words, kept[0].number, kept[1].number)
        return (chosen, False) if chosen else None
    return None
