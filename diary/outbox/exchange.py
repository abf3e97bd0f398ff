"""One HTTP exchange in bytes: what is written, and what is read bit by bit.

Pure: an exchange is awaited, and whoever drives the awaiting moves the bytes. Leaves
sockets to ``wire`` and meaning to the gateways.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

HEAD_MOST = 65_536
"""A head that is longer is no head."""


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

    @property
    def content(self) -> bytes:
        return self.text.encode()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as bytes; awaiting it gives the answer.

    ``place`` says which connections may carry it, ``connect`` makes one more socket.
    ``begin`` is asked right before the first byte; what it raises is the end of it.
    """

    place: str
    request: bytes
    connect: Callable[[], Any]
    begin: Callable[[], None] | None = None

    def __await__(self) -> Generator["Exchange", HttpAnswer, HttpAnswer]:
        return (yield self)


class Unreadable(Exception):
    """What came is not an HTTP answer, or not all of one."""


class Reading:
    """An answer as far as it has come; ``is_kept`` once it is whole."""

    def __init__(self) -> None:
        self.is_kept = False
        self._held = b""
        self._status = 0
        self._headers: dict[str, str] = {}
        self._body_at = 0

    def feed(self, data: bytes) -> HttpAnswer | None:
        """Take what was read; return the answer once it is whole."""
        self._held += data
        while not self._body_at:
            if not self._found_head():
                return None
        if "chunked" in self._headers.get("transfer-encoding", ""):
            return self._chunked()
        length = self._headers.get("content-length")
        if length is None:
            return None
        end = self._body_at + _whole(length, 10)
        if len(self._held) < end:
            return None
        return self._answer(self._held[self._body_at : end], end)

    def end(self) -> HttpAnswer:
        """Take it that no more comes; raises Unreadable where more should have."""
        is_open = not self._headers.keys() & {"content-length", "transfer-encoding"}
        if not self._body_at or not is_open:
            raise Unreadable
        return self._answer(self._held[self._body_at :], -1)

    def _found_head(self) -> bool:
        head, found, _ = self._held.partition(b"\r\n\r\n")
        if not found:
            if len(self._held) > HEAD_MOST:
                raise Unreadable
            return False
        first, *lines = head.decode("latin-1").split("\r\n")
        version, _, status = first.partition(" ")
        if not version.startswith("HTTP/1."):
            raise Unreadable
        self._status = _whole(status[:3], 10)
        if self._status < 200:  # "go on": the answer itself is still to come
            self._held = self._held[len(head) + 4 :]
            return bool(self._held)
        named = (line.partition(":") for line in lines)
        self._headers = {name.lower(): value.strip() for name, _, value in named}
        said = self._headers.get("connection", "").lower()
        self.is_kept = version == "HTTP/1.1" and said != "close"
        self._body_at = len(head) + 4
        return True

    def _chunked(self) -> HttpAnswer | None:
        at = self._body_at
        parts: list[bytes] = []
        while (line_end := self._held.find(b"\r\n", at)) >= 0:
            size = _whole(self._held[at:line_end].split(b";")[0].decode("latin-1"), 16)
            at = line_end + 2
            if not size:
                end = self._held.find(b"\r\n", at)
                while end > at:  # trailers say nothing to us
                    at, end = end + 2, self._held.find(b"\r\n", end + 2)
                return self._answer(b"".join(parts), at + 2) if end == at else None
            parts.append(self._held[at : at + size])
            at += size + 2
        return None

    def _answer(self, body: bytes, end: int) -> HttpAnswer:
        # What follows was not asked for: such a connection is not used again.
        self.is_kept = self.is_kept and end == len(self._held)
        return HttpAnswer(self._status, body.decode("utf-8", "replace"), self._headers)


def _whole(digits: str, base: int) -> int:
    try:
        number = int(digits, base)
    except ValueError as error:
        raise Unreadable from error
    if number < 0:
        raise Unreadable
    return number
