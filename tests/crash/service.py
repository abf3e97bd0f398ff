"""The service's webhooks behind a real port, in a process that may be killed.

As under gunicorn, a parent holds the port and puts a new process in the place of one
that died; what knocks meanwhile waits in the port's queue.
"""

import ctypes
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from multiprocessing.sharedctypes import RawValue
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.serving import WSGIRequestHandler, make_server

from diary import clock
from diary.db import db
from tests.crash.steps import WEBHOOK_STEPS

NOWHERE = -1
LOOKS_EVERY_S = 1.0


class Orders(ctypes.Structure):
    """What the processes share: the time, whom to kill where, and how many died."""

    _fields_ = (
        ("ahead_s", ctypes.c_double),
        ("step", ctypes.c_int),
        ("nth", ctypes.c_int),
        ("death_count", ctypes.c_int),
        ("pid", ctypes.c_int),
    )


class Service:
    """Serves an app from ``start`` to ``stop``; ``url`` is known before."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.orders: Any = RawValue(Orders)
        self.orders.step = NOWHERE
        self._parent = 0

    @property
    def death_count(self) -> int:
        """How many of its processes were killed so far."""
        return int(self.orders.death_count)

    def live_at(self, now: float) -> None:
        """Have its clock show this from now on."""
        self.orders.ahead_s = now - time.time()

    def die_at(self, step: str, nth: int) -> None:
        """Have a process kill itself when it comes to a step for the nth time."""
        self.orders.nth = nth
        self.orders.step = WEBHOOK_STEPS.index(step)

    def live_on(self) -> None:
        """Take the order back."""
        self.orders.step = NOWHERE

    def kill(self) -> None:
        """Kill the process that serves now, wherever it is."""
        os.kill(self.orders.pid, signal.SIGKILL)

    def wait_for_deaths(self, count: int, within_s: float = 30.0) -> bool:
        """Say whether so many have died; a death takes a moment to be seen."""
        ends = time.monotonic() + within_s
        while self.death_count < count and time.monotonic() < ends:
            time.sleep(0.001)
        return self.death_count >= count

    def start(self, app: Flask) -> None:
        """Serve from processes of its own; no connection may be open to inherit."""
        self._parent = os.fork()
        if not self._parent:
            self._keep_serving(app)

    def stop(self) -> None:
        """End every process and free the port."""
        if self._parent:
            os.kill(self._parent, signal.SIGTERM)
            os.waitpid(self._parent, 0)
            self._parent = 0
        self.door.close()

    def _keep_serving(self, app: Flask) -> None:
        signal.signal(signal.SIGTERM, self._end)
        harness = os.getppid()
        while True:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            pid = os.fork()
            if not pid:
                self._serve(app, harness)
            self.orders.pid = pid
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            _, status = os.waitpid(pid, 0)
            if not os.WIFSIGNALED(status):
                os._exit(1)
            self.orders.death_count += 1

    def _end(self, _signal: int, _frame: object) -> None:
        os.kill(self.orders.pid, signal.SIGKILL)
        os._exit(0)

    def _serve(self, app: Flask, harness: int) -> None:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            threading.Thread(target=_die_with, args=(harness,), daemon=True).start()
            with app.app_context():
                watch_commits(self._before_commit, self._after_commit)
            make_server(
                *("127.0.0.1", self.port, self._watched(app)),
                threaded=True,
                request_handler=_Quiet,
                fd=self.door.fileno(),
            ).serve_forever()
        except BaseException:  # noqa: BLE001 - a fork must not return
            traceback.print_exc()
        finally:
            os._exit(1)

    def _watched(self, app: Flask) -> Callable[..., Iterable[bytes]]:
        def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
            clock.use_offset(timedelta(seconds=self.orders.ahead_s))
            self._reach("webhook_begun")
            pieces = app(environ, start_response)
            body = b"".join(pieces)
            self._reach("webhook_before_answer")
            return _Answer(body, self._reach)

        return serve

    def _before_commit(self) -> None:
        self._reach("webhook_before_commit")

    def _after_commit(self) -> None:
        self._reach("webhook_after_commit")

    def _reach(self, step: str) -> None:
        orders = self.orders
        if orders.step != WEBHOOK_STEPS.index(step):
            return
        orders.nth -= 1
        if orders.nth <= 0:
            orders.step = NOWHERE
            os.kill(os.getpid(), signal.SIGKILL)


class _Answer:
    """An answer in two pieces, with a step between them and one after both."""

    def __init__(self, body: bytes, reach: Callable[[str], None]) -> None:
        self.body, self.reach = body, reach

    def __iter__(self) -> Iterator[bytes]:
        half = len(self.body) // 2
        yield self.body[:half]
        self.reach("webhook_mid_answer")
        yield self.body[half:]

    def close(self) -> None:
        self.reach("webhook_answered")


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: Any, **_named: Any) -> None:
        """Say nothing."""


def watch_commits(before: Callable[[], None], after: Callable[[], None]) -> None:
    """Call around every commit that reaches the database, in this process."""

    def note(_connection: Any) -> None:
        before()

    def told(_session: Any) -> None:
        after()

    event.listen(db.engine, "commit", note)
    event.listen(db.session, "after_commit", told)


def _die_with(harness: int) -> None:
    """End when nobody is left who could ask for it."""
    while True:
        time.sleep(LOOKS_EVERY_S)
        try:
            os.kill(harness, 0)
        except OSError:
            os.kill(os.getppid(), signal.SIGKILL)
            os._exit(1)
