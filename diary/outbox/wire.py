"""Many HTTP exchanges at once in one thread, over kept connections.

A thread for each call costs more than the call. Bytes move only inside ``begin`` and
``wait``; meanwhile what comes waits in the kernel. Not for two threads at once, and
not fork-safe. Leaves what an exchange says to whoever began it.
"""

import selectors
import ssl
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from socket import socket

from diary import clock
from diary.outbox.exchange import Exchange, HttpAnswer, Reading, Unreadable
from diary.outbox.transport import TIMEOUT_S, Unanswered, is_stale

Done = Callable[[HttpAnswer | Exception], None]
CONNECTING_LOOK_S = 0.005
CONNECT_AT_ONCE = 32
READ_MOST = 65_536
NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class _Line:
    """One connection with what is under way on it."""

    __slots__ = ("done", "ends", "place", "reading", "sock", "unwritten")

    def __init__(self, sock: socket, place: str) -> None:
        sock.setblocking(False)
        self.sock, self.place = sock, place
        self.reading: Reading | None = None
        self.unwritten = b""
        self.done: Done | None = None
        self.ends = clock.monotonic()


class Wire:
    """Exchanges under way; each ends in one call of its ``done``, never in a raise."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._selector: selectors.BaseSelector | None = None
        self._idle: dict[str, list[_Line]] = {}
        # All have the same time, so the first to begin is the first to be late.
        self._busy: dict[_Line, None] = {}
        self._opened: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._connecting = 0
        self._wanted: SimpleQueue[tuple[Exchange, Done] | None] = SimpleQueue()
        self._connectors: list[threading.Thread] = []

    def begin(self, exchange: Exchange, done: Done) -> None:
        """Write a request, on a connection that is there or on one more."""
        line = self._free_line(exchange.place)
        if line is not None:
            self._write(line, exchange, done)
            return
        self._connecting += 1
        if len(self._connectors) < min(self._connecting, CONNECT_AT_ONCE):
            self._start_connector()
        self._wanted.put((exchange, done))

    def wait(self, seconds: float | None) -> None:
        """Move bytes until something happened or the time is up."""
        if self._connecting:
            seconds = min(seconds or CONNECTING_LOOK_S, CONNECTING_LOOK_S)
        elif self._busy:
            left = max(next(iter(self._busy)).ends - clock.monotonic(), 0.0)
            seconds = left if seconds is None else min(seconds, left)
        for key, _ in self._watch().select(seconds):
            self._go_on(key.data)
        self._take_opened()
        self._give_up_late()

    def close(self) -> None:
        """Hang up everywhere, once nothing is under way."""
        for _ in self._connectors:
            self._wanted.put(None)
        self._connectors.clear()
        for lines in self._idle.values():
            for line in lines:
                self._hang_up(line)
        self._idle.clear()
        if self._selector is not None:
            self._selector.close()
            self._selector = None

    def _watch(self) -> selectors.BaseSelector:
        if self._selector is None:
            self._selector = selectors.DefaultSelector()
        return self._selector

    def _free_line(self, place: str) -> _Line | None:
        """Return a connection the other side has not closed.

        Writing into a closed one would make a doubt of nothing.
        """
        lines = self._idle.get(place, [])
        while lines:
            line = lines.pop()
            if not is_stale(line.sock):
                return line
            self._hang_up(line)
        return None

    def _start_connector(self) -> None:
        thread = threading.Thread(target=self._connect, daemon=True, name="connecting")
        self._connectors.append(thread)
        thread.start()

    def _connect(self) -> None:
        """Open what is wanted, in a thread: names and handshakes take their time."""
        while (wanted := self._wanted.get()) is not None:
            exchange, done = wanted
            try:
                sock = exchange.connect()
            except Exception as error:  # noqa: BLE001 - told to whoever asked
                self._opened.put(partial(done, error))
            else:
                self._opened.put(partial(self._join, sock, exchange, done))

    def _join(self, sock: socket, exchange: Exchange, done: Done) -> None:
        line = _Line(sock, exchange.place)
        self._watch().register(sock, selectors.EVENT_READ, line)
        self._write(line, exchange, done)

    def _take_opened(self) -> None:
        while self._connecting:
            try:
                opened = self._opened.get_nowait()
            except Empty:
                return
            self._connecting -= 1
            opened()

    def _write(self, line: _Line, exchange: Exchange, done: Done) -> None:
        try:
            if exchange.begin:
                exchange.begin()
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            self._idle.setdefault(line.place, []).append(line)
            done(error)
            return
        line.reading, line.done = Reading(), done
        line.unwritten = exchange.request
        line.ends = clock.monotonic() + self._timeout_s
        self._busy[line] = None
        self._write_on(line)

    def _write_on(self, line: _Line) -> None:
        try:
            line.unwritten = line.unwritten[line.sock.send(line.unwritten) :]
        except NOT_YET:
            pass
        except OSError as error:
            self._end(line, _unanswered(error))
            return
        if line.unwritten:
            both = selectors.EVENT_READ | selectors.EVENT_WRITE
            self._watch().modify(line.sock, both, line)

    def _go_on(self, line: _Line) -> None:
        if line.unwritten:
            self._write_on(line)
            if line.done is None or line.unwritten:
                return
            self._watch().modify(line.sock, selectors.EVENT_READ, line)
        try:
            self._read(line)
        except NOT_YET:
            pass
        except (OSError, Unreadable) as error:
            self._end(line, _unanswered(error))

    def _read(self, line: _Line) -> None:
        """Read what there is; a TLS record may hold more than one reading gives."""
        while True:
            data = line.sock.recv(READ_MOST)
            if line.reading is None:  # nobody asked: it hangs up, or is confused
                self._drop_idle(line)
                return
            answer = line.reading.feed(data) if data else line.reading.end()
            if answer is not None:
                self._end(line, answer)
                return
            if not isinstance(line.sock, ssl.SSLSocket):
                return

    def _end(self, line: _Line, answer: HttpAnswer | Exception) -> None:
        reading, done = line.reading, line.done
        if done is None or reading is None:
            self._drop_idle(line)
            return
        self._busy.pop(line, None)
        line.reading = line.done = None
        if isinstance(answer, HttpAnswer) and reading.is_kept and not line.unwritten:
            self._idle.setdefault(line.place, []).append(line)
        else:
            self._hang_up(line)
        done(answer)

    def _give_up_late(self) -> None:
        now = clock.monotonic()
        late: deque[_Line] = deque()
        for line in self._busy:
            if line.ends > now:
                break
            late.append(line)
        for line in late:
            self._end(line, Unanswered("timeout"))

    def _drop_idle(self, line: _Line) -> None:
        lines = self._idle.get(line.place, [])
        if line in lines:
            lines.remove(line)
        self._hang_up(line)

    def _hang_up(self, line: _Line) -> None:
        if self._selector is not None and line.sock.fileno() >= 0:
            self._selector.unregister(line.sock)
        line.sock.close()


def _unanswered(error: Exception) -> Unanswered:
    unanswered = Unanswered(type(error).__name__)
    unanswered.__cause__ = error
    return unanswered
