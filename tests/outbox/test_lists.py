"""A doubt is settled by the carrier's list, however badly that is kept."""

from collections.abc import Iterator

import pytest
from flask import Flask

from diary.db import db
from diary.outbox import Message, MessageState
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.jobs.carried import Box, gateways_to
from tests.outbox.carrier import Carrier, Rules

pytestmark = pytest.mark.both_databases
TO, OTHER = "+15550100031", "+15550100032"
WORDS = "How is today, 0-10?"
JOB = "reconcile_outbox"


@pytest.fixture
def box(app: Flask, clock: Clock) -> Iterator[Box]:
    """A box whose carrier lists two texts a page, and the next page unfiltered."""
    carrier = Carrier(Rules(page_size=2)).start()
    gateways = gateways_to(carrier)
    yield Box(carrier, gateways, app.config["SETTINGS"])
    gateways.close()
    carrier.stop()


def doubtful(box: Box, cast: Cast, fault: str, to: str = TO) -> Message:
    """Send a text whose call ends in doubt."""
    box.carrier.next_faults.append(fault)
    message = make_message(cast.sender, to, body=WORDS)
    box.send_due()
    assert message.state is MessageState.UNCERTAIN
    return message


def foreign(box: Box, count: int, to: str = OTHER, words: str = WORDS) -> None:
    """Have the carrier take texts that are none of ours, newer than all others."""
    for number in range(count):
        form = {"To": to, "From": f"+1555990{number:04d}", "Body": words}
        box.carrier.take(form).at += 1


@pytest.mark.parametrize("lag_s", [0, 20, 60])
def test_a_list_that_lags_is_believed_once_it_has_it(
    box: Box, cast: Cast, clock: Clock, lag_s: int
) -> None:
    box.carrier.rules.list_lag_s = lag_s
    message = doubtful(box, cast, "503_taken")
    clock.travel(seconds=5)
    box.turn(JOB)
    is_there = message.state is MessageState.QUEUED
    assert is_there == (lag_s == 0)
    clock.travel(seconds=lag_s + 11)
    box.turn(JOB)
    assert message.state is MessageState.QUEUED
    assert len(box.carrier.taken) == 1


def test_ours_is_found_on_a_later_page_among_others(
    box: Box, cast: Cast, clock: Clock
) -> None:
    message = doubtful(box, cast, "503_taken")
    foreign(box, 3, TO, "Your parcel is here.")
    foreign(box, 3)
    clock.travel(seconds=5)
    box.turn(JOB)
    assert message.sid == box.carrier.taken[0].sid


def test_a_text_to_somebody_else_is_never_taken_for_ours(
    box: Box, cast: Cast, clock: Clock
) -> None:
    message = doubtful(box, cast, "503")
    foreign(box, 3, TO, "Your parcel is here.")
    foreign(box, 5)
    settle(box, clock)
    assert (message.state, message.sid) == (MessageState.UNRESOLVED, None)
    assert len(box.carrier.taken) == 8


def test_a_body_that_was_blanked_proves_nothing(
    box: Box, cast: Cast, clock: Clock
) -> None:
    message = doubtful(box, cast, "503_taken")
    box.carrier.taken[0].body = ""
    settle(box, clock)
    assert message.state is MessageState.UNRESOLVED
    box.send_due()
    assert len(box.carrier.taken) == 1


def test_of_two_with_the_same_words_each_finds_its_own(
    box: Box, cast: Cast, clock: Clock
) -> None:
    first = doubtful(box, cast, "503_taken")
    clock.travel(seconds=5)
    box.turn(JOB)
    second = doubtful(box, cast, "reset_taken")
    clock.travel(seconds=5)
    box.turn(JOB)
    sids = [one.sid for one in box.carrier.taken]
    assert [first.sid, second.sid] == sids


def test_of_two_with_the_same_words_one_that_was_not_taken_finds_none(
    box: Box, cast: Cast, clock: Clock
) -> None:
    make_message(cast.sender, TO, body=WORDS)
    box.send_due()
    second = doubtful(box, cast, "reset")
    settle(box, clock)
    assert (second.state, second.sid) == (MessageState.UNRESOLVED, None)


def settle(box: Box, clock: Clock) -> None:
    """Look until there is no more to look for."""
    for _ in range(5):
        clock.travel(seconds=61)
        box.turn(JOB)
    db.session.expire_all()
