"""The demo clinic: made-up people, twelve believable months, and a clock to move.

Leaves the simulated phone's page to ``web`` and its carrier to ``outbox``.
"""

from diary.demo.models import DemoClock

__all__ = ["DemoClock"]
