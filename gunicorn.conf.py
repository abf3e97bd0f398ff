"""How gunicorn serves: one process, threads, loopback, the clock inside the worker.

``-w N`` on the command line serves with more processes, each without shared state.
Leaves what is served to ``wsgi.py`` and when things happen to ``jobs/``.
"""

import os
import signal
import socket
import sys
from typing import Any

from diary.config import BadSettings, read_settings

try:
    _settings = read_settings()
except BadSettings as bad:
    sys.exit(f"Wrong settings:\n{bad}")

bind = f"127.0.0.1:{_settings.port}"
worker_class = "gthread"
workers = 1
threads = 8
timeout = 60
# A worker that is told to end takes the carrier's slowest answer with it; whoever
# ends us kills after 25 to 30 seconds.
graceful_timeout = 24
# Nothing talks to gunicorn while it runs, so it opens no control socket.
control_socket_disable = True
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Refuse a taken port in one sentence, before anything else is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _settings.port))
        except OSError:
            other = _settings.port + 1 if _settings.port < 65535 else 8000
            sys.exit(f"Port {_settings.port} is taken; try PORT={other} ./run")


def post_worker_init(worker: Any) -> None:
    """Fill a demo that is empty, start this process's clock, say where the service is.

    The filling is claimed before the clock starts, which waits until it is done.
    """
    # Late: they bring much along, which a wrong setting has no use for.
    from diary.web import fill_in_background
    from jobs import start_in_web, warm_in_background

    warm_in_background()
    worker.stop_filling = fill_in_background(worker.wsgi)
    worker.clock = start_in_web(worker.wsgi)
    _claim_no_more_once_told(worker)
    _quit_between_events(worker)
    if worker.age == 1:
        sys.stdout.write(_greeting())
        sys.stdout.flush()


def _claim_no_more_once_told(worker: Any) -> None:
    """Stop the clock's claims with the signal, not after the last open request."""
    if worker.clock is None:
        return

    def told(number: int, frame: Any) -> None:
        worker.clock.begin_nothing_more()
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, told)
    # As gunicorn has it: system calls of requests go on.
    signal.siginterrupt(signal.SIGTERM, False)


def _quit_between_events(worker: Any) -> None:
    """Let Ctrl-C wait for the event loop: gunicorn's own handler takes a lock.

    It ends the pool of threads, and stands still for ever where the signal falls into
    the handing over of a request to that pool, under the same lock.
    """

    def told(number: int, frame: Any) -> None:
        worker.method_queue.defer(worker.handle_quit, number, frame)

    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, told)


def worker_int(worker: Any) -> None:
    """Take Ctrl-C once: it comes by itself and again through gunicorn's master.

    The second would end this process in the middle of finishing.
    """
    for again in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(again, lambda number, frame: None)


def worker_exit(server: Any, worker: Any) -> None:
    """Let the clock and the filling finish what they have in hand."""
    beating = getattr(worker, "clock", None)
    if beating is not None:
        beating.stop()
    stop_filling = getattr(worker, "stop_filling", None)
    if stop_filling is not None:
        stop_filling()
    # gunicorn's master calls this too, for one that was gone already.
    if worker.booted and os.getpid() == worker.pid:
        from jobs import leave_at_once

        leave_at_once()


def _greeting() -> str:
    here = f"http://{bind}"
    lines = [f"The diary is at {here} (Ctrl-C ends it)"]
    if _settings.base_url != here:
        lines.append(f"  from outside   {_settings.base_url}")
    if _settings.demo:
        # Only here: a server of real clinics has no use for it.
        from diary.demo import SIGN_INS

        lines.append(f"  a made-up clinic; its patients' phone is {here}/phone")
        lines += [f"  sign in   {one.email:22} {one.password}" for one in SIGN_INS]
    return "\n".join(lines) + "\n"
