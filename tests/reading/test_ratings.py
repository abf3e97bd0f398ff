"""Whose number it is, by the words that lead to it, wherever in a text it stands."""

from decimal import Decimal

import pytest

from diary.reading import read


@pytest.mark.parametrize(
    ("language", "text", "mood"),
    [
        ("en", "slightly dizzy this am but otherwise a 6", "6"),
        ("en", "besides being tired 5", "5"),
        ("en", "got the kids off and did laundry im gonna say 7", "7"),
        ("en", "lets leave it at 6", "6"),
        ("en", "absolute zero", "0"),
        ("en", "6 on average", "6"),
        ("en", "managed a 7 today", "7"),
        ("es", "llovió todo el día pero me mantuve en 6", "6"),
        ("es", "8 seguro", "8"),
        ("es", "hoy soy un 4", "4"),
        ("en", "put me at 7", "7"),
        ("en", "headache but id say 6 or 7", "6.5"),
        ("es", "manejó mi cuñada, le pongo un 6", "6"),
        ("es", "dejémoslo en 5", "5"),
        ("es", "acá en 6 nomás", "6"),
        ("es", "en cero absoluto hoy", "0"),
        ("es", "pss 6", "6"),
        ("es", "quitando el dolor de cabeza, un 5", "5"),
    ],
)
def test_a_phrase_that_rates_gives_the_mood_wherever_it_stands(
    language: str, text: str, mood: str
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.mood == Decimal(mood)
    assert reading.ask is None


@pytest.mark.parametrize(
    ("language", "text", "mood"),
    [
        ("en", "My wife would give me an 8 but I say 6", 6),
        ("en", "my therapist guessed 7, I'd go with 5", 5),
        ("en", "better than the 3 last week, 5", 5),
        ("es", "mi hija dice que ando en 4 pero yo me siento en 6", 6),
        ("es", "mi mamá me pondría un 8, yo un 6", 6),
        ("es", "mejor que el 3 de ayer, 5", 5),
        ("es", "él 8 y yo 4", 4),
        ("en", "hubby 8 me 4", 4),
    ],
)
def test_of_somebody_elses_number_and_ones_own_the_own_counts(
    language: str, text: str, mood: int
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.mood == mood
    assert not reading.also


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "took two troches instead of one"),
        ("en", "I say 6 words and he leaves"),
        ("en", "call me at 5"),
        ("en", "the movie was a 7/10"),
        ("en", "4 more days til vacation"),
        ("en", "BP was normal, 121/77"),
        ("es", "la presión normal, 118/76"),
        ("es", "a la película le doy un 8"),
        ("en", "give me 5"),
        ("en", "good morning 5 of us are coming"),
        ("es", "el 7/10 no puedo"),
        ("es", "el 10 es bueno?"),
        ("en", "dr bumped me up to 10"),
        ("en", "heart rate 8"),
        ("es", "el doctor me subió a 10"),
        ("es", "quedamos 4 a 2"),
        ("en", "can you put me down for 2"),
        ("es", "le doy 2 croquetas al perro"),
    ],
)
def test_what_is_counted_measured_or_timed_is_no_rating(
    language: str, text: str
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.mood is None
    assert reading.ask is None


@pytest.mark.parametrize(
    ("language", "text", "mood"),
    [
        ("en", "4->6", "6"),
        ("en", "5 this morning 3 tonight", "3"),
        ("en", "started the day at a 4 but ended at 7", "7"),
        ("en", "five n half", "5.5"),
        ("en", "👍6", "6"),
        ("en", "2 to 3 range", "2.5"),
        ("en", "5.5/10", "5.5"),
        ("en", "five/10", "5"),
        ("en", "morning 4 evening 6", "6"),
        ("en", "earlier 3 but 6 now", "6"),
        ("en", "5 then 6 after lunch", "6"),
        ("en", "busy day 5", "5"),
        ("es", "no me quejo 6", "6"),
        ("en", "8 believe it or not", "8"),
        ("es", "mañana 4 tarde 6", "6"),
        ("en", "mood today (0-10): 7", "7"),
        ("en", "9 <3", "9"),
        ("es", "0 a 10 = 7", "7"),
        ("es", "ciete", "7"),
        ("es", "ochoo", "8"),
    ],
)
def test_shorthand_and_misspelt_numbers_are_read(
    language: str, text: str, mood: str
) -> None:
    assert read(text, language=language, asked="mood").mood == Decimal(mood)
