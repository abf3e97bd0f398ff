"""The demo clinic: made-up people, twelve believable months, and a clock to move.

Leaves the simulated phone's page to ``web`` and its carrier to ``outbox``.
"""

from diary.demo.filling import Size, fill
from diary.demo.models import DemoClock
from diary.demo.opening import SIGN_INS, SignIn
from diary.demo.row import (
    claim_filling,
    filled_share,
    is_filled,
    note_progress,
    use_clock,
)

__all__ = [
    "SIGN_INS",
    "DemoClock",
    "SignIn",
    "Size",
    "claim_filling",
    "fill",
    "filled_share",
    "is_filled",
    "note_progress",
    "use_clock",
]
