"""A member writes back to a patient's text."""

import pytest

from diary.audit import Action, Actor, events_about
from diary.db import db
from diary.errors import Invalid, Refused
from diary.inbox import LONGEST_ANSWER, InboundText, TextState, write_back, write_to
from diary.outbox import (
    Message,
    MessageState,
    StatusReport,
    apply_status,
    lift,
    suppress,
)
from diary.patients import Purpose, discharge, withdraw_consent
from diary.tasks import TaskKind, open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_text
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases


@pytest.fixture
def text(cast: Cast) -> InboundText:
    return make_text(cast.patient, cast.sender, "can I come at 9?")


def write(cast: Cast, text: InboundText, clock: Clock, words: str) -> Message:
    return write_back(cast.clinic, cast.patient, text, words, cast.desk, clock.now)


def test_an_answer_goes_to_who_asked_from_the_number_they_know(
    cast: Cast, text: InboundText, clock: Clock
) -> None:
    message = write(cast, text, clock, "  Yes, 9 is fine. {Ann}\r\nSee you ")

    assert message.body == "Oak: Yes, 9 is fine. {Ann}\nSee you"
    assert (message.to, message.sender_id) == (cast.patient.phone, cast.sender.id)
    assert (text.state, text.seen_by_id) == (TextState.SEEN, cast.desk.id)
    events = events_about(cast.clinic.id, cast.patient.ref)
    assert Action.TEXT_OUT in {event.action for event in events}


def test_sent_twice_it_is_one_text(cast: Cast, text: InboundText, clock: Clock) -> None:
    first = write(cast, text, clock, "Yes.")

    assert write(cast, text, clock, "Yes.").id == first.id
    assert write(cast, text, clock, "No, at 10.").id != first.id


def test_an_old_text_is_answered_in_the_clinics_hours(
    cast: Cast, text: InboundText, clock: Clock
) -> None:
    # 23:00 in New York, thirteen hours after the text.
    clock.travel(hours=13)
    waits = write(cast, text, clock, "Yes.")
    fresh = make_text(cast.patient, cast.sender, "still up?")
    at_once = write(cast, fresh, clock, "Yes.")

    assert waits.due_at.hour == 14  # nine in the morning there
    assert at_once.due_at == clock.now


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (LONGEST_ANSWER + 1), "bell\a"])
def test_what_cannot_be_texted_is_refused(
    cast: Cast, text: InboundText, clock: Clock, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        write(cast, text, clock, words)

    assert set(refused.value.fields) == {"words"}
    assert text.state is TextState.WAITING


def test_who_has_stopped_is_called(
    cast: Cast, text: InboundText, ada: Phone, clock: Clock
) -> None:
    ada.texts("STOP")

    with pytest.raises(Refused, match="Call instead"):
        write(cast, text, clock, "Yes.")


def test_after_discharge_nothing_is_texted(
    cast: Cast, text: InboundText, clock: Clock
) -> None:
    discharge(cast.patient, Actor.system(), clock.now)
    with pytest.raises(Refused, match="has ended"):
        write(cast, text, clock, "Yes.")


def unasked(
    cast: Cast, clock: Clock, words: str = "Please bring your card."
) -> Message:
    return write_to(cast.clinic, cast.patient, words, cast.desk, clock.now)


def test_a_member_may_write_unasked_once_and_in_the_clinics_hours(
    cast: Cast, clock: Clock
) -> None:
    message = unasked(cast, clock)

    assert message.body == "Oak: Please bring your card."
    assert (message.to, message.about) == (cast.patient.phone, cast.patient.ref)
    assert message.due_at == clock.now
    assert unasked(cast, clock).id == message.id
    events = events_about(cast.clinic.id, cast.patient.ref)
    assert Action.TEXT_OUT in {event.action for event in events}
    # 23:00 in New York: it waits for the morning, and is another day's by then.
    clock.travel(hours=13)
    waits = unasked(cast, clock, "And your list.")
    assert waits.due_at > clock.now


def test_nobody_is_written_to_who_must_not_be_texted(cast: Cast, clock: Clock) -> None:
    with pytest.raises(Invalid):
        unasked(cast, clock, " ")
    suppress(cast.sender, cast.patient.phone, "STOP", clock.now)
    with pytest.raises(Refused, match="STOP"):
        unasked(cast, clock)
    lift(cast.sender, cast.patient.phone, clock.now)
    for purpose in Purpose:
        withdraw_consent(cast.patient, purpose, Actor.system(), clock.now)
    with pytest.raises(Refused, match="not agreed"):
        unasked(cast, clock)
    discharge(cast.patient, Actor.system(), clock.now)
    with pytest.raises(Refused, match="ended"):
        unasked(cast, clock)


def test_what_a_member_wrote_and_did_not_arrive_is_a_call(
    cast: Cast, clock: Clock
) -> None:
    message = unasked(cast, clock)
    message.state, message.sid = MessageState.SENT, "SM" + "a" * 32
    db.session.flush()
    for _ in range(2):
        apply_status("", StatusReport(message.sid, "failed", 30007), clock.now)
    (task,) = open_tasks(cast.clinic.id, clinical=False)
    assert task.kind is TaskKind.CALL_PATIENT
    assert task.patient_id == cast.patient.id
    assert "blocked this text" in task.sentence
