"""What a number means only because the check-in asks for one: "tired 4", "lunes 5".

The check-in asks for one number from 0 to 10, so one beside a word for how one is
answers it, and the word tells why; it rates no effect. Beside an effect ("anxious 6",
"headache 4") the effect may be meant, on either scale, or the day: nobody can tell,
so the effect is kept and the day asked for. A weekday with a number is the mood of
that day.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from diary.instruments import SCORES
from diary.reading.numbers import Form, Number
from diary.reading.pieces import is_filler
from diary.reading.ratings import Rater, rater_of
from diary.reading.results import DayWord
from diary.reading.said import Said
from diary.reading.symptoms import NO_SYMPTOM
from diary.reading.vocabulary import NumberWords

NOWHERE: AbstractSet[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """Where numbers stand that rate no effect, and which of them nobody can tell.

    `of_day` is the number that stands alone with a weekday.
    """

    places: AbstractSet[int] = NOWHERE
    torn: AbstractSet[int] = NOWHERE
    of_day: Number | None = None


NO_ANSWER = Answer()


def find_answer(said: Said, words: NumberWords, numbers: list[Number]) -> Answer:
    """Find what answers the open check-in and would mean something else unasked."""
    raters = {n.start: rater_of(said, n) for n in numbers}
    asked = {at for at, rater in raters.items() if rater is Rater.ASKED}
    free = [n for n in numbers if raters[n.start] in (Rater.ASKED, None)]
    torn = {n.start for n in free if _is_torn(said, numbers, n, asked)}
    return Answer(torn | asked, torn, _of_day(said, words, numbers))


def _is_torn(
    said: Said, numbers: list[Number], number: Number, asked: AbstractSet[int]
) -> bool:
    """Whether it is a text's one number, right behind an effect that it may rate.

    "Tired 4" tells why the day is a 4; "anxious 6" may be the score of that name.
    """
    at = number.start
    if len(numbers) > 1 or number.form is not Form.PLAIN or not number.is_in_range:
        return False
    if not at or said.clauses[at] != said.clauses[at - 1]:
        return False
    keys = {match.key for match in said.get("symptoms") if match.end == at}
    return bool(keys - {NO_SYMPTOM}) and (
        at not in asked or not keys.isdisjoint(SCORES)
    )


def _of_day(said: Said, words: NumberWords, numbers: list[Number]) -> Number | None:
    days = [day for day in said.get("day") if day.key.startswith("w")]
    if len(numbers) != 1 or not days or not numbers[0].is_in_range:
        return None
    spoken_of = {at for day in days for at in range(day.start, day.end)}
    spoken_of.update(range(numbers[0].start, numbers[0].end))
    rest = [at for at in range(len(said.tokens)) if at not in spoken_of]
    return numbers[0] if all(is_filler(said, words, at) for at in rest) else None


def is_date(
    said: Said, words: NumberWords, number: Number, day: DayWord, today: date | None
) -> bool:
    """Whether a weekday and number name a day of the calendar as well: "lunes 5".

    Only where that is how dates are said, and the number fits such a weekday.
    """
    before = said.words[number.start - 1] if number.start else ""
    if today is None or before not in words.sets["never_before"]:
        return False
    last = day.resolve(today)
    around = (last, last + timedelta(weeks=1))
    return any(number.value == each.day for each in around)
