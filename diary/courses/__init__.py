"""Treatment sessions, their rides home, and the next booster.

Leaves to ``reminders`` what is texted about them. No change here touches a reminder:
an edge that changes a session, a ride or a booster calls
``reminders.sync(clinic_id, [patient_id], now)`` before it commits.
"""

from diary.courses.boosters import (
    BoosterAnswer,
    answer_booster,
    booster_of,
    boosters_due,
    boosters_of,
    note_booster_offered,
    set_booster,
    settle_booster,
)
from diary.courses.driving import no_driving_before
from diary.courses.lifecycle import (
    cancel_session,
    end_session,
    mark_missed,
    move_session,
    plan_session,
)
from diary.courses.models import (
    Booster,
    BoosterStatus,
    Ride,
    RideStatus,
    Route,
    SessionStatus,
    TreatmentSession,
)
from diary.courses.queries import (
    last_begun,
    last_held,
    last_held_of,
    next_session,
    next_sessions,
    session_by_ref,
    sessions_between,
    sessions_by_ref,
    sessions_of,
    sessions_on,
    sessions_since,
)
from diary.courses.rides import (
    answer_ride,
    answered_since,
    note_ride_asked,
    ride_of,
    rides_of,
    set_ride,
    take_back_answer,
    tell_desk_of_silence,
)

__all__ = [
    "Booster",
    "BoosterAnswer",
    "BoosterStatus",
    "Ride",
    "RideStatus",
    "Route",
    "SessionStatus",
    "TreatmentSession",
    "answer_booster",
    "answer_ride",
    "answered_since",
    "booster_of",
    "boosters_due",
    "boosters_of",
    "cancel_session",
    "end_session",
    "last_begun",
    "last_held",
    "last_held_of",
    "mark_missed",
    "move_session",
    "next_session",
    "next_sessions",
    "no_driving_before",
    "note_booster_offered",
    "note_ride_asked",
    "plan_session",
    "ride_of",
    "rides_of",
    "session_by_ref",
    "sessions_between",
    "sessions_by_ref",
    "sessions_of",
    "sessions_on",
    "sessions_since",
    "set_booster",
    "set_ride",
    "settle_booster",
    "take_back_answer",
    "tell_desk_of_silence",
]
