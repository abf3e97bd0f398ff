"""A text in: stored first, taken whole, answered once."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from diary.alerts import open_alerts
from diary.audit import Action, events_about
from diary.db import db
from diary.entries import Entry, entries_between, submissions_between, symptoms_of
from diary.errors import NotFound
from diary.inbox import InboundText, TextState, texts_of, waiting
from diary.outbox import Message, MessageState, Mode
from diary.tasks import open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import at_local, make_patient, today
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.both_databases


def entry(cast: Cast, day: date | None = None) -> Entry | None:
    on = day or today(cast.patient)
    found = entries_between(cast.clinic.id, cast.patient.id, on, on)
    return next(iter(found), None)


def count(table: type[InboundText] | type[Message]) -> int:
    return db.session.scalars(select(func.count(table.id))).one()


def test_a_number_becomes_a_diary_entry(cast: Cast, ada: Phone) -> None:
    assert ada.texts("6") == "Saved: 6 of 10. UNDO to take it back."

    kept = entry(cast)
    assert kept is not None
    assert kept.mood == 6


def test_words_become_symptoms_and_the_echo_names_none(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("6, bit dizzy, threw up twice")

    kept = entry(cast)
    assert answer == "Saved: 6 of 10, 2 notes. UNDO to take it back."
    assert kept is not None
    assert symptoms_of(cast.clinic.id, [kept.id]) == {
        kept.id: {"dizziness": 1, "vomiting": None}
    }
    day = today(cast.patient)
    (said,) = submissions_between(cast.clinic.id, cast.patient.id, day, day)
    assert said.words == "6, bit dizzy, threw up twice"


def test_a_text_is_kept_as_it_came(cast: Cast, ada: Phone) -> None:
    ada.texts("  6 \U0001f642 \ud83d \x00!")

    (text,) = texts_of(cast.clinic.id, cast.patient.id)
    assert text.body == "  6 \U0001f642 \ud83d \x00!"
    assert text.from_number == ada.number
    assert text.received_at is not None


def test_the_same_sid_again_gets_the_same_answer_and_writes_nothing(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    first = ada.sends("6", sid="SM" + "1" * 32)
    traces = len(events_about(cast.clinic.id, cast.patient.ref))
    clock.travel(seconds=5)
    again = ada.sends("6", sid="SM" + "1" * 32)

    assert again == first
    assert (count(InboundText), count(Message)) == (1, 1)
    assert len(events_about(cast.clinic.id, cast.patient.ref)) == traces


def test_the_same_sid_again_after_silence_is_silent(ada: Phone) -> None:
    ada.texts("STOP", sid="SM" + "2" * 32)

    assert ada.texts("STOP", sid="SM" + "2" * 32) is None


def test_a_reply_is_a_message_like_any_other(cast: Cast, ada: Phone) -> None:
    reply = ada.sends("6")

    message = db.session.scalars(select(Message)).one()
    assert (message.ref, message.body) == (reply.message_ref, reply.body)
    assert message.mode is Mode.TWIML
    assert message.state is MessageState.DISPATCHING
    assert (message.about, message.to) == (cast.patient.ref, ada.number)
    assert reply.status_token
    assert reply.status_token.startswith(message.ref)


def test_every_text_leaves_a_trace(cast: Cast, ada: Phone) -> None:
    ada.texts("6")

    deeds = [event.action for event in events_about(cast.clinic.id, cast.patient.ref)]
    assert set(deeds) == {Action.TEXT_IN, Action.ANSWER, Action.TEXT_OUT}


def test_two_texts_of_a_day_are_one_entry(cast: Cast, ada: Phone) -> None:
    ada.texts("6")
    ada.texts("headache too")

    kept = entry(cast)
    assert kept is not None
    assert kept.mood == 6
    assert symptoms_of(cast.clinic.id, [kept.id])[kept.id] == {"headache": None}


@pytest.mark.parametrize(
    ("at", "answered_yesterday", "days_back"),
    [("02:30", False, 1), ("02:30", True, 0), ("03:00", False, 0)],
)
def test_before_three_it_is_still_yesterday_while_that_is_unanswered(
    cast: Cast,
    ada: Phone,
    clock: Clock,
    at: str,
    answered_yesterday: bool,
    days_back: int,
) -> None:
    if answered_yesterday:
        ada.texts("8")
    on = today(cast.patient) + timedelta(days=1)
    clock.travel(at_local(cast.patient, on, time.fromisoformat(at)))
    ada.texts("4")

    kept = entry(cast, on - timedelta(days=days_back))
    assert kept is not None
    assert (kept.mood, kept.is_late) == (4, False)


def test_yesterday_is_late_and_the_echo_says_which_day(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("yesterday was a 3")

    kept = entry(cast, today(cast.patient) - timedelta(days=1))
    assert answer == "Saved: yesterday 3 of 10. UNDO to take it back."
    assert kept is not None
    assert (kept.mood, kept.is_late) == (3, True)


def test_undo_takes_it_back(cast: Cast, ada: Phone, clock: Clock) -> None:
    ada.texts("6")
    clock.travel(minutes=14)

    assert ada.texts("UNDO") == (
        "Taken back: your check-in. You can answer again any time."
    )
    assert entry(cast) is None


def test_undo_too_late_says_so(cast: Cast, ada: Phone, clock: Clock) -> None:
    ada.texts("6")
    clock.travel(minutes=16)

    answer = ada.texts("UNDO")
    assert answer is not None
    assert answer.startswith("There is nothing from the last 15 minutes")
    assert entry(cast) is not None


def test_what_cannot_be_read_is_asked_back_once_and_shown_to_staff(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    first = ada.texts("purple monkey dishwasher")
    second = ada.texts("qwertyuiop")

    assert first is not None
    assert "like 6" in first
    assert second is None
    assert [text.body for text in waiting(cast.clinic.id, clinical=False)] == [
        "purple monkey dishwasher",
        "qwertyuiop",
    ]
    clock.travel(hours=13)
    assert ada.texts("asdf") is not None


@pytest.mark.parametrize("remark", ["what time is my visit?", "Thanks"])
def test_thanks_for_a_remark_is_no_asking_back(
    ada: Phone, clock: Clock, remark: str
) -> None:
    ada.texts(remark)
    clock.travel(hours=5)
    asked = ada.texts("11")
    clock.travel(hours=1)

    assert asked is not None
    assert asked.startswith("Sorry, we could not tell which number you mean.")
    assert ada.texts("12") is None


@pytest.mark.parametrize("body", ["", "   ", "?", "\x00"])
def test_nothing_said_is_kept_and_shown(cast: Cast, ada: Phone, body: str) -> None:
    ada.texts(body)

    (text,) = waiting(cast.clinic.id, clinical=True)
    assert text.body == body


def test_a_picture_waits_for_a_person(cast: Cast, ada: Phone) -> None:
    ada.texts("6", media_count=1)

    assert entry(cast) is not None
    assert ada.last_text.state is TextState.WAITING
    assert ada.last_text.media_count == 1


def test_what_is_diary_is_not_the_desks_to_read(cast: Cast, ada: Phone) -> None:
    ada.texts("6", media_count=1)

    assert waiting(cast.clinic.id, clinical=False) == []
    assert len(waiting(cast.clinic.id, clinical=True)) == 1


def test_spanish_is_answered_in_spanish(cast: Cast) -> None:
    rosa = make_patient(cast.clinic, name="Rosa Vega", language="es")

    answer = phone_of(rosa, cast.sender).texts("6")

    assert answer == "Guardado: 6 de 10. DESHACER para quitarlo."


def test_a_number_that_is_no_clinics_is_refused(cast: Cast, ada: Phone) -> None:
    ada.sender = type(ada.sender)(number="+15559990000")

    with pytest.raises(NotFound):
        ada.texts("6")


def test_a_text_goes_to_the_clinic_whose_number_it_came_to(cast: Cast) -> None:
    """The same person is a patient of two clinics, one number each."""
    twin = make_patient(cast.other_clinic, phone=cast.patient.phone)
    db.session.commit()

    phone_of(cast.patient, cast.sender).texts("6")

    assert len(texts_of(cast.clinic.id, cast.patient.id)) == 1
    assert texts_of(cast.other_clinic.id, twin.id) == []


def test_a_word_between_two_effects_is_asked_about_and_not_guessed(
    cast: Cast, ada: Phone
) -> None:
    asked = ada.texts("had a confulsion")

    assert asked == (
        "We could not make out one word. "
        "Please write the same once more in other words."
    )
    assert entry(cast) is None


def test_if_taking_it_fails_the_text_is_kept_and_a_task_opens(
    cast: Cast, ada: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diary.intake.entries.record", _broken)

    assert ada.texts("6") is None
    assert ada.last_text.body == "6"
    assert ada.last_text.state is TextState.WAITING
    assert len(open_tasks(cast.clinic.id, clinical=True)) == 1
    assert open_tasks(cast.clinic.id, clinical=False) == []
    assert waiting(cast.clinic.id, clinical=False) == []
    assert entry(cast) is None


def test_if_taking_it_fails_a_crisis_is_alarmed_and_answered_all_the_same(
    cast: Cast, ada: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diary.intake.entries.record", _broken)

    answer = ada.texts("I want to kill myself")

    (alert,) = open_alerts(cast.clinic.id)
    assert answer is not None
    assert "988" in answer
    assert alert.words == "I want to kill myself"


def _broken(*args: object, **more: object) -> None:
    raise RuntimeError("the diary is broken")


@pytest.mark.parametrize("words", ["friday was a 2", "was a 2 last week"])
def test_a_day_too_far_back_is_named_so_and_its_words_wait(
    cast: Cast, ada: Phone, words: str
) -> None:
    """The day is a Wednesday: Friday is five days back."""
    assert ada.texts(words) == (
        "A day more than three days back cannot be filled in by text. "
        "Your words are kept, the clinic will read them."
    )
    assert [text.body for text in waiting(cast.clinic.id, clinical=True)] == [words]


def test_a_day_too_far_back_takes_nothing_from_the_day_beside_it(
    cast: Cast, ada: Phone
) -> None:
    answer = ada.texts("today 6, friday was a 2")

    kept = entry(cast)
    assert kept is not None
    assert kept.mood == 6
    assert answer is not None
    assert answer.startswith("Saved: 6 of 10. UNDO to take it back. A day more than")
    assert len(waiting(cast.clinic.id, clinical=True)) == 1
