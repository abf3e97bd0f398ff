"""The demo clinic: made-up people, twelve believable months, and a clock to move.

Leaves the pages that show it to ``web`` and the carrier to ``outbox``.
"""

from diary.demo.carrying import Carrier, open_carrier
from diary.demo.conversation import Bubble, Part, Talk, conversation
from diary.demo.filling import Size, fill
from diary.demo.happenings import Happening, happenings, latest_reading
from diary.demo.models import DemoClock
from diary.demo.moving import advance, cast
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
    "Bubble",
    "Carrier",
    "DemoClock",
    "Happening",
    "Part",
    "SignIn",
    "Size",
    "Talk",
    "advance",
    "cast",
    "claim_filling",
    "conversation",
    "fill",
    "filled_share",
    "happenings",
    "is_filled",
    "latest_reading",
    "note_progress",
    "open_carrier",
    "use_clock",
]
