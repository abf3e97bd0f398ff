"""When somebody may drive again after a session, as far as the clock can tell.

Pure. Staff decide; a text only says before when not.
"""

from datetime import datetime, time, timedelta

from diary.localtime import instant_of, local_day

NO_DRIVING_FOR = timedelta(hours=24)
MORNING = time(8)
QUARTER = timedelta(minutes=15)


def no_driving_before(ended_at: datetime, zone: str) -> datetime:
    """Return the instant before which nobody is told they may drive.

    The later of 24 hours after the session and the next morning: the esketamine
    label asks for the next day after a restful sleep, common ketamine practice for
    24 hours. Rounded up to a quarter of an hour, since it is read on a phone.
    """
    next_day = local_day(ended_at, zone) + timedelta(days=1)
    latest = max(ended_at + NO_DRIVING_FOR, instant_of(next_day, MORNING, zone))
    past = timedelta(seconds=latest.timestamp() % QUARTER.total_seconds())
    return latest if not past else latest - past + QUARTER
