"""Answers as people type them: in a row, with more around them, meant otherwise."""

from datetime import date, time

import pytest

from diary.audit import Actor
from diary.courses import RideStatus, TreatmentSession
from diary.entries import entries_between, has_answer
from diary.inbox import TextState, waiting
from diary.localtime import instant_of
from diary.reading import read
from diary.tasks import TaskKind, open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_patient, today
from tests.inbox.asked import ask_about_the_ride, ask_what_is_due, ride
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()


@pytest.fixture
def visit(cast: Cast, clock: Clock) -> TreatmentSession:
    """A session in two days, whose ride was asked about this morning."""
    return ask_about_the_ride(cast, clock)


def mood(cast: Cast) -> float | None:
    here = today(cast.patient)
    found = entries_between(cast.clinic.id, cast.patient.id, here, here)
    return float(found[0].mood) if found and found[0].mood is not None else None


WORDS_OF_YES = ["Y thanks!", "YES", "👍", "yep all set", "si gracias", "S!"]


@pytest.mark.parametrize("words", WORDS_OF_YES)
def test_a_yes_with_more_around_it_confirms(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    ada.texts(words)
    assert ride(cast, visit).status is RideStatus.CONFIRMED


@pytest.mark.parametrize("words", ["7 y", "y 7", "7 si", "Y, 7"])
def test_a_number_and_a_letter_are_both_taken_in_any_order(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    ada.texts(words)

    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert mood(cast) == 7


@pytest.mark.parametrize("words", ["s 7", "S 7!", "7 s", "n 7"])
def test_a_letter_and_a_number_are_both_read_in_spanish(words: str) -> None:
    reading = read(words, asked="ride", language="es")

    assert reading.mood == 7
    assert len(reading.acts) == 1


@pytest.mark.parametrize("words", ["ya estoy aqui", "ya llegue", "ya en casa"])
def test_news_that_opens_like_a_yes_is_none(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    ada.texts(words)
    assert ride(cast, visit).status is RideStatus.ASKED


@pytest.mark.parametrize("words", ["no puedo ir", "can't come"])
def test_who_cannot_come_needs_another_time_and_no_ride(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    answer = ada.texts(words)

    assert answer is not None
    assert "about a new time" in answer
    tasks = open_tasks(cast.clinic.id, clinical=False)
    assert [task.kind for task in tasks] == [TaskKind.MOVE_VISIT]


def test_no_and_a_number_right_after_a_number_puts_it_right(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("6")
    clock.travel(minutes=1)

    assert ada.texts("no 7") == "Saved: 7 of 10. UNDO to take it back."
    assert ride(cast, visit).status is RideStatus.ASKED


def test_no_and_a_number_out_of_the_blue_are_both_answers(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    ada.texts("N 7")

    assert ride(cast, visit).status is RideStatus.REFUSED
    assert mood(cast) == 7


@pytest.mark.parametrize("words", ["no one", "No 1", "nope no one"])
def test_nobody_is_no_number(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    ada.texts(words)
    assert mood(cast) is None


def test_a_number_without_its_area_code_is_not_dialled(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    words = "my brother Dan 555-0100 drives me"
    ada.texts(words)

    kept = ride(cast, visit)
    assert kept.status is RideStatus.CONFIRMED
    assert kept.escort_name == "brother Dan"
    assert not kept.escort_phone
    assert kept.answer == words


@pytest.mark.parametrize("words", ["later", "not now", "LATER"])
def test_later_puts_the_check_in_off_and_bothers_nobody(
    cast: Cast, ada: Phone, clock: Clock, words: str
) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)

    assert ada.texts(words) == (
        "All right, any time today. Reply a number from 0 (worst) to 10 (best), like 6."
    )
    assert ada.last_text.state is TextState.SETTLED
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_thanks_in_a_row_with_an_answer_leave_it_as_it_was(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("Y")
    clock.travel(minutes=1)

    assert ada.texts("Y") == (
        "Thank you, your ride home is noted. If that changes, text N."
    )
    assert ada.texts("thanks!") is None
    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert waiting(cast.clinic.id, clinical=True) == []


def test_thanks_from_a_shared_phone_are_asked_about_like_all_else(
    cast: Cast, ada: Phone
) -> None:
    make_patient(cast.clinic, name="Ben Hill", phone=cast.patient.phone)

    assert phone_of(cast.patient, cast.sender).texts("Ada: thanks!") is None
