"""After a standstill, which may have been a restore, the carrier is asked first."""

from datetime import timedelta

import pytest

from diary import runs
from diary.db import db
from diary.outbox import Attempt, Message, MessageState
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.jobs.carried import Box, gateways_to

pytestmark = pytest.mark.both_databases
JOB = "dispatch_outbox"
TO = "+15550100041"
A_LINK, ANOTHER = "Today, 0-10? https://oak.example/f/a", "Today, 0-10? https://x.y/f/b"


def beat(clock: Clock) -> None:
    """Write down that the job ran now, as the metronome does."""
    runs.note_tick(JOB, clock.now, "", clock.now + timedelta(minutes=2))
    db.session.commit()


def restore(message: Message, body: str) -> None:
    """Put a message back to what a copy from before its sending holds."""
    message.state, message.sid, message.tries = MessageState.PLANNED, None, 0
    message.handed_over_at, message.body = None, body
    db.session.query(Attempt).delete()
    db.session.commit()


def test_what_was_sent_after_the_copy_is_not_sent_again(
    box: Box, cast: Cast, clock: Clock
) -> None:
    beat(clock)
    message = make_message(cast.sender, TO, body=A_LINK)
    box.send_due()
    restore(message, ANOTHER)
    clock.travel(minutes=20)
    assert box.turn(JOB) == "found 1 begun 0 over 0 failed 0"
    assert len(box.carrier.taken) == 1
    assert message.sid == box.carrier.taken[0].sid
    assert message.state is MessageState.QUEUED


def test_what_comes_up_after_the_first_turn_is_asked_about_too(
    box: Box, cast: Cast, clock: Clock
) -> None:
    """A reminder that the copy had not released yet is released, and was sent."""
    beat(clock)
    message = make_message(cast.sender, TO)
    box.send_due()
    due_at, body = message.due_at, message.body
    db.session.query(Attempt).delete()
    db.session.delete(message)
    clock.travel(minutes=20)
    box.turn(JOB)
    beat(clock)
    again = make_message(cast.sender, TO, body=body, due_at=due_at)
    clock.travel(seconds=5)
    box.turn(JOB)
    assert len(box.carrier.taken) == 1
    assert again.sid == box.carrier.taken[0].sid


def test_after_a_night_down_what_is_late_goes_once(
    box: Box, cast: Cast, clock: Clock
) -> None:
    beat(clock)
    # Somebody else's text to that number proves nothing.
    box.carrier.take({"To": TO, "From": cast.sender.number, "Body": "Saved: 6."})
    message = make_message(cast.sender, TO)
    clock.travel(minutes=50)
    box.turn(JOB)
    assert message.state is MessageState.QUEUED
    assert len(box.carrier.taken) == 2


def test_while_the_carrier_cannot_be_asked_nothing_late_goes(
    box: Box, cast: Cast, clock: Clock
) -> None:
    beat(clock)
    late = make_message(cast.sender, TO)
    clock.travel(minutes=20)
    ordinary, box.gateways.ordinary = (
        box.gateways.ordinary,
        gateways_to(box.carrier, "/elsewhere").ordinary,
    )
    box.turn(JOB)
    assert late.state is MessageState.PLANNED
    assert late.tries == 0
    box.gateways.ordinary.close()
    box.gateways.ordinary = ordinary
    clock.travel(seconds=11)
    box.turn(JOB)
    assert late.state is MessageState.QUEUED


def test_without_a_standstill_nobody_is_asked(
    box: Box, cast: Cast, clock: Clock
) -> None:
    beat(clock)
    clock.travel(seconds=30)
    box.carrier.take({"To": TO, "From": cast.sender.number, "Body": A_LINK})
    message = make_message(cast.sender, TO, body=ANOTHER)
    assert box.turn(JOB) == "begun 1 over 1 failed 0"
    assert message.sid == box.carrier.taken[1].sid
