"""Treatment sessions, their rides home, and the next booster.

Leaves to ``reminders`` what is texted about them.
"""

from diary.courses.models import (
    Booster,
    BoosterStatus,
    Ride,
    RideStatus,
    Route,
    SessionStatus,
    TreatmentSession,
)

__all__ = [
    "Booster",
    "BoosterStatus",
    "Ride",
    "RideStatus",
    "Route",
    "SessionStatus",
    "TreatmentSession",
]
