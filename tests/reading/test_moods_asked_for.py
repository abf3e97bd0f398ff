"""What the open question lends: words that rate only as its answer, no more."""

from decimal import Decimal

import pytest

from diary.reading import read

ANSWERS = [
    ("en", "still sad 4", "4"),
    ("en", "same as yday 4", "4"),
    ("en", "7 daughter visited", "7"),
    ("en", "9 lost my keys but found them", "9"),
    ("en", "better since the session 6", "6"),
    ("en", "oh about seven hun", "7"),
    ("en", "work sucked 4", "4"),
    ("es", "bien dentro de todo 6", "6"),
    ("es", "sin ganas de nada 4", "4"),
    ("es", "3 problemas con mi marido", "3"),
    ("es", "4 perdí el trabajo", "4"),
    ("es", "7 salió el sol", "7"),
    ("es", "después de la infusión 8", "8"),
    ("es", "hoy seis punto", "6"),
]


@pytest.mark.parametrize(("language", "text", "mood"), ANSWERS)
def test_the_open_question_lends_its_number(
    language: str, text: str, mood: str
) -> None:
    assert read(text, language=language, asked="mood").mood == Decimal(mood)


@pytest.mark.parametrize(("language", "text", "mood"), ANSWERS)
def test_unasked_the_same_words_are_no_mood(
    language: str, text: str, mood: str
) -> None:
    assert read(text, language=language).mood is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "make it 3 instead of 4 for the appt"),
        ("en", "3 instead of 4 works better"),
        ("en", "I said 6 but they heard 8"),
        ("en", "can you call between 2 and 3"),
        ("en", "friday at 2 or 3"),
        ("en", "4 is better for me"),
        ("en", "call me back at 5"),
        ("en", "can we make it 5"),
        ("en", "4 was fine but 5 is better for my ride"),
        ("en", "my wife is still sad 4"),
        ("es", "quedamos en 4"),
        ("es", "dije 6 pero apuntaron 8"),
        ("es", "cambien mi cita de 4 a 3"),
        ("es", "me desperté a las 3 y ya no dormí"),
        ("es", "entre 2 y 4 puedo"),
        ("es", "en 5 estoy ahí"),
        ("es", "mañana 8"),
        ("es", "no soy un 7"),
        ("es", "4 y media de la tarde"),
    ],
)
def test_hours_visits_and_others_stay_no_mood(language: str, text: str) -> None:
    assert read(text, language=language, asked="mood").mood is None


@pytest.mark.parametrize(
    ("text", "mood"), [("ok siete", 7), ("peor q ayer, un 3", 3), ("eh, seis", 6)]
)
def test_a_number_word_tells_the_language(text: str, mood: int) -> None:
    assert read(text, language="es", asked="mood").mood == mood
