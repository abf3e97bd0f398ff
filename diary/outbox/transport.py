"""A lean HTTP transport for carriers: kept connections, one timeout, no retries.

A connection for each thread, over ``http.client``: a request costs a sixth of what
the usual libraries take. It says exactly one thing more than they do: whether a
failed request can have reached the other side. Leaves meaning to the gateways.
"""

import http.client
import select
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from urllib.parse import SplitResult, quote_plus, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from diary.outbox.exchange import Exchange, HttpAnswer

TIMEOUT_S = 30.0
"""Twilio itself gives up after about 26 seconds."""

ESCAPES = {byte: quote_plus(bytes([byte])) for byte in range(256)}
"""What a form says instead of each byte."""


class NeverSent(Exception):
    """No byte of the request left: no address, no connection, no handshake."""


class Unanswered(Exception):
    """The request may have been taken; the answer did not come, or not whole."""


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
        self._made: list[http.client.HTTPConnection] = []

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
        """Make one request, once; raises NeverSent or Unanswered."""
        parts = urlsplit(uri)
        sent = dict(headers or {})
        if auth:
            sent["Authorization"] = _basic(*auth)
        return self._exchange(parts, method, _target(parts, params), _form(data), sent)

    def connected(self, parts: SplitResult) -> socket.socket:
        """Return a new connection that the caller keeps; raises NeverSent."""
        connection = self._opened(parts)
        _connect(connection)
        sock: socket.socket = connection.sock
        return sock

    @contextmanager
    def asking(self, begin: Callable[[], None]) -> Iterator[None]:
        """Have this thread's requests ask ``begin`` before their first byte.

        What it raises comes out as it is: the request has not been made then.
        """
        self._held.begin = begin
        try:
            yield
        finally:
            self._held.begin = None

    def close(self) -> None:
        """Close every connection; whoever asks next opens a new one."""
        for connection in self._made:
            connection.close()

    def _exchange(
        self,
        parts: SplitResult,
        method: str,
        target: str,
        body: bytes,
        headers: dict[str, str],
    ) -> HttpAnswer:
        connection = self._connection(parts)
        if begin := getattr(self._held, "begin", None):
            begin()
        try:
            connection.request(method, target, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Unanswered(type(error).__name__) from error
        named = {name.lower(): value for name, value in response.getheaders()}
        self._held.retry_after = named.get("retry-after")
        return HttpAnswer(response.status, text, named)

    @property
    def retry_after(self) -> float | None:
        """Return the seconds this thread's last answer asked to wait, if it did.

        Here, because the official client's exceptions leave headers out.
        """
        return _seconds(getattr(self._held, "retry_after", None))

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        """Return this thread's connection, open and not closed by the other side.

        An idle connection may have been closed meanwhile. Writing into it would make
        a doubt of nothing, so it is looked at first.
        """
        kept: dict[str, http.client.HTTPConnection]
        kept = self._held.__dict__.setdefault("connections", {})
        connection = kept.get(parts.netloc)
        if connection is None:
            connection = kept[parts.netloc] = self._opened(parts)
            self._made.append(connection)
        if connection.sock is not None and is_stale(connection.sock):
            connection.close()
        if connection.sock is None:
            _connect(connection)
        return connection

    def _opened(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        proxy = self._proxies.get(parts.scheme)
        through = urlsplit(proxy) if proxy and not proxy_bypass(host) else None
        if parts.scheme == "https":
            return self._secure(parts, through)
        return http.client.HTTPConnection(host, parts.port, timeout=self._timeout_s)

    def _secure(
        self, parts: SplitResult, through: SplitResult | None
    ) -> http.client.HTTPSConnection:
        host, port = parts.hostname or "", parts.port or 443
        door = through or parts
        connection = http.client.HTTPSConnection(
            door.hostname or "",
            door.port or port,
            timeout=self._timeout_s,
            context=self._tls_context(),
        )
        if through:
            connection.set_tunnel(host, port, _proxy_headers(through))
        return connection

    def _tls_context(self) -> ssl.SSLContext:
        """One for all connections: making it takes 23 ms."""
        with self._lock:
            if self._tls is None:
                self._tls = ssl.create_default_context()
            return self._tls


class AwaitedTransport:
    """The same for calls that wait side by side: it says what to write, and waits.

    Shaped as the official client wants its asynchronous HttpClient. It moves no byte:
    whoever drives the awaiting does. For one thread.
    """

    is_async = True

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._parts = lru_cache(maxsize=16)(urlsplit)
        self.begin: Callable[[], None] | None = None
        self.retry_after: float | None = None

    async def request(
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
        """Make one request, once; raises NeverSent or Unanswered."""
        begin, self.begin = self.begin, None
        parts, body = self._parts(uri), _form(data)
        lines = [
            f"{method} {_target(parts, params)} HTTP/1.1",
            f"Host: {parts.netloc.rpartition('@')[2]}",
            "Accept-Encoding: identity",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        if auth:
            lines.append(f"Authorization: {_basic(*auth)}")
        head = "\r\n".join(lines).encode("latin-1")
        answer = await Exchange(
            place=f"{parts.scheme}://{parts.netloc}",
            request=b"%b\r\n\r\n%b" % (head, body),
            connect=partial(self._transport.connected, parts),
            begin=begin,
        )
        # Nothing comes in between before whoever awaits this has read it.
        self.retry_after = _seconds(answer.headers.get("retry-after"))
        return answer


def _target(parts: SplitResult, params: Mapping[str, object] | None) -> str:
    # urlencode escapes the + of a number; left alone it would arrive as a blank.
    query = urlencode(params, doseq=True) if params else parts.query
    return f"{parts.path}?{query}" if query else parts.path


def _form(data: Mapping[str, object] | None) -> bytes:
    """Do what ``urlencode`` does of plain values, in half of its time."""
    pairs = [f"{_escaped(name)}={_escaped(value)}" for name, value in _items(data)]
    return "&".join(pairs).encode()


def _items(data: Mapping[str, object] | None) -> Iterable[tuple[str, object]]:
    return data.items() if data else ()


def _escaped(value: object) -> str:
    written = str(value)
    if written.isascii() and written.isalnum():
        return written
    return written.encode().decode("latin-1").translate(ESCAPES)


def _seconds(written: str | None) -> float | None:
    return float(written) if written and written.isdecimal() else None


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        raise NeverSent(type(error).__name__) from error


def _proxy_headers(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    return {"Proxy-Authorization": _basic(proxy.username, proxy.password or "")}


def is_stale(sock: socket.socket) -> bool:
    """Say whether the other side closed, or said something nobody asked for."""
    watch = select.poll()
    watch.register(sock, select.POLLIN)
    if not watch.poll(0):
        return False
    # TLS may only have session tickets waiting, which mean nothing.
    return not isinstance(sock, ssl.SSLSocket) or _is_ended(sock)


def _is_ended(sock: ssl.SSLSocket) -> bool:
    timeout = sock.gettimeout()
    try:
        sock.settimeout(0)
        sock.recv(1)
    except ssl.SSLWantReadError:
        return False
    except OSError:
        return True
    else:
        return True
    finally:
        sock.settimeout(timeout)


@lru_cache(maxsize=4)
def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
