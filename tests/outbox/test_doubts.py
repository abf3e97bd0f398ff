"""A doubt is settled by what the carrier proves, and never by sending again."""

from datetime import timedelta

import pytest

from diary.db import db
from diary.outbox import (
    Failure,
    Gateways,
    Lane,
    Message,
    MessageDraft,
    MessageState,
    Mode,
    SendRequest,
    StatusReport,
    answer,
    apply_status,
    cancel,
    dispatch_due,
    message_by_key,
    reconcile,
    status_token,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases
BASE = "http://localhost"
TO = "+15550100003"


def send(gateways: Gateways, clock: Clock) -> None:
    db.session.commit()
    dispatch_due(gateways, clock.now, BASE)
    db.session.expire_all()


def settle(gateways: Gateways, clock: Clock) -> None:
    db.session.commit()
    reconcile(gateways, clock.now)
    db.session.expire_all()


def state_of(message: Message) -> MessageState:
    return message.state


def doubtful(cast: Cast, carrier: Pretend, *, taken: bool) -> Message:
    carrier.fail(Failure.IN_DOUBT, 500, taken=taken)
    return make_message(cast.sender, TO)


def test_what_was_taken_after_all_is_found(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    assert state_of(message) is MessageState.UNCERTAIN
    clock.travel(seconds=5)
    settle(gateways, clock)
    assert (message.state, message.sid) == (MessageState.QUEUED, *carrier.kept)
    send(gateways, clock)
    assert len(carrier.requests) == 1


def test_what_nobody_knows_is_shown_and_never_sent_again(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = doubtful(cast, carrier, taken=False)
    send(gateways, clock)
    for _ in range(11):
        clock.travel(seconds=10)
        settle(gateways, clock)
        assert state_of(message) is MessageState.UNCERTAIN
    clock.travel(seconds=20)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    clock.travel(minutes=5)
    send(gateways, clock)
    assert len(carrier.requests) == 1


def test_a_list_that_lags_is_asked_again(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.shows_list = False
    message = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    clock.travel(seconds=60)
    settle(gateways, clock)
    carrier.shows_list = True
    clock.travel(seconds=30)
    settle(gateways, clock)
    assert state_of(message) is MessageState.QUEUED


def test_a_carrier_that_cannot_be_asked_settles_nothing(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    carrier.is_list_down = True
    clock.travel(hours=2)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNCERTAIN
    carrier.is_list_down = False
    clock.travel(minutes=2)
    settle(gateways, clock)
    assert state_of(message) is MessageState.QUEUED


def test_a_process_told_to_end_asks_no_further(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    for number in ("+15550100004", "+15550100005", "+15550100006"):
        carrier.fail(Failure.IN_DOUBT, 500, taken=True)
        make_message(cast.sender, number)
    clock.travel(seconds=1)
    for _ in range(3):
        send(gateways, clock)
    clock.travel(seconds=5)
    db.session.commit()
    asked = iter([False, True])
    settled = reconcile(gateways, clock.now, stopping=lambda: next(asked, True))
    assert settled.found == 1


def test_a_callback_settles_a_doubt_at_once(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    (sid,) = carrier.kept
    apply_status(status_token(message.ref, 1), StatusReport(sid, "sent"), clock.now)
    assert (state_of(message), message.sid) == (MessageState.SENT, sid)
    # And the number is free for the next text.
    make_message(cast.sender, TO)
    send(gateways, clock)
    assert len(carrier.requests) == 2


def test_a_callback_is_right_even_after_we_gave_up(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.shows_list = False
    message = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    clock.travel(minutes=3)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    (sid,) = carrier.kept
    report = StatusReport(sid, "delivered")
    apply_status(status_token(message.ref, 1), report, clock.now)
    assert state_of(message) is MessageState.DELIVERED


def test_an_unresolved_text_is_looked_for_while_it_may_arrive(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.shows_list = False
    message = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    clock.travel(minutes=3)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    # Its number had the same words again meanwhile: those are another text.
    clock.travel(minutes=20)
    other = make_message(cast.sender, TO, body=message.body)
    send(gateways, clock)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    carrier.shows_list = True
    clock.travel(minutes=20)
    settle(gateways, clock)
    assert (state_of(message), message.sid) == (MessageState.QUEUED, *carrier.kept)[:2]
    assert other.sid != message.sid
    assert len(carrier.requests) == 2


def test_an_unresolved_text_is_not_looked_for_for_ever(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = doubtful(cast, carrier, taken=False)
    send(gateways, clock)
    for _ in range(30):
        clock.travel(minutes=4)
        settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    assert message.lease_until is None


def test_a_callback_before_the_answer_is_not_undone_by_it(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = make_message(cast.sender, TO)
    ref, app_session = message.ref, db.session

    def called_back_first(request: SendRequest) -> None:
        sid = f"SM{len(carrier.kept) + 1:032x}"
        report = StatusReport(sid, "sent")
        with app.app_context():
            apply_status(status_token(ref, 1), report, clock.now)
            app_session.commit()

    from flask import current_app

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    carrier.troubles.append(called_back_first)
    send(gateways, clock)
    assert (state_of(message), message.sid) == (MessageState.SENT, *carrier.kept)


def test_what_a_dead_worker_left_becomes_a_doubt(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    class Dies(BaseException):
        pass

    def die(step: str) -> None:
        if step == "after_intent_commit":
            raise Dies

    message = make_message(cast.sender, TO)
    db.session.commit()
    with pytest.raises(Dies):
        dispatch_due(gateways, clock.now, BASE, at_step=die)
    db.session.expire_all()
    assert state_of(message) is MessageState.DISPATCHING
    send(gateways, clock)
    settle(gateways, clock)
    assert state_of(message) is MessageState.DISPATCHING
    clock.travel(seconds=41)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNCERTAIN
    clock.travel(seconds=80)
    settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    assert not carrier.requests


def test_what_is_out_cannot_be_taken_back(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    waiting = make_message(cast.sender, due_at=clock.now + timedelta(hours=1))
    out = doubtful(cast, carrier, taken=True)
    send(gateways, clock)
    keys = {waiting.key, out.key, "unheard of"}
    assert cancel(cast.clinic.id, keys, clock.now, "moved") == {waiting.key}
    db.session.expire_all()
    assert waiting.reason == "moved"
    assert state_of(out) is MessageState.UNCERTAIN


def test_a_page_in_doubt_goes_again(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.IN_DOUBT, taken=True)
    page = make_message(cast.sender, TO, lane=Lane.PAGES, rank=0)
    send(gateways, clock)
    clock.travel(seconds=6)
    send(gateways, clock)
    assert len(carrier.requests) == 2
    assert state_of(page) is MessageState.QUEUED


def test_two_texts_with_the_same_words_are_told_apart(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    first = make_message(cast.sender, TO, body="the same")
    send(gateways, clock)
    carrier.fail(Failure.IN_DOUBT, taken=False)
    second = make_message(cast.sender, TO, body="the same")
    send(gateways, clock)
    clock.travel(minutes=3)
    settle(gateways, clock)
    assert state_of(first) is MessageState.QUEUED
    assert state_of(second) is MessageState.UNRESOLVED


def answered(cast: Cast, clock: Clock, lane: Lane = Lane.REMINDERS) -> Message:
    draft = MessageDraft(
        clinic_id=cast.clinic.id,
        key="reply-1",
        to=TO,
        body="Saved: 6 of 10.",
        purpose="reply",
        due_at=clock.now,
        useless_after=clock.now + timedelta(hours=1),
        lane=lane,
    )
    given = answer(draft, clock.now)
    assert answer(draft, clock.now) == given
    message = message_by_key(cast.clinic.id, "reply-1")
    assert message is not None
    assert (message.ref, message.body) == (given.ref, given.body)
    return message


def test_an_answer_is_tracked_like_any_other(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    message = answered(cast, clock)
    report = StatusReport("SM" + "7" * 32, "delivered")
    apply_status(status_token(message.ref, 1), report, clock.now)
    assert state_of(message) is MessageState.DELIVERED


def test_an_answer_without_a_callback_is_found_by_the_sweep(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = answered(cast, clock)
    request = SendRequest(TO, message.body, "", None, "", 60)
    carrier.take(request)
    clock.travel(seconds=61)
    settle(gateways, clock)
    assert state_of(message) is MessageState.QUEUED


def test_an_answer_that_never_arrived_is_shown(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = answered(cast, clock)
    for _ in range(4):
        clock.travel(seconds=61)
        settle(gateways, clock)
    assert state_of(message) is MessageState.UNRESOLVED
    assert not carrier.requests


def test_an_answer_that_must_arrive_is_sent_instead(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = answered(cast, clock, Lane.PAGES)
    clock.travel(seconds=61)
    settle(gateways, clock)
    send(gateways, clock)
    assert (message.mode, state_of(message)) == (Mode.CALL, MessageState.QUEUED)


def test_silence_is_ended_by_asking(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = make_message(cast.sender)
    send(gateways, clock)
    carrier.say(message.sid or "", "delivered")
    clock.travel(minutes=61)
    settle(gateways, clock)
    assert state_of(message) is MessageState.DELIVERED


def test_after_three_days_of_silence_sent_is_the_end(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    message = make_message(cast.sender)
    send(gateways, clock)
    carrier.say(message.sid or "", "sent")
    clock.travel(hours=73)
    settle(gateways, clock)
    assert state_of(message) is MessageState.SENT_UNCONFIRMED
