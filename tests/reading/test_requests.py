"""What a text asks or tells the clinic, found beside what it says for the diary."""

from decimal import Decimal

import pytest

from diary.reading import Talk, read

ASKING = [
    ("6, what time do I come tomorrow?", "what time do I come tomorrow?"),
    ("6 what time do i come tomorrow", "what time do i come tomorrow"),
    ("6 what time is my visit", "what time is my visit"),
    ("5. can I eat before the visit", "can I eat before the visit"),
    ("6. please tell Dr Kim no refill came", "tell Dr Kim no refill came"),
    ("4, is it normal to be dizzy?", "is it normal to be dizzy?"),
    ("can you send my records over? 6. call me", "can you send my records over?"),
    ("Y can my son come too", "can my son come too"),
    ("7, running 10 min late", "running 10 min late"),
    ("6, a qué hora voy mañana?", "a qué hora voy mañana?"),
    ("6 a que hora voy mañana", "a que hora voy mañana"),
    ("hoy un 5. ¿Puedo comer antes?", "Puedo comer antes?"),
    ("S y puedo comer antes", "puedo comer antes"),
    ("4. por favor dígale a la doctora que voy", "dígale a la doctora que voy"),
    ("7, voy a llegar tarde", "voy a llegar tarde"),
]
ASKING_NOTHING = [
    "6",
    "6?",
    "7 I guess?",
    "6 (maybe 7?)",
    "7 creo?",
    "no puedo dormir, 4",
    "cuando tengo dolor, 4",
    "slept until I can't say when, 5",
    "slept as well as i can i suppose, 6",
    "what a day, 6",
    "I told my doctor everything, 7",
    "call me? 6",
    "can you move my visit? 6",
    "can you change my 6 to a 7",
    "can you stop sending me these",
]


@pytest.mark.parametrize(("words", "part"), ASKING)
def test_the_part_that_asks_is_told(words: str, part: str) -> None:
    assert read(words).requests == (part,)


@pytest.mark.parametrize("words", ASKING_NOTHING)
def test_what_asks_nothing_has_no_such_part(words: str) -> None:
    assert read(words).requests == ()


@pytest.mark.parametrize(
    ("words", "mood"),
    [
        ("6 what time do i come tomorrow", 6),
        ("5 can i eat before", 5),
        ("6 a que hora voy mañana", 6),
        ("can i come at 5", None),
        ("what time is my visit, 3?", None),
        ("puedo ir a las 4", None),
    ],
)
def test_a_number_is_read_beside_a_question_and_none_inside(
    words: str, mood: int | None
) -> None:
    assert read(words).mood == (None if mood is None else Decimal(mood))


@pytest.mark.parametrize(
    ("words", "talk"),
    [
        ("what time is my visit?", Talk.REQUEST),
        ("hi, quick question, do you take my insurance?", Talk.REQUEST),
        ("running late", Talk.REQUEST),
        ("parking?", Talk.REQUEST),
        ("ya voy en camino", Talk.REQUEST),
        ("thanks!", Talk.THANKS),
        ("Thank you so much!! 🙏", Talk.THANKS),
        ("you too", Talk.THANKS),
        ("muchas gracias 😊", Talk.THANKS),
        ("k", Talk.NOTED),
        ("OK!", Talk.NOTED),
        ("de acuerdo", Talk.NOTED),
        ("hi", Talk.OTHER),
        ("thanks, slept well", Talk.OTHER),
        ("gracias pero no me siento bien", Talk.OTHER),
        ("lovely weather. What time is my visit?", Talk.OTHER),
    ],
)
def test_a_text_of_nothing_else_says_so(words: str, talk: Talk) -> None:
    assert read(words).talk is talk


@pytest.mark.parametrize(
    "words",
    [
        "Liked “Oak: How is today, 0 worst to 10 best? Reply a number”",
        "Loved “Oak: Visit Thu 10:00. Ride set? Reply Y or N. STOP to stop.”",
        "👍 to “Oak: You said 6 of 10. STOP to stop.”",
        "Le gustó “Oak: Responda S o N. STOP: parar”",
    ],
)
def test_a_tap_on_our_own_text_says_nothing(words: str) -> None:
    reading = read(words, asked="ride")

    assert reading.talk is Talk.REACTION
    assert (reading.mood, reading.acts) == (None, ())
