"""Words of texts that are done do not stay at the carrier."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from diary.db import db
from diary.inbox import InboundText
from diary.outbox import Message, MessageState
from jobs import redact_bodies
from jobs.redact_bodies import CarrierRefused
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message, make_text
from tests.jobs.carried import Box
from tests.outbox.carrier import Taken

pytestmark = pytest.mark.both_databases
DAY = timedelta(hours=24)
JOB = "redact_bodies"


@pytest.fixture
def done(box: Box, cast: Cast, clock: Clock) -> Callable[[], tuple[Message, Taken]]:
    """Send a text that is delivered now."""

    def send() -> tuple[Message, Taken]:
        message = make_message(cast.sender)
        box.send_due()
        message.state, message.final_at = MessageState.DELIVERED, clock.now
        return message, box.carrier.taken[-1]

    return send


def test_a_text_that_ended_a_day_ago_is_blanked_at_the_carrier_only(
    box: Box, done: Callable[[], tuple[Message, Taken]], clock: Clock
) -> None:
    message, one = done()
    clock.travel(hours=23)
    assert box.turn(JOB) == ""
    assert one.body == message.body
    clock.travel(hours=1)
    assert box.turn(JOB) == "redacted 1 out 0 in"
    assert one.body == ""
    assert message.body == "How is today, 0-10?"
    assert message.redacted_at == clock.now


def test_what_is_done_is_asked_for_once(
    box: Box, done: Callable[[], tuple[Message, Taken]], clock: Clock
) -> None:
    done()
    clock.travel(days=1)
    box.turn(JOB)
    calls = box.carrier.call_count
    assert box.turn(JOB) == ""
    assert box.carrier.call_count == calls


def test_one_that_is_still_on_its_way_keeps_its_words(
    box: Box, cast: Cast, clock: Clock
) -> None:
    make_message(cast.sender)
    box.send_due()
    clock.travel(days=2)
    assert box.turn(JOB) == ""
    assert box.carrier.taken[0].body


def test_what_a_patient_wrote_is_blanked_once_we_have_it_for_a_day(
    box: Box, cast: Cast, clock: Clock
) -> None:
    one = box.carrier.hold(cast.patient.phone, cast.sender.number, "6")
    make_text(cast.patient, cast.sender, "6", sid=one.sid)
    assert box.turn(JOB) == ""
    clock.travel(days=1)
    assert box.turn(JOB) == "redacted 0 out 1 in"
    text = db.session.query(InboundText).one()
    assert (one.body, text.body, text.redacted_at) == ("", "6", clock.now)


def test_pictures_a_patient_sent_are_deleted_with_the_words(
    box: Box, cast: Cast, clock: Clock
) -> None:
    one = box.carrier.hold(cast.patient.phone, cast.sender.number, "my leg")
    one.pictures += [f"ME{count:032x}" for count in range(3)]
    make_text(cast.patient, cast.sender, "my leg", sid=one.sid, media_count=3)
    clock.travel(days=1)
    assert box.turn(JOB) == "redacted 0 out 1 in"
    assert (one.body, one.pictures) == ("", [])


def test_too_early_means_later_and_holds_up_nobody(
    box: Box,
    done: Callable[[], tuple[Message, Taken]],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(redact_bodies, "AT_A_TIME", 1)
    _, stuck = done()
    stuck.error_on_update = (400, 20009)
    done()
    clock.travel(days=1)
    assert box.turn(JOB) == "redacted 1 out 0 in"
    stuck.error_on_update = None
    assert box.turn(JOB) == "redacted 1 out 0 in"
    assert stuck.body == ""


def test_one_the_carrier_does_not_know_is_done(
    box: Box, done: Callable[[], tuple[Message, Taken]], clock: Clock
) -> None:
    message, one = done()
    box.carrier.taken.remove(one)
    clock.travel(days=1)
    assert box.turn(JOB) == "redacted 1 out 0 in"
    assert message.redacted_at == clock.now


def test_a_death_between_call_and_row_is_mended_by_the_next_turn(
    box: Box, done: Callable[[], tuple[Message, Taken]], clock: Clock
) -> None:
    message, one = done()
    clock.travel(days=1)
    box.follow_clock()
    assert box.gateways.ordinary.redact(one.sid)
    assert box.turn(JOB) == "redacted 1 out 0 in"
    assert message.redacted_at is not None


@pytest.mark.parametrize(
    ("status", "code"), [(401, 20003), (404, 404), (429, 20429), (503, 20503)]
)
def test_a_no_that_is_not_about_the_text_ends_the_turn(
    box: Box,
    done: Callable[[], tuple[Message, Taken]],
    clock: Clock,
    status: int,
    code: int,
) -> None:
    message, one = done()
    one.error_on_update = (status, code)
    clock.travel(days=1)
    with pytest.raises(CarrierRefused):
        box.turn(JOB)
    db.session.rollback()
    assert message.redacted_at is None


def test_the_simulated_phone_is_not_asked(
    box: Box, cast: Cast, done: Callable[[], tuple[Message, Taken]], clock: Clock
) -> None:
    done()
    cast.sender.is_demo = True
    clock.travel(days=1)
    assert box.turn(JOB) == ""
