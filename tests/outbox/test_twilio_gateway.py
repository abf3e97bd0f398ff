"""The official client over our transport: every way to fail is sorted right."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from diary.outbox import (
    CalledOff,
    Failure,
    GatewayError,
    SendRequest,
    TwilioGateway,
)
from diary.outbox.transport import Transport
from tests.outbox.carrier import FAULTS, Carrier

SID, SERVICE = "AC" + "0" * 32, "MG" + "0" * 32
TO = "+15550100002"


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    held = Carrier().start()
    yield held
    held.stop()


@pytest.fixture
def open_gateway(carrier: Carrier) -> Iterator[Callable[..., TwilioGateway]]:
    """Open gateways to the carrier, or to another ``url``; closed after the test."""
    opened: list[TwilioGateway] = []

    def open_one(url: str = "", service: str | None = SERVICE) -> TwilioGateway:
        transport = Transport(timeout_s=1)
        opened.append(
            TwilioGateway(SID, "token", service, url or carrier.url, transport)
        )
        return opened[-1]

    yield open_one
    for gateway in opened:
        gateway.close()


@pytest.fixture
def gateway(open_gateway: Callable[..., TwilioGateway]) -> TwilioGateway:
    return open_gateway()


def request(**changes: Any) -> SendRequest:
    values = {
        "to": TO,
        "body": "How is today? ¿Qué tal? 😀 & = +",
        "from_number": "+15550001111",
        "messaging_service_sid": None,
        "status_url": "https://diary.example/twilio/status/abc",
        "valid_for": 3600,
    }
    return SendRequest(**{**values, **changes})


def failure_of(gateway: TwilioGateway) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        gateway.send(request())
    return caught.value


def test_a_text_arrives_as_it_was_written(
    carrier: Carrier, gateway: TwilioGateway
) -> None:
    accepted = gateway.send(request())
    (one,) = carrier.taken
    assert (one.sid, one.to, one.body) == (accepted.sid, TO, request().body)
    assert one.origin == SERVICE
    assert one.status_url == "https://diary.example/twilio/status/abc"


def test_a_sender_may_have_a_service_of_its_own_or_none(
    carrier: Carrier, open_gateway: Callable[..., TwilioGateway]
) -> None:
    own = "MG" + "1" * 32
    gateway = open_gateway(service=None)
    gateway.send(request(messaging_service_sid=own))
    gateway.send(request())
    assert [one.origin for one in carrier.taken] == [own, "+15550001111"]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_proven_unsent_is_in_doubt(
    carrier: Carrier, gateway: TwilioGateway, fault: str
) -> None:
    carrier.next_faults.append(fault)
    failed = failure_of(gateway)
    is_busy = fault.startswith("busy")
    assert failed.failure is (Failure.BUSY if is_busy else Failure.IN_DOUBT)
    # And it asked once: nothing below us tries again.
    assert carrier.call_count == 1


def test_busy_says_how_long_where_it_does(
    carrier: Carrier, gateway: TwilioGateway
) -> None:
    carrier.next_faults.extend(["busy_wait", "busy"])
    assert failure_of(gateway).retry_after == 7
    assert failure_of(gateway).retry_after is None


@pytest.mark.parametrize(
    ("status", "code"), [(400, 21211), (400, 21610), (401, 20003), (403, 20005)]
)
def test_a_definite_no_keeps_its_code_and_tells_no_number(
    carrier: Carrier, gateway: TwilioGateway, status: int, code: int
) -> None:
    carrier.next_errors.append((status, code))
    failed = failure_of(gateway)
    assert (failed.failure, failed.code) == (Failure.REJECTED, code)
    assert TO not in repr(failed) + str(failed)


def test_nobody_there_is_never_sent(open_gateway: Callable[..., TwilioGateway]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    gateway = open_gateway(address)
    assert failure_of(gateway).failure is Failure.NOT_SENT


def test_no_handshake_is_never_sent(
    carrier: Carrier, open_gateway: Callable[..., TwilioGateway]
) -> None:
    address = carrier.url.replace("http:", "https:")
    gateway = open_gateway(address)
    assert failure_of(gateway).failure is Failure.NOT_SENT
    assert carrier.call_count == 0


def test_a_kept_connection_that_was_closed_is_not_written_into(
    carrier: Carrier, gateway: TwilioGateway
) -> None:
    carrier.next_faults.append("cut")
    failure_of(gateway)
    gateway.send(request())
    gateway.send(request())
    assert len(carrier.taken) == 3


def test_the_list_is_asked_with_the_plus_escaped(
    carrier: Carrier, gateway: TwilioGateway
) -> None:
    gateway.send(request())
    gateway.send(request(to="+15550100003"))
    (found,) = gateway.find(TO, datetime.now(UTC) - timedelta(minutes=1))
    assert (found.to, found.body, found.is_outbound) == (TO, request().body, True)
    assert found.sid == carrier.taken[0].sid
    assert not gateway.find(TO, datetime.now(UTC) + timedelta(minutes=1))


def test_a_list_that_fails_is_not_an_empty_one(
    carrier: Carrier, open_gateway: Callable[..., TwilioGateway]
) -> None:
    gateway = open_gateway(carrier.url + "/elsewhere")
    with pytest.raises(GatewayError):
        gateway.find(TO, datetime.now(UTC))


def test_one_message_is_fetched_by_its_sid(
    carrier: Carrier, gateway: TwilioGateway
) -> None:
    accepted = gateway.send(request())
    carrier.taken[0].status = "delivered"
    assert gateway.fetch(accepted.sid).status == "delivered"
    with pytest.raises(GatewayError):
        gateway.fetch("SM" + "f" * 32)


def test_a_text_called_off_while_we_connect_never_reaches_the_wire(
    carrier: Carrier, gateway: TwilioGateway
) -> None:
    def stopped() -> None:
        raise CalledOff

    with pytest.raises(CalledOff):
        gateway.send(request(begin=stopped))
    assert carrier.call_count == 0
    # And only that text: the next one, and what else this thread asks, goes.
    assert gateway.send(request()).sid == carrier.taken[0].sid
    assert gateway.find(TO, datetime.now(UTC) - timedelta(minutes=1))
