"""Processes that die by kill -9 at a named place of an alert's way.

A child is forked from the warm test, opens the database anew and is killed from
within, so nothing it has not committed survives. Leaves what must survive to the tests.
"""

import os
import signal
from collections.abc import Callable

from flask import Flask

from diary.db import db

Work = Callable[[], object]


def die() -> None:
    """End this process at once, as the kernel does: no handler, no rollback."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_after(app: Flask, work: Work) -> bool:
    """Run ``work`` in a process of its own that is to die in it; say whether it did.

    The parent lets go of its connections first: a child must not inherit one.
    """
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    pid = os.fork()
    if pid == 0:
        try:
            with app.app_context():
                work()
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
