"""The only reader of the time.

Everything else is handed ``now``. A demo clinic may live ahead of the wall clock
by an offset; sign-in, links and codes expire on ``real_now``.
"""

import time
from datetime import UTC, datetime, timedelta

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_offset = timedelta()


def now() -> datetime:
    """Return this instant as the clinic lives it, aware and in UTC."""
    return real_now() + _offset


def real_now() -> datetime:
    """Return this instant by the wall clock, aware and in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that never run backwards, for leases and deadlines.

    They go on while the machine sleeps, where it can tell: a deadline must not wait
    for a closed laptop.
    """
    return time.clock_gettime(_STEADY)


def offset() -> timedelta:
    """Return how far ahead of the wall clock the demo clinic lives."""
    return _offset


def use_offset(ahead: timedelta) -> None:
    """Live ahead of the wall clock from now on; a negative span raises ValueError."""
    global _offset
    if ahead < timedelta():
        raise ValueError("the demo clock only moves forward")
    _offset = ahead
