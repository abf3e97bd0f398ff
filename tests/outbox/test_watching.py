"""What staff and operators see of sending."""

from datetime import timedelta

import pytest

from diary.db import db
from diary.outbox import (
    Failure,
    Gateways,
    dispatch_due,
    figures,
    forecast,
    pulse,
    reconcile,
    unresolved,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message, make_sender
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases


def test_the_pulse_of_a_quiet_house(cast: Cast, clock: Clock) -> None:
    make_message(cast.sender, due_at=clock.now + timedelta(minutes=1))
    found = pulse(clock.now)
    assert (found.waiting_count, found.oldest_due_at) == (0, None)
    assert (found.doubtful_count, found.unresolved_count) == (0, 0)
    assert not found.broken


def test_the_pulse_tells_what_waits_and_what_is_in_doubt(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.IN_DOUBT)
    doubtful = make_message(cast.sender, rank=1)
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    since = clock.now - timedelta(minutes=7)
    make_message(cast.sender, due_at=since)
    found = pulse(clock.now)
    assert (found.waiting_count, found.oldest_due_at) == (1, since)
    assert found.doubtful_count == 1
    clock.travel(minutes=3)
    reconcile(gateways, clock.now)
    assert pulse(clock.now).unresolved_count == 1
    assert [m.id for m in unresolved(cast.clinic.id)] == [doubtful.id]
    assert not unresolved(cast.other_clinic.id)


def test_a_broken_account_is_told_in_plain_words(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.REJECTED, 20003)
    make_message(cast.sender)
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    (sentence,) = pulse(clock.now).broken
    assert "refused our sign-in" in sentence


def test_the_forecast_says_when_the_last_text_leaves(cast: Cast, clock: Clock) -> None:
    slow = make_sender(cast.clinic, per_minute=6, created_at=clock.now)
    for _ in range(7):
        make_message(slow)
    until = clock.now + timedelta(hours=1)
    found = forecast(cast.clinic.id, clock.now, until)
    assert found.waiting_count == 7
    assert found.last_at == clock.now + timedelta(minutes=1)
    make_message(slow, due_at=clock.now + timedelta(minutes=30))
    last = forecast(cast.clinic.id, clock.now, until).last_at
    assert last == clock.now + timedelta(minutes=30)


def test_a_pause_has_no_forecast(cast: Cast, clock: Clock) -> None:
    cast.sender.paused_at = clock.now
    make_message(cast.sender)
    found = forecast(cast.clinic.id, clock.now, clock.now + timedelta(hours=1))
    assert (found.waiting_count, found.last_at) == (1, None)


def test_the_figures_say_how_late_texts_left(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    assert figures(clock.now).late_p95_s is None
    for seconds in (2, 4, 60):
        make_message(cast.sender, due_at=clock.now - timedelta(seconds=seconds))
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    found = figures(clock.now, cast.clinic.id)
    assert found.late_p50_s == pytest.approx(4, abs=1)
    assert found.late_p95_s == pytest.approx(60, abs=1)
    assert figures(clock.now, cast.other_clinic.id).late_p50_s is None
