"""The clock without the web: ``python -m jobs``, as many copies as wanted.

``--once NAME`` gives one job one turn; ``--list`` prints the timetable. On SIGTERM
nothing more is begun, what is under way is finished, and the process ends within 25
seconds.
"""

import argparse
import os
import signal
import sys

from diary.app import create_app
from jobs.scheduler import Metronome, leave_at_once, warm_in_background
from jobs.timetable import TIMETABLE, Job, job_named

WRONG_NAME = 2
ENDINGS = {signal.SIGTERM, signal.SIGINT}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit code."""
    asked = _read(arguments)
    if asked.list:
        sys.stdout.write(listed())
        return 0
    if asked.once is None:
        return _beat()
    job = job_named(asked.once)
    if job is None:
        names = ", ".join(job.name for job in TIMETABLE)
        sys.stderr.write(f"There is no job called {asked.once}; there are {names}.\n")
        return WRONG_NAME
    return 0 if Metronome(create_app()).turn(job) else 1


def _read(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m jobs",
        description="Run the timetable until told to stop.",
        epilog="Example: python -m jobs --once plan_reminders",
    )
    parser.add_argument("--once", metavar="NAME", help="give one job one turn")
    parser.add_argument("--list", action="store_true", help="print the timetable")
    return parser.parse_args(arguments)


def listed() -> str:
    """Return the timetable as lines for people."""
    return "".join(f"{_line(job)}\n" for job in TIMETABLE)


def _line(job: Job) -> str:
    claimed = f", one process each {job.slot}" if job.slot else ", in every process"
    return f"{job.name:18} every {job.every}{claimed}; late after {job.late_after}"


def _beat() -> int:
    # Blocked in every thread and waited for here: a handler could run while this
    # thread holds the very lock that it needs to pass the news on. The second signal
    # of an impatient operator changes nothing.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    metronome = Metronome(create_app())
    warm_in_background()
    metronome.start()
    signal.sigwait(ENDINGS)
    if metronome.stop():
        leave_at_once()
        return 0
    # A thread that hangs in a call would hold the process; every step is on disk.
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
