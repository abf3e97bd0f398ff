"""A lean HTTP transport for carriers: kept connections, one timeout, no retries.

A connection for each thread and address. It says exactly one thing more than the
usual libraries do: whether a failed request can have reached the other side. Leaves
the bytes to ``wire`` and their meaning to the gateways.
"""

import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from diary.outbox.wire import BadAnswer, Wire

TIMEOUT_S = 30.0
"""Twilio itself gives up after about 26 seconds."""
CONNECT_TIMEOUT_S = 10.0
PORTS = {"http": 80, "https": 443}


class NeverSent(Exception):
    """No byte of the request left: no address, no connection, no handshake."""


class Unanswered(Exception):
    """The request may have been taken; the answer did not come, or not whole."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back. ``text`` for whoever parses it, header names in lower case."""

    status_code: int
    text: str
    headers: Mapping[str, str]
    cached: bool = False

    @property
    def ok(self) -> bool:
        return self.status_code < 400


class Transport:
    """Shaped as the official client wants its HttpClient; safe for many threads.

    Proxies are read from the environment once, here. Not fork-safe: build after.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._held = threading.local()
        self._proxies = getproxies()
        self._tls: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        self._wires: set[Wire] = set()

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> HttpAnswer:
        """Make one request, once; raises NeverSent or Unanswered.

        ``timeout`` is the client's and left alone: ours bounds the whole exchange. No
        redirect is followed: a POST that went elsewhere would be a second one.
        """
        parts = _split(uri)
        # urlencode escapes the + of a number; left alone it would arrive as a blank.
        query = urlencode(params, doseq=True) if params else parts.query
        target = f"{parts.path}?{query}" if query else parts.path
        body = urlencode(data, doseq=True).encode() if data else b""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if auth:
            lines.append(f"Authorization: {_basic(*auth)}")
        lines.append(f"Content-Length: {len(body)}\r\n\r\n")
        return self._exchange(parts, "\r\n".join(lines).encode("latin-1") + body)

    def close(self) -> None:
        """Close every connection; whoever asks next opens a new one."""
        for wire in list(self._wires):
            wire.close()

    @property
    def retry_after(self) -> float | None:
        """Return the seconds this thread's last answer asked to wait, if it did.

        Here, because the official client's exceptions leave headers out.
        """
        written: str | None = getattr(self._held, "retry_after", None)
        return float(written) if written and written.isdecimal() else None

    def _exchange(self, parts: SplitResult, request: bytes) -> HttpAnswer:
        wire = self._wire(parts)
        try:
            answer = wire.exchange(request, within_s=self._timeout_s)
        except (OSError, BadAnswer) as error:
            self._wires.discard(wire)
            raise Unanswered(type(error).__name__) from error
        self._held.retry_after = answer.headers.get("retry-after")
        text = answer.body.decode("utf-8", "replace")
        return HttpAnswer(answer.status, text, answer.headers)

    def _wire(self, parts: SplitResult) -> Wire:
        """Return this thread's connection, open and not closed by the other side.

        An idle connection may have been closed meanwhile. Writing into it would make
        a doubt of nothing, so it is looked at first.
        """
        kept: dict[str, Wire] = self._held.__dict__.setdefault("wires", {})
        wire = kept.get(parts.netloc)
        if wire is not None and not wire.is_stale():
            return wire
        if wire is not None:
            wire.close()
            self._wires.discard(wire)
        try:
            wire = kept[parts.netloc] = Wire(self._connected(parts))
        except (OSError, BadAnswer) as error:
            raise NeverSent(type(error).__name__) from error
        self._wires.add(wire)
        return wire

    def _connected(self, parts: SplitResult) -> socket.socket:
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        proxy = self._proxy_for(parts.scheme, host)
        door = (proxy.hostname or "", proxy.port or 80) if proxy else (host, port)
        sock = socket.create_connection(door, timeout=CONNECT_TIMEOUT_S)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if proxy:
                _tunnel(sock, f"{host}:{port}", proxy)
            if parts.scheme == "https":
                return self._tls_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
        return sock

    def _proxy_for(self, scheme: str, host: str) -> SplitResult | None:
        """Return the proxy of secure addresses; stand-ins without TLS are near by."""
        proxy = self._proxies.get("https") if scheme == "https" else None
        return urlsplit(proxy) if proxy and not proxy_bypass(host) else None

    def _tls_context(self) -> ssl.SSLContext:
        """One for all connections: making it takes 23 ms."""
        with self._lock:
            if self._tls is None:
                self._tls = ssl.create_default_context()
            return self._tls


def _tunnel(sock: socket.socket, target: str, proxy: SplitResult) -> None:
    """Have the proxy connect us through; nothing of the request is sent yet."""
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.username:
        told = _basic(proxy.username, proxy.password or "")
        lines.append(f"Proxy-Authorization: {told}")
    asked = "\r\n".join([*lines, "", ""]).encode("latin-1")
    sock.sendall(asked)
    head = b""
    while b"\r\n\r\n" not in head:
        piece = sock.recv(1024)
        head += piece
        if not piece or len(head) > 16_384:
            raise BadAnswer("the proxy did not answer")
    if head.split(b" ", 2)[1:2] != [b"200"]:
        raise BadAnswer("the proxy refused")


@lru_cache(maxsize=1024)
def _split(uri: str) -> SplitResult:
    return urlsplit(uri)


@lru_cache(maxsize=4)
def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
