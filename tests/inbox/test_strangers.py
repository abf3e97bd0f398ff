"""A number that is nobody's: one neutral answer a day, telling nothing."""

import pytest

from diary.db import db
from diary.inbox import waiting
from diary.outbox import is_suppressed
from diary.tasks import open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def stranger(cast: Cast) -> Phone:
    return Phone("+15557654321", cast.sender)


def test_one_answer_a_day(stranger: Phone, clock: Clock) -> None:
    assert stranger.texts("6") is not None
    assert stranger.texts("hello?") is None
    clock.travel(hours=23)
    assert stranger.texts("hello?") is None
    clock.travel(hours=1, seconds=1)
    assert stranger.texts("hello?") is not None


def test_another_number_has_its_own_answer(cast: Cast, stranger: Phone) -> None:
    stranger.texts("6")

    assert Phone("+15557654322", cast.sender).texts("6") is not None


def test_the_answer_is_the_same_for_somebody_who_once_was_a_patient(
    cast: Cast, stranger: Phone, clock: Clock
) -> None:
    cast.patient.discharged_at = clock.now
    db.session.commit()

    former = phone_of(cast.patient, cast.sender).texts("6")

    assert former == stranger.texts("6")


def test_the_answer_names_nobody_and_no_clinic(cast: Cast, stranger: Phone) -> None:
    answer = stranger.texts("who is this")

    assert answer is not None
    for word in ("Oak", "Ada", "patient", "diary", "clinic"):
        assert word not in answer


def test_staff_sees_it(cast: Cast, stranger: Phone) -> None:
    stranger.texts("is my appointment today?")

    (text,) = waiting(cast.clinic.id, clinical=False)
    assert (text.patient_id, text.from_number) == (None, stranger.number)


def test_stop_is_heeded_from_any_number(cast: Cast, stranger: Phone) -> None:
    assert stranger.texts("STOP") is None
    assert is_suppressed(cast.sender.id, stranger.number)
    assert stranger.texts("6") is None


def test_another_clinics_patient_is_a_stranger_here(cast: Cast) -> None:
    answer = Phone(cast.other_patient.phone, cast.sender).texts("6")

    assert answer is not None
    assert "Saved" not in answer


def test_a_crisis_is_answered_and_the_wish_for_no_more_texts_kept(
    cast: Cast, stranger: Phone
) -> None:
    answer = stranger.texts("Stop texting me, I want to kill myself")

    assert answer is not None
    assert "988" in answer
    assert len(open_tasks(cast.clinic.id, clinical=True)) == 1
    assert is_suppressed(cast.sender.id, stranger.number)
