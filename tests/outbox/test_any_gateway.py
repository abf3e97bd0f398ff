"""What every carrier must do, whoever wrote it: one suite, run by each of them.

A new gateway joins by one more ``Trial`` in ``TRIALS``.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from flask import current_app

from diary.db import db
from diary.outbox import (
    CalledOff,
    CallRequest,
    Failure,
    Gateway,
    GatewayError,
    Gateways,
    Message,
    PhoneAnswer,
    Reached,
    SendRequest,
    TwilioGateway,
    dispatch_due,
    open_phone,
    reconcile,
)
from diary.outbox.statuses import OF_CARRIER, is_final
from diary.outbox.transport import Transport
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.outbox.carrier import Carrier
from tests.outbox.pigeon import PigeonGateway

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TO, OTHER = "+15550100031", "+15550100032"


@dataclass
class Trial:
    """A gateway on trial; ``failures`` make its next call end as they say."""

    gateway: Gateway
    failures: dict[Failure, Callable[[], object]] = field(default_factory=dict)
    rings: bool = True


@contextmanager
def twilio() -> Iterator[Trial]:
    carrier = Carrier().start()
    transport = Transport(timeout_s=5)
    gateway = TwilioGateway("AC" + "0" * 32, "token", None, carrier.url, transport)
    failures: dict[Failure, Callable[[], object]] = {
        Failure.BUSY: lambda: carrier.next_faults.append("busy"),
        Failure.IN_DOUBT: lambda: carrier.next_faults.append("reset_taken"),
        Failure.REJECTED: lambda: carrier.next_errors.append((400, 21211)),
    }
    yield Trial(gateway, failures)
    gateway.close()
    carrier.stop()


@contextmanager
def phone() -> Iterator[Trial]:
    settings = current_app.config["SETTINGS"]
    yield Trial(open_phone(settings, db.engine, lambda *_: PhoneAnswer(200, "")))


@contextmanager
def pigeon() -> Iterator[Trial]:
    gateway = PigeonGateway()

    def says(word: str) -> Callable[[], None]:
        return lambda: setattr(gateway, "next_word", word)

    failures: dict[Failure, Callable[[], object]] = {
        Failure.NOT_SENT: says("closed"),
        Failure.BUSY: says("later"),
        Failure.REJECTED: says("no_such_roof"),
        Failure.IN_DOUBT: says("fog"),
    }
    yield Trial(gateway, failures, rings=False)


TRIALS = {"twilio": twilio, "phone": phone, "pigeon": pigeon}


@pytest.fixture(params=TRIALS)
def trial(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Trial]:
    db.session.commit()
    with TRIALS[request.param]() as held:
        yield held


@pytest.fixture
def text(cast: Cast) -> SendRequest:
    return SendRequest(
        to=TO,
        body="How is today? ¿Qué tal? 😀 & = +",
        from_number=cast.sender.number,
        messaging_service_sid=None,
        status_url="http://localhost/twilio/status/abc",
        valid_for=600,
    )


def test_a_text_is_taken_under_a_name_and_a_status_we_know(
    trial: Trial, text: SendRequest
) -> None:
    accepted = trial.gateway.send(text)
    assert accepted.sid
    assert accepted.status in OF_CARRIER
    assert not is_final(OF_CARRIER[accepted.status])
    assert trial.gateway.account == trial.gateway.account != ""


def test_what_was_sent_is_found_by_its_number(trial: Trial, text: SendRequest) -> None:
    sid = trial.gateway.send(text).sid
    trial.gateway.send(replace(text, to=OTHER))
    (found,) = trial.gateway.find(TO, LONG_AGO)
    assert (found.sid, found.to, found.is_outbound) == (sid, TO, True)
    assert found.body == text.body
    assert found.created_at.tzinfo is not None
    assert found.status in OF_CARRIER


def test_what_is_called_off_leaves_nothing_behind(
    trial: Trial, text: SendRequest
) -> None:
    def stopped() -> None:
        raise CalledOff

    with pytest.raises(CalledOff):
        trial.gateway.send(replace(text, begin=stopped))
    assert list(trial.gateway.find(TO, LONG_AGO)) == []
    assert trial.gateway.send(text).sid


def test_one_text_is_fetched_by_its_name(trial: Trial, text: SendRequest) -> None:
    sid = trial.gateway.send(text).sid
    assert trial.gateway.fetch(sid).sid == sid
    with pytest.raises(GatewayError) as unheard:
        trial.gateway.fetch("SM" + "f" * 32)
    assert unheard.value.failure is Failure.REJECTED


def test_words_are_forgotten_again_and_again(trial: Trial, text: SendRequest) -> None:
    sid = trial.gateway.send(text).sid
    assert trial.gateway.redact(sid)
    assert trial.gateway.redact(sid)


def test_what_reached_a_number_may_be_asked(trial: Trial, cast: Cast) -> None:
    reached = trial.gateway.texts_to(cast.sender.number, LONG_AGO)
    assert isinstance(reached, Reached)
    assert (list(reached.texts), reached.is_whole) == ([], True)


def test_a_closed_gateway_may_be_used_again(trial: Trial, text: SendRequest) -> None:
    trial.gateway.send(text)
    trial.gateway.tick()
    trial.gateway.close()
    assert trial.gateway.send(text).sid


def test_a_voice_call_begins_or_is_refused(trial: Trial, cast: Cast) -> None:
    twiml = "<Response><Say>Please call the clinic.</Say></Response>"
    call = CallRequest(TO, cast.sender.number, twiml, "http://localhost/x")
    if trial.rings:
        assert trial.gateway.ring(call).sid
        return
    with pytest.raises(GatewayError) as refused:
        trial.gateway.ring(call)
    assert refused.value.failure is Failure.REJECTED


def test_many_threads_mix_nothing_up(trial: Trial, text: SendRequest) -> None:
    sids: list[tuple[str, str]] = []

    def send(place: int) -> None:
        for turn in range(4):
            body = f"Text {place}-{turn}."
            sids.append((trial.gateway.send(replace(text, body=body)).sid, body))

    threads = [threading.Thread(target=send, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept = {one.sid: one.body for one in trial.gateway.find(TO, LONG_AGO)}
    assert len(sids) == 24
    assert kept == dict(sids)


def test_failures_are_told_apart_and_quote_no_number(
    trial: Trial, text: SendRequest
) -> None:
    for failure, fail in trial.failures.items():
        fail()
        with pytest.raises(GatewayError) as caught:
            trial.gateway.send(text)
        assert caught.value.failure is failure
        assert TO not in repr(caught.value) + str(caught.value)
        # It failed once: nothing beneath us tried again, and the next one goes.
        before = len(list(trial.gateway.find(TO, LONG_AGO)))
        assert trial.gateway.send(text).sid
        assert len(list(trial.gateway.find(TO, LONG_AGO))) == before + 1


def test_dispatch_and_settling_need_nothing_else(
    trial: Trial, cast: Cast, clock: Clock
) -> None:
    gateways = Gateways(ordinary=trial.gateway, demo=trial.gateway, calls_at_once=2)
    plain = make_message(cast.sender, TO)
    doubtful: list[Message] = []
    if Failure.IN_DOUBT in trial.failures:
        db.session.commit()
        dispatch_due(gateways, clock.now, "http://localhost")
        trial.failures[Failure.IN_DOUBT]()
        doubtful.append(make_message(cast.sender, OTHER))
    db.session.commit()
    dispatch_due(gateways, clock.now, "http://localhost")
    clock.travel(seconds=5)
    reconcile(gateways, clock.now)
    gateways.close()
    db.session.expire_all()
    for message in (plain, *doubtful):
        assert message.state.value in OF_CARRIER
        assert len(list(trial.gateway.find(message.to, LONG_AGO))) == 1
