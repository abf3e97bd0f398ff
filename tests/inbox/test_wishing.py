"""A question beside an answer: the answer is taken, and the question is not lost."""

from datetime import time, timedelta

import pytest

from diary import courses, reminders, texts
from diary.audit import Actor
from diary.courses import RideStatus, Route
from diary.db import db
from diary.entries import has_answer
from diary.inbox import TextState, waiting
from diary.inbox.wishing import asks_the_clinic
from diary.reading import read
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_patient, today
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()
ASKING = [
    "6, what time do I come tomorrow?",
    "6 what time is my visit",
    "5. can I take my xanax before the visit",
    "6. please tell Dr Kim my pharmacy never got the script",
    "4, is it normal to be dizzy?",
    "can you send my records over? 6. call me",
    "6, a qué hora voy mañana?",
    "hoy un 5. ¿Puedo comer antes?",
    "4. por favor dígale a la doctora que no tengo receta",
]
ASKING_NOTHING = [
    "6",
    "6?",
    "7 I guess?",
    "6 (maybe 7?)",
    "no puedo dormir, 4",
    "slept until I can't say when, 5",
    "what a day, 6",
    "I told my doctor everything, 7",
    "call me? 6",
    "can you move my visit? 6",
    "can you change my 6 to a 7",
    "can you stop sending me these",
]


@pytest.mark.parametrize("words", ASKING)
def test_what_asks_the_clinic_is_heard(words: str) -> None:
    assert asks_the_clinic(read(words))


@pytest.mark.parametrize("words", ASKING_NOTHING)
def test_what_asks_nothing_waits_for_nobody(words: str) -> None:
    assert not asks_the_clinic(read(words))


def test_a_question_beside_a_number_waits_and_the_number_is_kept(
    cast: Cast, ada: Phone
) -> None:
    answer = ada.texts("6, what time do I come tomorrow?")

    assert answer == (
        "Saved: 6 of 10. UNDO to take it back. The clinic will read what you ask."
    )
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    (text,) = waiting(cast.clinic.id, clinical=True)
    assert text.body == "6, what time do I come tomorrow?"


def test_a_question_beside_a_yes_waits_for_the_desk_and_the_yes_is_kept(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    on = today(cast.patient) + timedelta(days=2)
    visit = courses.plan_session(
        cast.clinic, cast.patient, on, time(10), Route.IV, SYSTEM, clock.now
    )
    clock.travel(minutes=1)
    reminders.sync(cast.clinic.id, [cast.patient.id], clock.now)
    reminders.release_due(clock.now, lambda *_: "https://diary.example/f/x")
    db.session.commit()

    answer = ada.texts("Y and can I eat breakfast before?")

    ride = courses.ride_of(cast.clinic.id, visit.id)
    assert ride.status is RideStatus.CONFIRMED
    assert answer is not None
    assert answer.startswith("Thank you, your ride home is noted.")
    assert answer.endswith("The clinic will read what you ask.")
    assert len(waiting(cast.clinic.id, clinical=False)) == 1


def test_a_question_in_spanish_is_answered_in_spanish(cast: Cast) -> None:
    rosa = make_patient(cast.clinic, name="Rosa Vega", language="es")
    answer = phone_of(rosa, cast.sender).texts("6, ¿a qué hora voy mañana?")

    assert answer is not None
    assert answer.endswith("La clinica leera lo que pide o pregunta.")
    assert len(waiting(cast.clinic.id, clinical=True)) == 1


def test_a_question_beside_words_of_alarm_is_on_the_alert(
    cast: Cast, ada: Phone
) -> None:
    answer = ada.texts("what time do I come tomorrow? I want to kill myself")

    assert answer is not None
    assert "988" in answer
    assert ada.last_text.state is TextState.SETTLED


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_promise_fits_behind_the_longest_words_of_thanks(language: str) -> None:
    both = [texts.render(name, language) for name in ("saved_words", "will_read")]

    assert texts.segments(" ".join(both)) == 1
