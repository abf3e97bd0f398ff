"""Rides nobody answered about, brought to the desk while there is time to call.

Whether or not a text went out: without consent, number or sender nobody was asked.
"""

from collections.abc import Collection
from datetime import date, datetime

from diary.clinics import Clinic
from diary.courses import (
    SessionStatus,
    TreatmentSession,
    rides_of,
    sessions_between,
    tell_desk_of_silence,
)
from diary.localtime import instant_of, local_day
from diary.reminders.facts import OPEN_RIDES, closed_days
from diary.reminders.policy import (
    CHASE_DAYS_AHEAD,
    ONE_DAY,
    SILENCE_AT,
    desk_day_before,
    last_day_readied_by,
)


def tell_of_silent_rides(clinic: Clinic, now: datetime) -> None:
    """Open a task for every session soon to come without a word about its ride.

    From 17:00 on the last desk day before it, two hours after the question was
    repeated; once a session and day. The edge commits.
    """
    today, closed_on = local_day(now, clinic.zone), closed_days(clinic, now)
    # Where a visit is it may be tomorrow already.
    last = last_day_readied_by(today + ONE_DAY, closed_on)
    near = [
        each
        for each in sessions_between(clinic.id, today, last)
        if each.status is SessionStatus.PLANNED and _silent_from(each, closed_on) <= now
    ]
    rides = rides_of(clinic.id, [each.id for each in near])
    for each in near:
        ride = rides.get(each.id)
        if each.starts_at > now and (ride is None or ride.status in OPEN_RIDES):
            tell_desk_of_silence(each, now)


def _silent_from(each: TreatmentSession, closed_on: Collection[date]) -> datetime:
    day = desk_day_before(each.starts_on - CHASE_DAYS_AHEAD * ONE_DAY, closed_on)
    return instant_of(day, SILENCE_AT, each.zone)
