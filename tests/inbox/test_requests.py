"""A question beside an answer: the answer is taken, and the question is not lost."""

from datetime import date, time, timedelta

import pytest

from diary import courses, texts
from diary.audit import Actor
from diary.courses import RideStatus
from diary.entries import has_answer
from diary.inbox import Asked, TextState, asked_beside, mark_seen, waiting
from diary.localtime import instant_of
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_patient, today
from tests.inbox.asked import ask_about_the_ride, ask_what_is_due
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()


def ask_for_the_day(cast: Cast, clock: Clock) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)


def test_a_question_beside_a_number_waits_and_the_number_is_kept(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    answer = ada.texts("6, what time do I come tomorrow?")
    clock.travel(hours=1)

    assert answer == (
        "Saved: 6 of 10. UNDO to take it back. The clinic will read what you ask."
    )
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    (text,) = waiting(cast.clinic.id, clinical=True)
    assert text.body == "6, what time do I come tomorrow?"
    assert text.received_at == clock.now - timedelta(hours=1)


@pytest.mark.parametrize(
    "words", ["Y and can I eat breakfast before?", "y can i eat before"]
)
def test_a_question_beside_a_yes_waits_for_the_desk_and_the_yes_is_kept(
    cast: Cast, ada: Phone, clock: Clock, words: str
) -> None:
    visit = ask_about_the_ride(cast, clock)

    answer = ada.texts(words)

    ride = courses.ride_of(cast.clinic.id, visit.id)
    assert ride.status is RideStatus.CONFIRMED
    assert answer is not None
    assert answer.startswith("Thank you, your ride home is noted.")
    assert answer.endswith("The clinic will read what you ask.")
    assert len(waiting(cast.clinic.id, clinical=False)) == 1
    assert asked_beside(cast.clinic.id) == []


def test_the_desk_knows_that_somebody_asks_beside_a_number(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    since = clock.now
    ada.texts("6 what time do i come tomorrow")
    clock.travel(hours=2)

    assert waiting(cast.clinic.id, clinical=False) == []
    assert asked_beside(cast.clinic.id) == [Asked(cast.patient.id, since)]
    assert asked_beside(cast.other_clinic.id) == []

    mark_seen(ada.last_text, cast.clinician, clock.now)
    assert asked_beside(cast.clinic.id) == []


def test_a_question_alone_is_the_desks_though_the_check_in_is_open(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    ask_for_the_day(cast, clock)

    answer = ada.texts("what time is my visit")

    assert answer == (
        "Thank you, the clinic will read this. If it cannot wait, call (555) 000-9999."
    )
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    assert len(waiting(cast.clinic.id, clinical=False)) == 1


def test_words_for_the_day_with_a_question_are_the_diarys(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    ask_for_the_day(cast, clock)
    ada.texts("lovely weather at the lake. What time is my visit?")

    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    assert waiting(cast.clinic.id, clinical=False) == []
    assert len(asked_beside(cast.clinic.id)) == 1


@pytest.mark.parametrize("words", ["thanks!", "Thank you 🙏", "Liked “Oak: Reply Y”"])
def test_thanks_and_taps_are_kept_and_bother_nobody(
    cast: Cast, ada: Phone, clock: Clock, words: str
) -> None:
    ask_for_the_day(cast, clock)

    assert ada.texts(words) is None
    assert ada.last_text.body == words
    assert ada.last_text.state is TextState.SETTLED
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_a_bare_ok_about_the_ride_is_asked_back_once(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    visit = ask_about_the_ride(cast, clock)

    assert ada.texts("ok") == (
        "Sorry, we could not tell: is a ride home set? Reply Y or N."
    )
    assert ada.texts("k") is None
    assert courses.ride_of(cast.clinic.id, visit.id).status is RideStatus.ASKED
    assert ada.last_text.state is TextState.SETTLED


def test_a_bare_ok_where_nothing_is_open_ends_the_talk(ada: Phone) -> None:
    ada.texts("call me")

    assert ada.texts("ok great") is None
    assert ada.last_text.state is TextState.SETTLED


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
