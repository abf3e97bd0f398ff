"""How fast: what a sender may send, when to try again, how many calls at once.

Pure. Rates are the carriers' (messaging 1.8); a clinic's own may be set on its sender.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from diary.outbox.states import SenderKind

PER_MINUTE = {
    SenderKind.LONG_CODE: 60,
    SenderKind.TOLL_FREE: 180,
    SenderKind.TEN_DLC: 60,
    SenderKind.SHORT_CODE: 6000,
}
BURST = timedelta(seconds=10)
"""Longer than from one tick to the next, so that none of the rate is wasted."""
BACKOFF_FIRST_S = 2.0
BACKOFF_MOST_S = 300.0
JITTER = 0.1
FIRST_CALLS = 8


def allowance(
    free_at: datetime, per_minute: int | None, now: datetime
) -> tuple[int | None, datetime]:
    """Return how many texts may leave now (None: any number) and from when they count.

    A leaky bucket with a burst's worth of texts in it: ``free_at`` moves on by one
    interval with every text, and lags at most the burst behind.
    """
    if per_minute is None:
        return None, now
    interval = timedelta(minutes=1) / per_minute
    start = max(free_at, now - max(BURST - interval, timedelta()))
    return (0 if start > now else floor((now - start) / interval) + 1), start


def free_after(start: datetime, per_minute: int, count: int) -> datetime:
    """Return when the next text may leave once ``count`` have left since ``start``."""
    return start + count * timedelta(minutes=1) / per_minute


def last_leaves(
    wakes: Sequence[datetime], free_at: datetime, per_minute: int | None
) -> datetime:
    """Return when the last of these texts leaves, each due at its instant or later."""
    interval = timedelta(minutes=1) / per_minute if per_minute else timedelta()
    at, free = free_at, free_at
    for wake in wakes:
        at = max(wake, free)
        free = at + interval
    return at


def wait_before_retry(
    tries: int, chance: float, retry_after: float | None = None
) -> timedelta:
    """Return how long to back off; ``chance`` in [0, 1) spreads it by ±10 %."""
    doubled = min(BACKOFF_FIRST_S * 2 ** max(tries - 1, 0), BACKOFF_MOST_S)
    seconds = max(doubled, retry_after or 0.0)
    return timedelta(seconds=seconds * (1 + JITTER * (2 * chance - 1)))


@dataclass
class Ramp:
    """How many calls may be out at once: few after trouble, doubling while all is well.

    A carrier that is down then puts a handful of texts in doubt, not a batch.
    """

    most: int
    now: int = FIRST_CALLS

    def __post_init__(self) -> None:
        self.now = min(self.now, self.most)

    def went_well(self) -> None:
        self.now = min(self.now * 2, self.most)

    def was_busy(self) -> None:
        self.now = max(self.now // 2, 1)

    def went_wrong(self) -> None:
        self.now = min(self.now, 1)
