"""One kept HTTP/1.1 connection: a request's bytes out, its answer's bytes in.

Reads what carriers send (lengths, chunks, answers that end with the connection) and
nothing else of HTTP. The standard library's client parses headers as mail, which
costs more than everything else here. Leaves addresses, TLS and retries to
``transport``.
"""

import select
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from diary import clock

HEAD_MOST = 64 * 1024
BODY_MOST = 16 * 1024 * 1024
PIECE = 64 * 1024
NO_BODY = frozenset({204, 304})


class BadAnswer(Exception):
    """What came back is no HTTP answer, or not a whole one."""


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """Status, header values by lower-case name, and the body's bytes."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """A connected socket and what was read from it beyond the last answer."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.is_open = True
        self._held = b""
        self._ends = 0.0

    def exchange(self, request: bytes, *, within_s: float) -> RawAnswer:
        """Send a request and return its answer, all of it within so many seconds.

        One deadline for the whole, since a server that drips bytes never lets a timeout
        of single reads run out. Raises OSError or BadAnswer; then the wire is closed.
        """
        self._ends = clock.monotonic() + within_s
        try:
            self.sock.settimeout(within_s)
            self.sock.sendall(request)
            answer = self._answer()
        except BaseException:
            self.close()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Hang up; again does no harm."""
        self.is_open = False
        self.sock.close()

    def is_stale(self) -> bool:
        """Say whether the other side closed, or said something nobody asked for."""
        if not self.is_open or self._held:
            return True
        watch = select.poll()
        watch.register(self.sock, select.POLLIN)
        if not watch.poll(0):
            return False
        # TLS may only have session tickets waiting, which mean nothing.
        return not isinstance(self.sock, ssl.SSLSocket) or self._is_ended()

    def _is_ended(self) -> bool:
        try:
            self.sock.settimeout(0)
            self.sock.recv(1)
        except ssl.SSLWantReadError:
            return False
        except OSError:
            return True
        return True

    def _answer(self) -> RawAnswer:
        status, headers = self._head()
        while 100 <= status < 200:
            status, headers = self._head()
        return RawAnswer(status, headers, self._body(status, headers))

    def _head(self) -> tuple[int, dict[str, str]]:
        self._read_until(lambda: b"\r\n\r\n" in self._held, HEAD_MOST)
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, _, rest = first.partition(" ")
        if not version.startswith("HTTP/1.") or not rest[:3].isdecimal():
            raise BadAnswer("no status line")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return int(rest[:3]), headers

    def _body(self, status: int, headers: dict[str, str]) -> bytes:
        if status in NO_BODY:
            return b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        length = headers.get("content-length")
        if length is None:
            return self._rest()
        if not length.isdecimal() or int(length) > BODY_MOST:
            raise BadAnswer("no usable length")
        return self._take(int(length))

    def _chunks(self) -> bytes:
        body = b""
        while size := self._chunk_size():
            if len(body) + size > BODY_MOST:
                raise BadAnswer("too long")
            body += self._take(size)
            self._line()
        while self._line():  # trailers, up to the empty line
            pass
        return body

    def _chunk_size(self) -> int:
        try:
            return int(self._line().split(b";")[0], 16)
        except ValueError as error:
            raise BadAnswer("no chunk size") from error

    def _line(self) -> bytes:
        self._read_until(lambda: b"\r\n" in self._held, HEAD_MOST)
        line, _, self._held = self._held.partition(b"\r\n")
        return line

    def _take(self, size: int) -> bytes:
        self._read_until(lambda: len(self._held) >= size, size)
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _rest(self) -> bytes:
        """Read an answer that ends with the connection."""
        while piece := self._piece():
            self._held += piece
            if len(self._held) > BODY_MOST:
                raise BadAnswer("too long")
        body, self._held = self._held, b""
        self.close()
        return body

    def _read_until(self, is_there: Callable[[], bool], most: int) -> None:
        while not is_there():
            if len(self._held) > most:
                raise BadAnswer("too long")
            piece = self._piece()
            if not piece:
                raise BadAnswer("the answer was cut off")
            self._held += piece

    def _piece(self) -> bytes:
        left = self._ends - clock.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        return self.sock.recv(PIECE)
