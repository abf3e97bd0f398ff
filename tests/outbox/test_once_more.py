"""A phone that was off gets the text once more, and the desk hears of the third."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from diary.db import db
from diary.outbox import (
    Gateways,
    Message,
    MessageState,
    News,
    StatusReport,
    apply_status,
    cancel,
    dispatch_due,
    listen,
    message_by_key,
    news,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message

pytestmark = pytest.mark.both_databases
HANDSET_OFF, FILTERED = 30003, 30007


@pytest.fixture
def heard() -> Iterator[list[News]]:
    told: list[News] = []
    listen(told.append)
    yield told
    news._listeners.pop()


def lose(message: Message, gateways: Gateways, clock: Clock, code: int) -> None:
    """Send it, and have the carrier say that it did not arrive."""
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    db.session.refresh(message)
    assert message.sid
    for _ in range(2):
        report = StatusReport(message.sid, "undelivered", code)
        apply_status("", report, clock.now)
        db.session.commit()


def again(message: Message) -> Message | None:
    return message_by_key(message.clinic_id, message.key + ".again")


def test_a_phone_that_was_off_gets_the_text_once_more(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    first = make_message(cast.sender)
    lose(first, gateways, clock, HANDSET_OFF)
    second = again(first)
    assert second
    assert (second.state, second.body) == (MessageState.PLANNED, first.body)
    assert second.useless_after == first.useless_after
    clock.travel(minutes=31)
    lose(second, gateways, clock, HANDSET_OFF)
    assert again(second) is None


@pytest.mark.parametrize(("minutes", "code"), [(60, FILTERED), (20, HANDSET_OFF)])
def test_a_blocked_text_or_a_late_one_is_not_tried_again(
    cast: Cast, gateways: Gateways, clock: Clock, minutes: int, code: int
) -> None:
    useless_after = clock.now + timedelta(minutes=minutes)
    first = make_message(cast.sender, useless_after=useless_after)
    lose(first, gateways, clock, code)
    assert again(first) is None


def test_a_text_that_is_tried_again_is_not_lost_yet(
    cast: Cast, gateways: Gateways, clock: Clock, heard: list[News]
) -> None:
    first = make_message(cast.sender)
    lose(first, gateways, clock, HANDSET_OFF)
    assert heard == []
    second = again(first)
    assert second
    clock.travel(minutes=31)
    lose(second, gateways, clock, HANDSET_OFF)
    assert [told.key for told in heard] == [second.key]


def test_the_third_in_a_row_is_told_as_such(
    cast: Cast, gateways: Gateways, clock: Clock, heard: list[News]
) -> None:
    to, about = cast.patient.phone, cast.patient.ref
    soon = clock.now + timedelta(minutes=20)
    for _ in range(3):
        clock.travel(minutes=1)
        message = make_message(cast.sender, to, about=about, useless_after=soon)
        lose(message, gateways, clock, HANDSET_OFF)
    assert [told.lost_in_a_row for told in heard] == [1, 2, 3]


def test_what_is_taken_back_is_not_tried_again(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    first = make_message(cast.sender)
    lose(first, gateways, clock, HANDSET_OFF)
    second = again(first)
    assert second
    assert cancel(first.clinic_id, [first.key], clock.now, "moved") == {first.key}
    db.session.expire_all()
    assert (second.state, second.reason) == (MessageState.CANCELED, "moved")
    assert first.state is MessageState.UNDELIVERED
