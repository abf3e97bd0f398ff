"""Calls made side by side while one thread keeps the books.

Those that can be awaited wait on one wire, in the thread that keeps the books; the
others get threads of their own, kept with their connections. Neither touches a
database. Not fork-safe: build after the fork. Leaves what a call is to ``dispatch``.
"""

import threading
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from diary import clock
from diary.outbox.exchange import Exchange, HttpAnswer
from diary.outbox.transport import TIMEOUT_S
from diary.outbox.wire import Wire

Answer = TypeVar("Answer")
Call = Coroutine[Exchange, HttpAnswer, Answer]
Turn = Callable[[], Exchange]
LOOK_EVERY_S = 0.002
"""Where some calls wait on the wire and others in threads, by turns."""


class Callers(Generic[Answer]):
    """At most ``most`` calls at once; their answers in the order they come."""

    def __init__(self, most: int, timeout_s: float = TIMEOUT_S) -> None:
        self.most = most
        self.out = 0
        self._in_threads = 0
        self._calls: SimpleQueue[Call[Answer] | None] = SimpleQueue()
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._wire = Wire(timeout_s)
        self._ended: deque[Answer] = deque()

    def begin(self, call: Call[Answer]) -> None:
        """Start a call, which must not raise and awaits nothing, in a thread."""
        self.out += 1
        self._in_threads += 1
        if self._in_threads > len(self._threads):
            self._start_thread()
        self._calls.put(call)

    def begin_awaited(self, call: Call[Answer]) -> None:
        """Start a call, which must not raise, on the wire."""
        self.out += 1
        first: Callable[[Any], Exchange] = call.send
        self._go_on(call, partial(first, None))

    def collect(self, enough: int, wait_s: float) -> list[Answer]:
        """Wait for an answer, then a moment for enough; return what is there."""
        got: list[Answer] = []
        ends = None
        while True:
            self._take(got)
            if len(got) >= enough or not self.out:
                return got
            if got and ends is None:
                ends = clock.monotonic() + wait_s
            left = None if ends is None else ends - clock.monotonic()
            if left is not None and left <= 0:
                return got
            self._wait(left)

    def close(self) -> None:
        """End the threads and hang up; both begin again with the next call."""
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._wire.close()

    def _wait(self, seconds: float | None) -> None:
        on_wire = self.out - self._in_threads
        if not self._in_threads:
            self._wire.wait(seconds)
            return
        if on_wire:
            self._wire.wait(0)
            seconds = LOOK_EVERY_S
        try:
            self._ended.append(self._answers.get(timeout=seconds))
        except Empty:
            return
        self._in_threads -= 1

    def _take(self, got: list[Answer]) -> None:
        self.out -= len(self._ended)
        got.extend(self._ended)
        self._ended.clear()

    def _go_on(self, call: Call[Answer], turn: Turn) -> None:
        try:
            exchange = turn()
        except StopIteration as ended:
            self._ended.append(ended.value)
            return
        self._wire.begin(exchange, partial(self._came, call))

    def _came(self, call: Call[Answer], answer: HttpAnswer | Exception) -> None:
        turn: Turn
        if isinstance(answer, Exception):
            turn = partial(call.throw, answer)
        else:
            turn = partial(call.send, answer)
        self._go_on(call, turn)

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._work, daemon=True, name="caller")
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            self._answers.put(_ran(call))


def _ran(call: Call[Answer]) -> Answer:
    first: Callable[[Any], Exchange] = call.send
    try:
        first(None)
    except StopIteration as ended:
        answer: Answer = ended.value
        return answer
    raise RuntimeError("it waits for something")
