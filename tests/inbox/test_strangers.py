"""A number that is nobody's: one neutral answer a day, telling nothing."""

import pytest

from diary.alerts import alerts_to_page, open_alerts
from diary.db import db
from diary.inbox import waiting
from diary.outbox import is_suppressed
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
    assert len(open_alerts(cast.clinic.id)) == 1
    assert is_suppressed(cast.sender.id, stranger.number)


def test_a_crisis_from_nobodys_number_pages_whoever_is_on_call(
    cast: Cast, stranger: Phone, clock: Clock
) -> None:
    words = "I want to kill myself tonight"
    stranger.texts(words)

    (alert,) = open_alerts(cast.clinic.id)
    assert (alert.patient_id, alert.number) == (None, stranger.number)
    assert alert.words == words
    assert alert.sentence.startswith("From a number that is no patient's.")
    assert alerts_to_page(clock.now) == [alert.id]
    assert open_alerts(cast.other_clinic.id) == []


def test_words_of_urgent_need_page_too(cast: Cast, stranger: Phone) -> None:
    answer = stranger.texts("I have chest pain and can't breathe")

    assert answer is not None
    assert "911" in answer
    assert [alert.tier for alert in open_alerts(cast.clinic.id)][:1] == [0]


def test_a_repeat_folds_and_new_words_page_anew(
    cast: Cast, stranger: Phone, clock: Clock
) -> None:
    stranger.texts("I want to kill myself")
    clock.travel(minutes=1)
    assert "988" in (stranger.texts("i want to kill myself!!") or "")
    (alert,) = open_alerts(cast.clinic.id)
    assert alert.repeat_count == 1

    stranger.texts("I have a gun and want to end my life")
    Phone("+15557654399", cast.sender).texts("I want to kill myself")
    assert len(open_alerts(cast.clinic.id)) == 3


def test_a_former_patients_crisis_is_about_them_and_tells_the_phone_nothing(
    cast: Cast, stranger: Phone, clock: Clock
) -> None:
    cast.patient.discharged_at = clock.now
    db.session.commit()
    words = "I want to kill myself"
    former = phone_of(cast.patient, cast.sender).texts(words)

    (alert,) = open_alerts(cast.clinic.id)
    assert alert.patient_id == cast.patient.id
    assert alert.sentence.startswith("From the number of a patient who was discharged")
    assert former == stranger.texts(words)


def test_a_stranger_who_opted_out_is_not_texted_and_staff_are_told_to_call(
    cast: Cast, stranger: Phone
) -> None:
    stranger.texts("STOP")
    assert stranger.texts("I want to kill myself") is None

    (alert,) = open_alerts(cast.clinic.id)
    assert alert.must_call


def test_a_stranger_in_danger_is_answered_in_their_own_language(
    cast: Cast, stranger: Phone
) -> None:
    assert "AYUDA" in (stranger.texts("quiero morir") or "")
