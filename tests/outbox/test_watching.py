"""What staff and operators see of sending."""

from datetime import timedelta

import pytest

from diary.db import db
from diary.outbox import (
    Failure,
    Gateways,
    Lane,
    Message,
    StatusReport,
    apply_status,
    dispatch_due,
    figures,
    forecast,
    pulse,
    reconcile,
    status_token,
    unresolved,
)
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message, make_sender, number
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


def test_waiting_for_its_hour_is_not_being_late(
    cast: Cast, gateways: Gateways, clock: Clock
) -> None:
    due_at, morning = clock.now - timedelta(hours=7), clock.now + timedelta(minutes=5)
    make_message(cast.sender, due_at=due_at, wake_at=morning)
    assert figures(clock.now).oldest_due_at is None
    clock.travel(minutes=6)
    assert figures(clock.now).oldest_due_at == due_at
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    assert figures(clock.now).late_p95_s == pytest.approx(60, abs=1)
    assert figures(clock.now).a_minute == 1


def test_a_text_the_carrier_holds_twice_is_counted(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    first, second = (make_message(cast.sender, number()) for _ in range(2))
    page = make_message(cast.sender, number(), lane=Lane.PAGES)
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    db.session.expire_all()

    def say(message: Message, sid: str) -> None:
        for _ in range(2):
            token = status_token(message.ref, 1)
            apply_status(token, StatusReport(sid, "sent"), clock.now)

    say(first, first.sid or "")
    say(first, second.sid or "")
    say(page, "SM" + "d" * 32)
    assert figures(clock.now).duplicate_count == 0
    say(first, "SM" + "e" * 32)
    found = [figures(clock.now, clinic) for clinic in (None, cast.clinic.id)]
    assert [one.duplicate_count for one in found] == [1, 1]
    assert figures(clock.now, cast.other_clinic.id).duplicate_count == 0
    clock.travel(hours=25)
    assert figures(clock.now).duplicate_count == 0


def test_a_list_that_shows_a_text_twice_is_counted_too(
    cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    carrier.fail(Failure.IN_DOUBT, taken=True)
    make_message(cast.sender)
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    carrier.take(carrier.requests[0])
    clock.travel(seconds=5)
    assert reconcile(gateways, clock.now).found == 1
    assert figures(clock.now).duplicate_count == 1


def test_the_forecast_counts_what_is_still_to_come(cast: Cast, clock: Clock) -> None:
    make_sender(cast.clinic, per_minute=6)
    cast.sender.per_minute = 6
    coming = [clock.now + timedelta(minutes=1)] * 14
    until = clock.now + timedelta(hours=1)
    found = forecast(cast.clinic.id, clock.now, until, coming)
    assert found.waiting_count == 14
    assert found.last_at == clock.now + timedelta(minutes=2)
