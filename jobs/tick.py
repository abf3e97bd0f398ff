"""What every job is handed when its turn comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from diary.config import Settings
from diary.outbox import Gateways


@dataclass(frozen=True)
class Tick:
    """One turn of one job.

    ``now`` is the clinic's time, in a demo ahead of the wall clock. ``stopping`` is
    asked between items: once it says yes, a job finishes what it has in hand.
    """

    now: datetime
    settings: Settings
    gateways: Gateways
    stopping: Callable[[], bool]
