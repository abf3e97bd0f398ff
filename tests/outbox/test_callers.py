"""Calls that wait side by side on one wire fail as those that wait alone do."""

import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from diary.outbox import Accepted, Failure, GatewayError, SendRequest, TwilioGateway
from diary.outbox.callers import Callers
from diary.outbox.gateway import CalledOff
from diary.outbox.transport import Transport
from tests.outbox.carrier import FAULTS, Carrier

SID = "AC" + "0" * 32
End = Accepted | GatewayError
Send = Callable[..., list[End]]


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    held = Carrier().start()
    yield held
    held.stop()


@pytest.fixture
def callers() -> Iterator[Callers[End]]:
    made: Callers[End] = Callers(8)
    yield made
    made.close()


@pytest.fixture
def send(carrier: Carrier, callers: Callers[End]) -> Send:
    """Send texts side by side and wait for the end of all of them."""

    def sent(
        count: int = 1,
        url: str = "",
        connect_s: float = 30,
        begin: Callable[[], None] = lambda: None,
    ) -> list[End]:
        transport = Transport(timeout_s=connect_s)
        gateway = TwilioGateway(SID, "token", None, url or carrier.url, transport)
        for number in range(count):
            callers.begin_awaited(_ended(gateway, f"+1555010{number:04d}", begin))
        return callers.collect(count, 30)

    return sent


async def _ended(
    gateway: TwilioGateway, to: str, begin: Callable[[], None] = lambda: None
) -> End:
    body = "¿Qué tal? 😀 & = +"
    request = SendRequest(to, body, "+15550001111", None, "", 60, begin)
    try:
        return await gateway.send_awaited(request)
    except GatewayError as error:
        return error


def test_each_call_gets_its_own_answer(carrier: Carrier, send: Send) -> None:
    sids = [end.sid for end in send(20) if isinstance(end, Accepted)]
    assert sorted(sids) == sorted(one.sid for one in carrier.taken)
    assert {one.body for one in carrier.taken} == {"¿Qué tal? 😀 & = +"}
    assert len({one.to for one in carrier.taken}) == 20


def test_connections_are_kept(carrier: Carrier, send: Send) -> None:
    for _ in range(5):
        send(2)
    assert len(carrier.wires) <= 2
    assert len(carrier.taken) == 10


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "silent"])
def test_what_is_not_proven_unsent_is_in_doubt(
    carrier: Carrier, send: Send, fault: str
) -> None:
    carrier.next_faults.append(fault)
    (end,) = send()
    assert isinstance(end, GatewayError)
    is_busy = fault.startswith("busy")
    assert end.failure is (Failure.BUSY if is_busy else Failure.IN_DOUBT)
    assert end.retry_after == (7 if fault == "busy_wait" else None)
    assert carrier.call_count == 1


def test_no_answer_is_a_doubt(carrier: Carrier) -> None:
    callers: Callers[End] = Callers(1, timeout_s=0.2)
    carrier.next_faults.append("silent")
    gateway = TwilioGateway(SID, "token", None, carrier.url)
    callers.begin_awaited(_ended(gateway, "+15550100001"))
    (end,) = callers.collect(1, 30)
    callers.close()
    assert isinstance(end, GatewayError)
    assert end.failure is Failure.IN_DOUBT


def test_one_that_fails_leaves_the_others_alone(carrier: Carrier, send: Send) -> None:
    carrier.next_faults.extend(["cut", "reset", "503_taken"])
    ends = send(8)
    assert sum(isinstance(end, Accepted) for end in ends) == 5
    assert all(isinstance(end, Accepted) for end in send(8))


def test_a_connection_closed_while_idle_is_not_written_into(
    carrier: Carrier, send: Send
) -> None:
    send(2)
    for wire in list(carrier.wires):
        carrier._loop.call_soon_threadsafe(wire.transport.close)
    while carrier.wires:
        pass
    assert all(isinstance(end, Accepted) for end in send(2))


def test_a_definite_no_keeps_its_code(carrier: Carrier, send: Send) -> None:
    carrier.next_errors.append((400, 21610))
    (end,) = send()
    assert isinstance(end, GatewayError)
    assert (end.failure, end.code) == (Failure.REJECTED, 21610)


def test_nobody_there_is_never_sent(send: Send) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        (end,) = send(url=f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert isinstance(end, GatewayError)
    assert end.failure is Failure.NOT_SENT


def test_no_handshake_is_never_sent(carrier: Carrier, send: Send) -> None:
    (end,) = send(url=carrier.url.replace("http:", "https:"), connect_s=0.5)
    assert isinstance(end, GatewayError)
    assert end.failure is Failure.NOT_SENT
    assert carrier.call_count == 0


def test_what_is_called_off_right_before_its_first_byte_never_leaves(
    carrier: Carrier, send: Send
) -> None:
    def object_to_it() -> None:
        raise CalledOff(is_late=True)

    for count in (0, 1):  # on a new connection, and on a kept one
        (end,) = send(begin=object_to_it)
        assert isinstance(end, CalledOff)
        assert end.is_late
        assert carrier.call_count == count
        send()
    assert len(carrier.wires) == 1


async def _at_once() -> End:
    return Accepted("SM-of-a-thread", "queued")


def test_threads_and_the_wire_end_together(
    carrier: Carrier, callers: Callers[End]
) -> None:
    gateway = TwilioGateway(SID, "token", None, carrier.url)
    for number in range(4):
        callers.begin(_at_once())
        call: Coroutine[Any, Any, End] = _ended(gateway, f"+1555010{number:04d}")
        callers.begin_awaited(call)
    ends = callers.collect(8, 30)
    assert [type(end) for end in ends] == [Accepted] * 8
    assert callers.out == 0


def test_a_call_over_tls_is_read_to_its_end(
    callers: Callers[End], tmp_path: Path
) -> None:
    certificate = _certificate(tmp_path)
    port = _answer_over_tls(certificate)
    transport = Transport()
    transport._tls = ssl.create_default_context(cafile=str(certificate))
    gateway = TwilioGateway(SID, "token", None, f"https://127.0.0.1:{port}", transport)
    for _ in range(3):
        callers.begin_awaited(_ended(gateway, "+15550100001"))
        (end,) = callers.collect(1, 30)
        assert end == Accepted("SM1", "queued")


def _answer_over_tls(certificate: Path) -> int:
    """Answer three requests of one connection, each in two records."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with (
            listening,
            listening.accept()[0] as raw,
            context.wrap_socket(raw, server_side=True) as held,
        ):
            for _ in range(3):
                while b"ValidityPeriod" not in held.recv(65_536):
                    pass
                body = b'{"sid": "SM1", "status": "queued"}'
                head = f"HTTP/1.1 201 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                held.sendall(head.encode())
                held.sendall(body)

    threading.Thread(target=serve, daemon=True).start()
    port: int = listening.getsockname()[1]
    return port


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "carrier")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "carrier.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
