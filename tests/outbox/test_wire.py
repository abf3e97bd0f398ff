"""The bytes of an answer, however they are cut; and what is no answer is none."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from diary.outbox.transport import NeverSent, Transport, Unanswered
from diary.outbox.wire import BadAnswer, Wire

Ends = tuple[Wire, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A wire, and the carrier's end of it."""
    here, there = socket.socketpair()
    wire = Wire(here)
    yield wire, there
    wire.close()
    there.close()


def say(there: socket.socket, *pieces: bytes, hang_up: bool = False) -> None:
    def work() -> None:
        # The wire hangs up as soon as it has seen enough.
        with suppress(OSError):
            there.recv(1000)
            for piece in pieces:
                there.sendall(piece)
            if hang_up:
                there.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=work).start()


@pytest.mark.parametrize(
    ("pieces", "status", "body"),
    [
        ([b"HTTP/1.1 201 CREATED\r\nContent-Length: 4\r\n\r\nbody"], 201, b"body"),
        (
            [b"HTTP/1.1 200 OK\r\ncontent-le", b"ngth: 3\r\n\r", b"\na", b"bc"],
            200,
            b"abc",
        ),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], 204, b""),
        ([b"HTTP/1.1 429\r\nContent-Length: 0\r\n\r\n"], 429, b""),
        (
            [
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"3\r\nabc\r\n1;x=y\r\nd",
                b"\r\n0\r\nTrailer: x\r\n\r\n",
            ],
            200,
            b"abcd",
        ),
        (
            [
                b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
                b"Content-Length: 1\r\n\r\nx",
            ],
            200,
            b"x",
        ),
    ],
)
def test_an_answer_is_read_however_it_is_cut(
    ends: Ends, pieces: list[bytes], status: int, body: bytes
) -> None:
    wire, there = ends
    for _ in range(2):  # the connection is kept, and nothing is left over
        say(there, *pieces)
        answer = wire.exchange(b"GET", within_s=5)
        assert (answer.status, answer.body) == (status, body)
    assert not wire.is_stale()


def test_an_answer_may_end_with_the_connection(ends: Ends) -> None:
    wire, there = ends
    say(there, b"HTTP/1.1 200 OK\r\n\r\nall of it", hang_up=True)
    assert wire.exchange(b"GET", within_s=5).body == b"all of it"
    assert wire.is_stale()


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"],
        [b"HTTP/1.1 200 OK\r\nContent-Le"],
        [b"SSH-2.0-OpenSSH\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000],
    ],
)
def test_what_is_no_whole_answer_is_none(ends: Ends, pieces: list[bytes]) -> None:
    wire, there = ends
    say(there, *pieces, hang_up=True)
    with pytest.raises((BadAnswer, OSError)):
        wire.exchange(b"GET", within_s=5)
    assert wire.is_stale()


def test_bytes_that_drip_do_not_outlast_the_deadline(ends: Ends) -> None:
    wire, there = ends
    enough = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            while not enough.wait(0.02):
                there.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(OSError, match=r"^$|timed out"):
        wire.exchange(b"GET", within_s=0.2)
    enough.set()
    dripping.join()


def serve(said: Callable[[socket.socket], None]) -> tuple[str, threading.Thread]:
    """Answer one connection on loopback; return its address."""
    door = socket.create_server(("127.0.0.1", 0))

    def work() -> None:
        caller, _ = door.accept()
        with caller:
            said(caller)
        door.close()

    serving = threading.Thread(target=work)
    serving.start()
    return f"127.0.0.1:{door.getsockname()[1]}", serving


@pytest.mark.parametrize("refusal", [b"HTTP/1.1 407 No\r\n\r\n", b"HTTP", b""])
def test_a_proxy_that_refuses_means_never_sent(
    monkeypatch: pytest.MonkeyPatch, refusal: bytes
) -> None:
    heard: list[bytes] = []

    def said(caller: socket.socket) -> None:
        heard.append(caller.recv(4000))
        caller.sendall(refusal)

    address, serving = serve(said)
    monkeypatch.setenv("https_proxy", f"http://user:word@{address}")
    transport = Transport(timeout_s=2)
    with pytest.raises(NeverSent):
        transport.request("POST", "https://api.example.org/x", data={"a": "b"})
    serving.join(5)
    assert heard[0].startswith(b"CONNECT api.example.org:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n" in heard[0]
    assert b"POST" not in heard[0]


def test_a_request_is_what_was_asked_in_one_piece() -> None:
    heard: list[bytes] = []

    def said(caller: socket.socket) -> None:
        heard.append(caller.recv(4000))
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    address, serving = serve(said)
    transport = Transport(timeout_s=2)
    answer = transport.request(
        "POST",
        f"http://{address}/a/b.json",
        data={"To": "+1555", "Body": "a b&c=é"},
        headers={"Accept": "application/json"},
        auth=("me", "secret"),
    )
    transport.close()
    serving.join(5)
    assert (answer.status_code, answer.text, answer.ok) == (200, "{}", True)
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert body == b"To=%2B1555&Body=a+b%26c%3D%C3%A9"
    assert head.startswith(b"POST /a/b.json HTTP/1.1\r\nHost: " + address.encode())
    assert f"Content-Length: {len(body)}".encode() in head


def test_half_an_answer_leaves_a_doubt() -> None:
    def said(caller: socket.socket) -> None:
        caller.recv(4000)
        caller.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")

    address, serving = serve(said)
    with pytest.raises(Unanswered):
        Transport(timeout_s=2).request("POST", f"http://{address}/", data={"a": "b"})
    serving.join(5)
