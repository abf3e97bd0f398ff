"""The demo clinic: made-up people, twelve believable months, and a clock to move.

Leaves the pages that show it to ``web`` and the carrier to ``outbox``.
"""

from diary.demo.carrying import Carrier, open_carrier
from diary.demo.conversation import Bubble, Part, Talk, conversation
from diary.demo.duty import (
    NOBODY_WAITS,
    Watch,
    codes_to_answer,
    next_page,
    next_page_at,
    paged_about,
    watch,
)
from diary.demo.filling import Size, fill
from diary.demo.happenings import Happening, happenings, latest_reading
from diary.demo.models import DemoClock
from diary.demo.moving import Cast, advance, cast, catch_up
from diary.demo.opening import SIGN_INS, SignIn
from diary.demo.phones import (
    Choice,
    Phone,
    choices,
    patients_phone,
    phone_of,
    played,
)
from diary.demo.row import (
    claim_filling,
    filled_share,
    is_filled,
    is_wanted,
    leave_filling,
    note_progress,
    use_clock,
)
from diary.demo.scenes import STORIES, Scene, scene
from diary.demo.stage import (
    ClockFace,
    RideChip,
    answered,
    clock_face,
    next_text,
    next_text_at,
    no_driving,
    ride_chip,
    silence,
    suggestions,
)

__all__ = [
    "NOBODY_WAITS",
    "SIGN_INS",
    "STORIES",
    "Bubble",
    "Carrier",
    "Cast",
    "Choice",
    "ClockFace",
    "DemoClock",
    "Happening",
    "Part",
    "Phone",
    "RideChip",
    "Scene",
    "SignIn",
    "Size",
    "Talk",
    "Watch",
    "advance",
    "answered",
    "cast",
    "catch_up",
    "choices",
    "claim_filling",
    "clock_face",
    "codes_to_answer",
    "conversation",
    "fill",
    "filled_share",
    "happenings",
    "is_filled",
    "is_wanted",
    "latest_reading",
    "leave_filling",
    "next_page",
    "next_page_at",
    "next_text",
    "next_text_at",
    "no_driving",
    "note_progress",
    "open_carrier",
    "paged_about",
    "patients_phone",
    "phone_of",
    "played",
    "ride_chip",
    "scene",
    "silence",
    "suggestions",
    "use_clock",
    "watch",
]
