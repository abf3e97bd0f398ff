"""Threads that make calls side by side while one thread keeps the books.

They are started when needed, kept with their connections, and touch no database.
Not fork-safe: build after the fork. Leaves what a call is to ``dispatch``.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Callers(Generic[Answer]):
    """At most ``most`` calls at once; their answers in the order they come."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.out = 0
        self._calls: SimpleQueue[Callable[[], Answer] | None] = SimpleQueue()
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    @property
    def free(self) -> int:
        """How many more calls could begin at once."""
        return self.most - self.out

    def begin(self, call: Callable[[], Answer]) -> None:
        """Start a call, which must not raise."""
        self.out += 1
        if self.out > len(self._threads):
            self._start_thread()
        self._calls.put(call)

    def collect(self, at_most: int, wait_s: float) -> list[Answer]:
        """Wait for an answer, then a moment for more, and return what is there."""
        got: list[Answer] = []
        if self.out:
            got.append(self._answers.get())
        while len(got) < min(at_most, self.out):
            try:
                got.append(self._answers.get(timeout=wait_s))
            except Empty:
                break
        self.out -= len(got)
        return got

    def close(self) -> None:
        """End the threads; they start again with the next call."""
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._work, daemon=True, name="caller")
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            self._answers.put(call())
