"""What a text tells for the diary, gathered by the day it speaks of."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from diary.reading.answers import NO_ANSWER, find_answer, is_date
from diary.reading.corrections import find_correction
from diary.reading.crisis import Crisis
from diary.reading.days import days_of, is_too_old
from diary.reading.mood import NOTHING, Candidate, MoodAnswer, find_candidates, settle
from diary.reading.numbers import Number, find_numbers, followed_by_unit, may_follow
from diary.reading.ratings import closes
from diary.reading.results import NO_SCORES, TODAY, Ask, DayWord
from diary.reading.said import Said
from diary.reading.scores import Scores, find_scores
from diary.reading.spelling import is_torn
from diary.reading.symptoms import Found, find_symptoms
from diary.reading.tokens import Shape
from diary.reading.vocabulary import NumberWords, number_words


@dataclass(frozen=True)
class Told:
    """One day of a text: its mood, scores and symptoms, or what to ask about it."""

    day: DayWord = TODAY
    mood: MoodAnswer = NOTHING
    scores: Mapping[str, Decimal] = field(default_factory=lambda: NO_SCORES)
    symptoms: tuple[Found, ...] = ()
    ask: Ask | None = None

    @property
    def has_data(self) -> bool:
        """Whether there is anything to keep."""
        return self.mood.value is not None or bool(self.scores or self.symptoms)


def tell(
    said: Said,
    language: str,
    crisis: Crisis,
    *,
    was_asked: bool = False,
    today: date | None = None,
) -> list[Told]:
    """Read the diary in a text: today first, then days further back; at least one.

    `was_asked` says that the mood's question is open, so that less makes an answer.
    """
    words = number_words(language)
    numbers = find_numbers(said, words)
    scores = find_scores(said, words, numbers)
    answer = find_answer(said, words, numbers) if was_asked else NO_ANSWER
    if answer.of_day is not None:
        return [_of_weekday(said, words, answer.of_day, today)]
    rating = [number for number in numbers if number.start not in answer.places]
    symptoms = find_symptoms(said, scores, rating, list(crisis.spans))
    correction = find_correction(said, numbers)
    spent = scores.taken | correction.spent | answer.torn
    rated = find_candidates(said, words, numbers, spent, was_asked=was_asked)
    candidates = [
        *(Candidate(n) for n in scores.moods if n.start not in correction.spent),
        *_unless_named(scores, rated),
    ]
    if correction.is_made:
        candidates = [
            replace(one, corrects=True)
            for one in candidates or _sole(said, words, numbers, spent)
        ]
    days = days_of(said)
    told = [
        _told(said, words, day, candidates, scores, symptoms, days)
        for day in _spoken_of(days)
    ]
    return _worth_keeping(_asking_anew(told) if answer.torn else told)


def _of_weekday(
    said: Said, words: NumberWords, number: Number, today: date | None
) -> Told:
    """Give the mood of the day named; named on that very day it is today's."""
    day = next(day for day in days_of(said) if day.weekday is not None)
    if is_date(said, words, number, day, today):
        return Told(ask=Ask.MOOD_UNCLEAR)
    if today is not None and today.weekday() == day.weekday:
        day = TODAY
    return Told(day, settle(said, words, [Candidate(number)], is_today=day == TODAY))


def _asking_anew(told: list[Told]) -> list[Told]:
    return [
        one if one.mood.value is not None else replace(one, ask=Ask.MOOD_UNCLEAR)
        for one in told
    ]


def _sole(
    said: Said, words: NumberWords, numbers: list[Number], spent: AbstractSet[int]
) -> list[Candidate]:
    """The one number a correction leaves, whatever other words stand around it."""
    left = [n for n in numbers if n.start not in spent and n.is_in_range]
    return [
        Candidate(n)
        for n in left
        if len(left) == 1
        and not followed_by_unit(said, words, n)
        and may_follow(said, words, n)
        and (closes(said, words, n) or n.end in spent)
    ]


def _unless_named(scores: Scores, candidates: list[Candidate]) -> list[Candidate]:
    return [c for c in candidates if c.corrects] if scores.moods else candidates


def _spoken_of(days: list[DayWord]) -> list[DayWord]:
    return list(dict.fromkeys([TODAY, *days]))


def _told(
    said: Said,
    words: NumberWords,
    day: DayWord,
    candidates: list[Candidate],
    scores: Scores,
    symptoms: list[Found],
    days: list[DayWord],
) -> Told:
    mine = [c for c in candidates if days[c.number.start] == day]
    mood = settle(said, words, mine, is_today=day == TODAY)
    values = {
        key: value for key, (value, at) in scores.values.items() if days[at] == day
    }
    own = tuple(found for found in symptoms if days[found.match.start] == day)
    ask = mood.ask or (Ask.SCORE_OUT_OF_RANGE if scores.out_of_range else None)
    ask = ask or (Ask.SYMPTOM_UNCLEAR if _is_torn(said, days, day) else None)
    if is_too_old(day) and (mood.value is not None or values or own):
        return Told(day, ask=Ask.DAY_TOO_OLD)
    return Told(day, mood, values, own, ask)


def _is_torn(said: Said, days: list[DayWord], day: DayWord) -> bool:
    return any(
        is_torn(token.text)
        for token, spoken_of in zip(said.tokens, days, strict=True)
        if spoken_of == day and token.shape is Shape.WORD
    )


def _worth_keeping(told: list[Told]) -> list[Told]:
    with_data = [one for one in told if one.has_data]
    asking = [one for one in told if one.ask and not one.has_data]
    return with_data or asking[:1] or told[:1]


def merged(symptoms: tuple[Found, ...]) -> Iterator[tuple[str, int | None]]:
    """Give each symptom once: a report outweighs a denial, the stronger the weaker."""
    strongest: dict[str, int | None] = {}
    for found in symptoms:
        known = strongest.get(found.key, -1)
        if known == -1 or _outweighs(found.severity, known):
            strongest[found.key] = found.severity
    yield from strongest.items()


def _outweighs(new: int | None, known: int | None) -> bool:
    if known is None:
        return bool(new)
    return (new or 0) > known or (new is None and known == 0)
