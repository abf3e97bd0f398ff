"""Our transport and the client's own, over requests, fail alike in every way.

The client's own is what Twilio ships; what it can raise, and which of that proves that
nothing was sent, is written down here as it was tried (messaging 2).
"""

import socket
from collections.abc import Iterator

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from diary.outbox import Failure, GatewayError, SendRequest, TwilioGateway
from diary.outbox.callers import Callers
from diary.outbox.transport import Transport
from tests.outbox.carrier import Carrier
from tests.outbox.carrier_says import FAULTS

SID = "AC" + "0" * 32
NUMBERS = ("+15550100041", "+15550001111")
PROVEN = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError")


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    held = Carrier().start()
    yield held
    held.stop()


def by_requests(url: str) -> Failure | None:
    """Return how the official client ends over its own transport, sorted as read."""
    client = Client(SID, "token", http_client=TwilioHttpClient(timeout=1))
    client.api.base_url = url
    to, origin = NUMBERS
    try:
        made = client.messages.create(to=to, from_=origin, body="How is today?")
    except TwilioRestException as error:
        if error.status == 429:
            return Failure.BUSY
        is_no = 400 <= error.status < 500
        return Failure.REJECTED if is_no else Failure.IN_DOUBT
    except Exception as error:  # noqa: BLE001 - requests' own kinds, by their names
        return _sorted(error)
    return None if made.sid else Failure.IN_DOUBT


def _sorted(error: Exception) -> Failure:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    cause = error.args[0] if error.args else None
    reason = type(getattr(cause, "reason", None)).__name__
    is_proven = "SSLError" in kinds or reason in PROVEN
    return Failure.NOT_SENT if is_proven else Failure.IN_DOUBT


def request() -> SendRequest:
    to, origin = NUMBERS
    return SendRequest(to, "How is today?", origin, None, "http://localhost/x", 600)


def by_ours(url: str) -> Failure | None:
    gateway = TwilioGateway(SID, "token", None, url, Transport(timeout_s=1))
    try:
        gateway.send(request())
    except GatewayError as error:
        return error.failure
    finally:
        gateway.close()
    return None


def by_ours_awaited(url: str) -> Failure | None:
    gateway = TwilioGateway(SID, "token", None, url, Transport(timeout_s=1))
    callers: Callers[Failure | None] = Callers(1, timeout_s=1)

    async def call() -> Failure | None:
        try:
            await gateway.send_awaited(request())
        except GatewayError as error:
            return error.failure
        return None

    callers.begin_awaited(call())
    (failure,) = callers.collect(1, 0.0)
    callers.close()
    gateway.close()
    return failure


WAYS = {"requests": by_requests, "threads": by_ours, "awaited": by_ours_awaited}


@pytest.mark.parametrize("fault", ["", *FAULTS])
def test_every_fault_ends_alike_and_is_asked_once(carrier: Carrier, fault: str) -> None:
    ends = {}
    for count, (way, call) in enumerate(WAYS.items(), start=1):
        if fault:
            carrier.next_faults.append(fault)
        ends[way] = call(carrier.url)
        assert carrier.call_count == count, way
    assert len(set(ends.values())) == 1, ends


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (401, 20003), (503, 20503)])
def test_every_refusal_ends_alike(carrier: Carrier, status: int, code: int) -> None:
    carrier.next_errors.extend([(status, code)] * len(WAYS))
    ends = {way: call(carrier.url) for way, call in WAYS.items()}
    assert len(set(ends.values())) == 1, ends


def test_nobody_there_ends_alike() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    ends = {way: call(nobody) for way, call in WAYS.items()}
    assert set(ends.values()) == {Failure.NOT_SENT}, ends


def test_a_handshake_that_never_ends_proves_more_to_us(carrier: Carrier) -> None:
    """Over requests it looks like an answer that did not come."""
    url = carrier.url.replace("http:", "https:")
    ends = {way: call(url) for way, call in WAYS.items()}
    assert ends["threads"] is ends["awaited"] is Failure.NOT_SENT
    assert ends["requests"] in (Failure.NOT_SENT, Failure.IN_DOUBT)
    assert carrier.call_count == 0
