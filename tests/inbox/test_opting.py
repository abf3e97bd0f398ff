"""STOP, START and HELP, in the carrier's words and in people's own."""

import pytest
from sqlalchemy import func, select

from diary.alerts import open_alerts
from diary.audit import Action, events_about
from diary.db import db
from diary.entries import has_answer
from diary.inbox import waiting
from diary.outbox import Message, is_suppressed
from diary.patients import Purpose, has_consent
from diary.tasks import TaskKind, open_tasks
from tests.cast import Cast
from tests.factories import today
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases


def is_stopped(cast: Cast) -> bool:
    return is_suppressed(cast.sender.id, cast.patient.phone)


def count_messages() -> int:
    return db.session.scalars(select(func.count(Message.id))).one()


@pytest.mark.parametrize("word", ["STOP", "stop", "END", "Cancel", "QUIT"])
def test_stop_stops_and_the_carriers_confirmation_is_not_doubled(
    cast: Cast, ada: Phone, word: str
) -> None:
    assert ada.texts(word) is None

    assert is_stopped(cast)
    assert count_messages() == 0


def test_stop_leaves_consents_as_they_were(cast: Cast, ada: Phone) -> None:
    ada.texts("STOP")

    assert has_consent(cast.patient, Purpose.DIARY)


def test_stop_leaves_a_trace_once(cast: Cast, ada: Phone) -> None:
    ada.texts("STOP")
    ada.texts("STOP")

    deeds = [event.action for event in events_about(cast.clinic.id, cast.patient.ref)]
    assert deeds.count(Action.OPT_OUT) == 1


@pytest.mark.parametrize(
    "words", ["please stop texting me", "Stop!!", "opt out", "no me escriban mas"]
)
def test_free_words_stop_too_and_get_one_confirmation(
    cast: Cast, ada: Phone, words: str
) -> None:
    answer = ada.texts(words)

    assert answer is not None
    assert "no more texts" in answer
    assert is_stopped(cast)
    assert ada.texts(words) is None


@pytest.mark.parametrize(
    "words",
    ["I can't stop crying, 3", "end of the day was rough", "cancelled plans, 4"],
)
def test_words_that_only_sound_like_it_do_not(
    cast: Cast, ada: Phone, words: str
) -> None:
    ada.texts(words)

    assert not is_stopped(cast)


def test_after_stop_a_text_is_kept_and_nothing_goes_out(cast: Cast, ada: Phone) -> None:
    ada.texts("STOP")

    assert ada.texts("6") is None
    assert ada.texts("HELP") is None
    assert ada.texts("what now") is None
    assert count_messages() == 0
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    assert waiting(cast.clinic.id, clinical=True) != []


@pytest.mark.parametrize("word", ["START", "Unstop", "YES"])
def test_start_begins_again_and_the_carrier_confirms(
    cast: Cast, ada: Phone, word: str
) -> None:
    ada.texts("STOP")

    assert ada.texts(word) is None
    assert not is_stopped(cast)
    assert ada.texts("6") is not None


def test_what_the_carrier_did_by_its_own_settings_counts(
    cast: Cast, ada: Phone
) -> None:
    assert ada.texts("ALTO", opt_out_type="STOP") is None
    assert is_stopped(cast)


def test_help_names_the_clinic_and_where_help_is(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("HELP")

    assert answer is not None
    assert answer.startswith("Oak:")
    assert "(555) 000-9999" in answer
    assert "988" in answer
    assert "STOP" in answer


def test_help_is_not_doubled_where_the_carrier_answers_it(ada: Phone) -> None:
    assert ada.texts("HELP", opt_out_type="HELP") is None


def test_a_wrong_number_is_left_alone_at_once(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("wrong number")

    assert answer == "Sorry about that. This number gets no more texts from us."
    assert is_stopped(cast)
    (task,) = open_tasks(cast.clinic.id, clinical=False)
    assert task.kind is TaskKind.CHECK_NUMBER


@pytest.mark.parametrize("words", ["STOP", "please stop texting me", "wrong number"])
def test_whoever_opts_out_with_a_crisis_open_has_to_be_called(
    cast: Cast, ada: Phone, words: str
) -> None:
    ada.texts("I want to die")
    (alert,) = open_alerts(cast.clinic.id)
    assert not alert.must_call
    ada.texts(words)

    (alert,) = open_alerts(cast.clinic.id)
    assert alert.must_call
