"""Numbers, days and effects as they are told: spans, times, what is only possible."""

from decimal import Decimal

import pytest

from diary.reading import Ask, read


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("en", "slept 3 to 4 hours", "3.5"),
        ("en", "3 or 4 hours of sleep", "3.5"),
        ("en", "between 3 and 4 hours of sleep", "3.5"),
        ("es", "de 3 a 4 horas dormí", "3.5"),
        ("es", "dormí entre 3 y 4 horas", "3.5"),
        ("en", "slept from 3 to 7", "4"),
        ("en", "slept 11 to 5", "6"),
        ("en", "slept 5 to 6", "5.5"),
        ("es", "dormí de 11 a 5", "6"),
        ("es", "dormí de 12 a 7", "7"),
    ],
)
def test_hours_slept_may_be_a_span_or_two_times(
    language: str, text: str, hours: str
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.scores == {"sleep_hours": Decimal(hours)}
    assert reading.mood is None
    assert reading.ask is None


def test_a_mood_beside_a_span_of_hours_stays() -> None:
    reading = read("6. slept 3 to 4 hours", asked="mood")
    assert reading.mood == 6
    assert reading.scores == {"sleep_hours": Decimal("3.5")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "between 2 and 3 weeks"),
        ("en", "2 to 3 pills"),
        ("en", "woke up 3 or 4 times"),
        ("es", "entre 2 y 3 semanas"),
        ("es", "2 o 3 pastillas"),
    ],
)
def test_a_span_that_counts_something_is_no_mood(language: str, text: str) -> None:
    assert read(text, language=language, asked="mood").mood is None


@pytest.mark.parametrize(
    ("text", "mood", "hours"),
    [("mood 6 and 4 hours sleep", 6, "4"), ("a 5 and 6 hours of sleep", 5, "6")],
)
def test_a_mood_and_hours_joined_by_and_are_two(
    text: str, mood: int, hours: str
) -> None:
    reading = read(text, asked="mood")
    assert reading.mood == mood
    assert reading.scores == {"sleep_hours": Decimal(hours)}


@pytest.mark.parametrize(
    ("text", "scores"),
    [("D:3", {}), ("D3", {}), ("M6 D3", {"pain": Decimal(3)})],
)
def test_a_letter_at_a_number_names_it(text: str, scores: dict[str, Decimal]) -> None:
    reading = read(text, language="es", asked="mood")
    assert reading.scores == scores
    assert reading.mood == (6 if scores else None)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_face_with_a_three_is_no_mood(language: str) -> None:
    assert read("D:3", language=language, asked="mood").mood is None


@pytest.mark.parametrize("text", ["un 7 d10", "un 7 d 10", "ánimo d 7"])
def test_shortened_spanish_is_still_read_at_a_number(text: str) -> None:
    assert read(text, language="es", asked="mood").mood == 7


@pytest.mark.parametrize(
    ("language", "text", "mood", "scores"),
    [
        ("en", "my mood went from 3 to 6", 6, {}),
        ("en", "mood was a 4 and now a 7", 7, {}),
        ("en", "anxiety went from 7 to 3", None, {"anxiety": 3}),
        ("en", "anxiety was 7, now 4", None, {"anxiety": 4}),
        ("en", "anxiety down to 3 from 7", None, {"anxiety": 3}),
        ("en", "mood up from 3 to 5, anxiety down from 8 to 4", 5, {"anxiety": 4}),
        ("es", "el ánimo pasó de 3 a 5", 5, {}),
        ("es", "mi ansiedad bajó de 8 a 4", None, {"anxiety": 4}),
    ],
)
def test_of_a_named_score_that_moved_the_latest_is_kept(
    language: str, text: str, mood: int | None, scores: dict[str, int]
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.mood == mood
    assert reading.scores == {key: Decimal(value) for key, value in scores.items()}


def test_a_mood_between_two_far_numbers_is_asked_about() -> None:
    reading = read("mood 3 to 7", asked="mood")
    assert reading.mood is None
    assert reading.ask is Ask.MOOD_UNCLEAR


def test_a_day_of_the_month_is_no_mood() -> None:
    assert read("el 5 no puedo ir", language="es", asked="mood").mood is None
    assert read("ando en el 5", language="es", asked="mood").mood == 5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "36.8 sin fiebre"),
        ("en", "im 5'8"),
        ("en", "can we cancel the 3pm and do 4 instead"),
    ],
)
def test_temperatures_heights_and_times_are_no_moods(language: str, text: str) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.mood is None
    assert reading.ask is None


@pytest.mark.parametrize(
    ("language", "text", "weekday"),
    [
        ("en", "court is monday. 4", None),
        ("en", "my lease ends friday so im packing. 4", None),
        ("en", "monday was awful. 4", 0),
        ("en", "friday: 4", 4),
        ("es", "el viernes tengo audiencia. 4", None),
        ("es", "el lunes andaba en 4", 0),
    ],
)
def test_a_weekday_to_come_does_not_date_the_mood(
    language: str, text: str, weekday: int | None
) -> None:
    reading = read(text, language=language, asked="mood")
    assert reading.mood == 4
    assert reading.day.weekday == weekday


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "dormí seis horas y media"), ("en", "slept 6 hours and a half")],
)
def test_half_an_hour_of_sleep_counts(language: str, text: str) -> None:
    reading = read(text, language=language)
    assert reading.scores == {"sleep_hours": Decimal("6.5")}


@pytest.mark.parametrize(
    ("language", "text", "symptoms"),
    [
        ("en", "if i throw up do i come anyway", set()),
        ("en", "if i stand up fast i feel dizzy", {"dizzy_standing"}),
        ("en", "dizzying prices at the store", set()),
        ("en", "this paperwork gives me a headache", set()),
        ("en", "bp 132/84", set()),
        ("en", "bp 152/84", {"bp_up"}),
        ("en", "bp 135/96", {"bp_up"}),
        ("es", "me mareo cada que me paro", {"dizzy_standing"}),
        ("es", "de chica me daban migrañas", set()),
        ("es", "me da miedo vomitar en el carro", set()),
        ("es", "pensé que me iba a dar náusea pero no", set()),
        ("es", "si traigo la presión alta cancelan la sesión?", set()),
    ],
)
def test_what_is_only_possible_past_or_a_figure_of_speech_is_no_symptom(
    language: str, text: str, symptoms: set[str]
) -> None:
    reading = read(text, language=language)
    assert {one.key for one in reading.symptoms} == symptoms
