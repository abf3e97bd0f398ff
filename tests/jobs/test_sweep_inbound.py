"""Texts whose webhook was lost are found at the carrier and taken all the same."""

from datetime import timedelta

import pytest

from diary import inbox, outbox, runs
from diary.alerts import open_alerts
from diary.db import db
from diary.entries import Entry
from diary.inbox import Inbound, InboundText, TextState
from diary.outbox import Message, MessageState, breaker, twilio_gateway
from diary.tasks import TaskKind, open_tasks
from jobs.sweep_inbound import CarrierSilent
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import today
from tests.jobs.carried import Box
from tests.outbox.carrier import Taken

pytestmark = pytest.mark.both_databases
MINUTE = 60


@pytest.fixture
def kept(box: Box, cast: Cast, clock: Clock) -> Box:
    """A box whose clinic has texted for two days."""
    clock.travel(days=2)
    box.follow_clock()
    return box


def lost(box: Box, cast: Cast, body: str, ago_s: float = 2 * MINUTE) -> Taken:
    return box.carrier.hold(cast.patient.phone, cast.sender.number, body, ago_s)


def texts() -> list[InboundText]:
    return db.session.query(InboundText).order_by(InboundText.received_at).all()


def sent(box: Box) -> list[str]:
    box.send_due()
    return [one.body for one in box.carrier.taken if one.direction != "inbound"]


def comes_in(cast: Cast, clock: Clock, body: str, sid: str = "") -> inbox.Reply:
    named = sid or f"SM{len(texts()):032x}"
    one = Inbound(named, cast.patient.phone, cast.sender.number, body)
    reply = inbox.receive(one, clock.now)
    db.session.commit()
    db.session.expire_all()
    return reply


def test_a_lost_answer_is_kept_once_and_echoed_by_a_text(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    one = lost(kept, cast, "6")
    assert kept.turn("sweep_inbound") == "found 1"
    assert kept.turn("sweep_inbound") == ""

    (text,) = texts()
    assert (text.sid, text.body, text.swept_at) == (one.sid, "6", clock.now)
    assert clock.now - text.received_at == timedelta(minutes=2)
    assert text.submission_id is not None
    (echo,) = sent(kept)
    assert "6" in echo


def test_a_text_that_came_in_is_left_alone(kept: Box, cast: Cast, clock: Clock) -> None:
    one = lost(kept, cast, "6")
    comes_in(cast, clock, "6", one.sid)
    assert kept.turn("sweep_inbound") == ""
    assert texts()[0].swept_at is None


def test_a_webhook_that_comes_after_all_is_not_answered_twice(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    one = lost(kept, cast, "6")
    kept.turn("sweep_inbound")
    assert comes_in(cast, clock, "6", one.sid) == inbox.Reply()
    assert len(sent(kept)) == len(texts()) == 1


def test_a_webhook_still_on_its_way_is_waited_for(kept: Box, cast: Cast) -> None:
    lost(kept, cast, "6", ago_s=30)
    assert kept.turn("sweep_inbound") == ""


def test_a_lost_stop_takes_effect(kept: Box, cast: Cast, clock: Clock) -> None:
    lost(kept, cast, "STOP")
    kept.turn("sweep_inbound")
    assert outbox.is_suppressed(cast.sender.id, cast.patient.phone)
    assert sent(kept) == []


def test_a_lost_stop_from_before_a_start_does_not(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    lost(kept, cast, "STOP")
    comes_in(cast, clock, "START")
    kept.turn("sweep_inbound")
    assert not outbox.is_suppressed(cast.sender.id, cast.patient.phone)


def test_a_lost_start_from_before_a_stop_changes_nothing(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    lost(kept, cast, "START")
    comes_in(cast, clock, "STOP")
    kept.turn("sweep_inbound")
    assert outbox.is_suppressed(cast.sender.id, cast.patient.phone)


def test_an_opt_out_in_free_words_that_was_lost_gets_no_call(
    kept: Box, cast: Cast
) -> None:
    lost(kept, cast, "please stop texting me")
    kept.turn("sweep_inbound")
    assert outbox.is_suppressed(cast.sender.id, cast.patient.phone)
    assert db.session.query(Message).count() == 0


def test_a_lost_cry_for_help_is_alarmed_and_answered_however_late(
    kept: Box, cast: Cast
) -> None:
    lost(kept, cast, "I want to kill myself", ago_s=5 * 60 * MINUTE)
    kept.turn("sweep_inbound")
    (alert,) = open_alerts(cast.clinic.id)
    (crisis_lines,) = sent(kept)
    assert "988" in crisis_lines
    message = db.session.query(Message).one()
    assert alert.reply_ref == message.ref
    assert message.state is MessageState.QUEUED


def test_a_crisis_answer_goes_past_pause_and_breaker(kept: Box, cast: Cast) -> None:
    lost(kept, cast, "I want to kill myself")
    kept.turn("sweep_inbound")
    cast.sender.paused_at = kept_at = db.session.query(Message).one().created_at
    breaker.open_for(kept.gateways.ordinary.account, 20003, kept_at)
    assert "988" in sent(kept)[0]


def test_an_echo_older_than_an_hour_is_not_sent(kept: Box, cast: Cast) -> None:
    lost(kept, cast, "6", ago_s=61 * MINUTE)
    kept.turn("sweep_inbound")
    assert texts()[0].submission_id is not None
    assert texts()[0].reply_name is None
    assert sent(kept) == []


def test_an_answer_belongs_to_the_day_it_was_given_on(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    day = today(cast.patient)
    lost(kept, cast, "6")
    clock.travel(hours=20)
    assert today(cast.patient) != day
    kept.turn("sweep_inbound")
    assert [entry.day for entry in db.session.query(Entry)] == [day]


def test_what_newer_words_may_have_changed_is_left_to_a_person(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    lost(kept, cast, "3")
    comes_in(cast, clock, "8")
    kept.turn("sweep_inbound")
    late = texts()[0]
    assert (late.body, late.state, late.submission_id) == ("3", TextState.WAITING, None)
    assert sent(kept) == []


def test_a_cry_for_help_counts_whatever_was_said_since(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    lost(kept, cast, "I want to kill myself")
    comes_in(cast, clock, "8")
    kept.turn("sweep_inbound")
    assert len(open_alerts(cast.clinic.id)) == 1
    assert "988" in sent(kept)[0]


def test_several_lost_texts_are_taken_in_the_order_they_were_written(
    kept: Box, cast: Cast
) -> None:
    lost(kept, cast, "START", ago_s=2 * MINUTE)
    lost(kept, cast, "STOP", ago_s=3 * MINUTE)
    assert kept.turn("sweep_inbound") == "found 2"
    assert not outbox.is_suppressed(cast.sender.id, cast.patient.phone)


def test_a_box_that_slept_looks_back_as_far_as_it_slept(
    kept: Box, cast: Cast, clock: Clock
) -> None:
    lost(kept, cast, "STOP")
    run = runs.claim_slot("sweep_inbound", "before", clock.now)
    assert run is not None
    runs.finish(run, clock.now - timedelta(minutes=5), "", clock.now)
    clock.travel(hours=30)
    kept.turn("sweep_inbound")
    assert outbox.is_suppressed(cast.sender.id, cast.patient.phone)


def test_nothing_from_before_the_number_was_ours(box: Box, cast: Cast) -> None:
    box.follow_clock()
    lost(box, cast, "STOP")
    assert box.turn("sweep_inbound") == ""


def test_a_list_that_cannot_be_read_is_no_good_end(kept: Box, cast: Cast) -> None:
    kept.lead_nowhere("/elsewhere")
    with pytest.raises(CarrierSilent):
        kept.turn("sweep_inbound")


def test_more_texts_than_can_be_listed_are_told_to_staff_once_a_day(
    kept: Box, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ago_s in (180, 150, 120):
        lost(kept, cast, "6", ago_s)
    monkeypatch.setattr(twilio_gateway, "SWEEP_MOST", 4)
    assert kept.turn("sweep_inbound") == "found 3"
    assert open_tasks(cast.clinic.id, clinical=False) == []
    monkeypatch.setattr(twilio_gateway, "SWEEP_MOST", 3)
    kept.turn("sweep_inbound")
    kept.turn("sweep_inbound")
    (task,) = open_tasks(cast.clinic.id, clinical=False)
    assert task.kind is TaskKind.CHECK_SENDING
    assert "only the newest" in task.sentence


def test_the_simulated_phone_is_not_asked(kept: Box, cast: Cast) -> None:
    lost(kept, cast, "6")
    cast.sender.is_demo = True
    assert kept.turn("sweep_inbound") == ""
