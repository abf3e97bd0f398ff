"""Words of crisis: answered at once, an alert open, whatever else the text is."""

import pytest

from diary import texts
from diary.alerts import AlertKind, acknowledge, open_alerts
from diary.db import db
from diary.inbox import waiting
from diary.outbox import (
    Lane,
    Mode,
    StatusReport,
    apply_status,
    is_suppressed,
    messages_about,
)
from diary.tasks import open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_patient
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.both_databases

WORDS = "I want to kill myself"


def test_a_crisis_is_answered_with_the_crisis_lines(cast: Cast, ada: Phone) -> None:
    reply = ada.sends(WORDS)

    (alert,) = open_alerts(cast.clinic.id)
    assert reply.body is not None
    assert "911" in reply.body
    assert "988" in reply.body
    assert texts.segments(reply.body) == 1
    assert (alert.kind, alert.tier, alert.words) == (AlertKind.CRISIS, 0, WORDS)
    assert alert.patient_id == cast.patient.id
    assert alert.reply_ref == reply.message_ref
    assert not alert.must_call


def test_words_about_somebody_else_reach_the_staff_and_page_nobody(
    cast: Cast, ada: Phone
) -> None:
    ada.texts("my brother killed himself last year")

    (alert,) = open_alerts(cast.clinic.id)
    assert (alert.kind, alert.tier) == (AlertKind.REVIEW, 1)
    assert alert.next_page_at is None
    assert alert.words == "my brother killed himself last year"


def test_crisis_lines_that_never_arrived_are_a_call(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    reply = ada.sends(WORDS)
    (message,) = messages_about(cast.clinic.id, cast.patient.ref)
    # Were the webhook's answer lost, it would be sent by a call, past every hold.
    assert (message.lane, message.mode) == (Lane.PAGES, Mode.TWIML)
    failed = StatusReport("SM" + "f" * 32, "failed", 30007)
    apply_status(reply.status_token or "", failed, clock.now)
    db.session.commit()
    assert open_alerts(cast.clinic.id)[0].must_call


def test_the_words_are_in_the_diary_too(cast: Cast, ada: Phone) -> None:
    ada.texts(WORDS)

    assert ada.last_text.is_crisis
    assert ada.last_text.submission_id is not None
    assert waiting(cast.clinic.id, clinical=False) == []


def test_a_crisis_with_a_number_is_both(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("2. I want to die")

    assert answer is not None
    assert "Saved" not in answer
    assert len(open_alerts(cast.clinic.id)) == 1
    assert ada.last_text.submission_id is not None


def test_ending_it_is_a_crisis_and_no_opt_out(cast: Cast, ada: Phone) -> None:
    ada.texts("I want to end it")

    assert len(open_alerts(cast.clinic.id)) == 1
    assert not is_suppressed(cast.sender.id, ada.number)


def test_every_new_disclosure_is_answered_and_only_a_repeat_folds(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    first = ada.texts(WORDS)
    clock.travel(minutes=1)
    answers = [first, ada.texts(WORDS), ada.texts("I took all my pills")]

    assert None not in answers
    assert [alert.repeat_count for alert in open_alerts(cast.clinic.id)] == [1, 0]


def test_the_same_words_after_it_was_taken_open_another(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    ada.texts(WORDS)
    acknowledge(open_alerts(cast.clinic.id)[0], cast.clinician, clock.now)
    ada.texts(WORDS)

    assert len(open_alerts(cast.clinic.id)) == 2


def test_after_stop_no_text_can_be_sent_and_the_alert_says_to_call(
    cast: Cast, ada: Phone
) -> None:
    ada.texts("STOP")

    assert ada.texts(WORDS) is None
    (alert,) = open_alerts(cast.clinic.id)
    assert alert.must_call
    assert alert.reply_ref is None


def test_a_crisis_that_also_opts_out_is_answered_and_stopped(
    cast: Cast, ada: Phone
) -> None:
    answer = ada.texts("stop texting me, I want to die")

    assert answer is not None
    assert "988" in answer
    assert len(open_alerts(cast.clinic.id)) == 1


def test_a_sign_for_urgent_care_is_answered_so(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("5 but chest pain since this morning")

    (alert,) = open_alerts(cast.clinic.id)
    assert answer is not None
    assert "911" in answer
    assert (alert.kind, alert.tier) == (AlertKind.RED_FLAG, 0)


def test_a_same_day_sign_opens_an_alert_and_the_echo_stays_calm(
    cast: Cast, ada: Phone
) -> None:
    answer = ada.texts("6, blood in my pee")

    (alert,) = open_alerts(cast.clinic.id)
    assert alert.tier == 1
    assert answer == "Saved: 6 of 10, 1 note. UNDO to take it back."


def test_spanish_is_answered_in_spanish(cast: Cast) -> None:
    rosa = make_patient(cast.clinic, name="Rosa Vega", language="es")
    answer = phone_of(rosa, cast.sender).texts("me quiero matar")

    assert answer is not None
    assert "AYUDA" in answer
    assert len(open_alerts(cast.clinic.id)) == 1


def test_abroad_other_numbers_are_named(cast: Cast, ada: Phone) -> None:
    cast.clinic.country = "MX"
    db.session.commit()

    answer = ada.texts(WORDS)
    assert answer is not None
    assert "988" not in answer


def test_a_number_that_is_nobodys_gets_the_crisis_lines_and_an_alert(
    cast: Cast, ada: Phone
) -> None:
    answer = Phone("+15557654321", cast.sender).texts(WORDS)

    assert answer is not None
    assert "988" in answer
    assert len(open_alerts(cast.clinic.id)) == 1
    assert open_tasks(cast.clinic.id, clinical=False) == []


@pytest.mark.parametrize(("sign", "tier"), [("chest pain", 0), ("blood in my pee", 1)])
def test_a_sign_told_with_two_days_opens_one_alert_with_its_words(
    cast: Cast, ada: Phone, sign: str, tier: int
) -> None:
    words = f"today 6. yesterday 3, {sign}"
    ada.texts(words)

    (alert,) = open_alerts(cast.clinic.id)
    assert (alert.tier, alert.words) == (tier, words)
