"""Workers in processes of their own, and what stops or kills them where.

Forked from a warm parent, so that a life costs milliseconds. Leaves to the harness who
dies when.
"""

import os
import signal
import traceback
from collections.abc import Callable

AtStep = Callable[[str], None]
Work = Callable[[AtStep], None]


def _unharmed(_step: str) -> None:
    return None


def at_nth(step: str, nth: int, sign: signal.Signals) -> AtStep:
    """Return what sends a signal to its own process when a step is reached again."""
    left = nth

    def at_step(reached: str) -> None:
        nonlocal left
        left -= reached == step
        if reached == step and left == 0:
            os.kill(os.getpid(), sign)

    return at_step


def fork(work: Work, at_step: AtStep = _unharmed, *, held: bool = False) -> int:
    """Start a worker; ``held``, it waits before it begins until it is continued."""
    pid = os.fork()
    if pid:
        if held:
            os.waitpid(pid, os.WUNTRACED)
        return pid
    code = 1
    try:
        if held:
            os.kill(os.getpid(), signal.SIGSTOP)
        work(at_step)
        code = 0
    except BaseException:  # noqa: BLE001 - a fork must not return
        traceback.print_exc()
    finally:
        os._exit(code)


def let_go_on(pid: int) -> None:
    os.kill(pid, signal.SIGCONT)


def wait(pid: int) -> int:
    """Wait for a worker's end; return 0, its exit code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def wait_unreaped(pid: int) -> None:
    """Wait for an end, but keep the number from becoming another process's."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def is_stopped(pid: int) -> bool:
    """Wait until a worker stops or ends; say whether it stopped."""
    return os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
