"""When each kind of reminder is due, what it needs and what goes first.

Pure. Defaults with their reasons; leaves putting them together to ``planning``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from diary.localtime import instant_of, local_day
from diary.patients import Purpose
from diary.reminders.kinds import ReminderKind

ANSWER_NEEDS = timedelta(minutes=30)
"""A question asked later than this before the quiet hours would be answered in them."""

NUDGE_AFTER = timedelta(hours=4)
RIDE_DAYS_AHEAD, RIDE_AT = 2, time(10)
CHASE_DAYS_AHEAD, CHASE_AT = 1, time(15)
SILENCE_AT = time(17)
"""From here on, the desk day before, a ride without an answer is the desk's."""

RIDE_ENDS = timedelta(hours=2)
"""Nobody finds an escort in less; from here on the desk calls."""

NO_DRIVE_AT_ONCE = timedelta(hours=2)
"""So soon after a session its text goes out whatever the hour."""

VISIT_AT = time(10)
"""When a visit is asked about, on a desk day: somebody is there to ring about a no."""

BOOSTER_LEAD = timedelta(days=14)
BOOSTER_AT = time(10)
LATER_FOR = timedelta(days=7)
OFFERS = 2

VISIT_LASTS = timedelta(hours=2)
REST_AFTER_VISIT = timedelta(hours=4)
"""No questionnaires while somebody may still be dissociated or asleep."""

ALONE = timedelta(hours=1)
"""So long a question stands alone, unless it is answered before: a check-in held back
until a ride is set would be lost for days, so no question waits for ever."""

DESK_DAYS = frozenset(range(5))
"""Monday to Friday: somebody is there to act on an answer."""

LONGEST_CLOSED = 16
"""So many days on end are passed over: two weeks with the weekends before, between and
after. Asked earlier than that a question about a visit is forgotten when it comes."""

ONE_DAY = timedelta(days=1)

DAILY_CAP = 3
NUDGES_UP_TO = 2
"""So many texts a local day, all rules together; nudges fall first. Safety is apart."""


@dataclass(frozen=True)
class Rule:
    """What a kind of reminder needs beside its hour.

    ``rank`` orders what is due together, low first. A follower waits for ``gap``
    after its leader went out, and without one it stays. ``is_safety`` stands outside
    the daily budget and the pause while an alert is open. ``text`` names the file.
    """

    purpose: Purpose
    rank: int
    text: str
    leader: ReminderKind | None = None
    gap: timedelta = timedelta()
    is_safety: bool = False
    is_nudge: bool = False


RULES: Mapping[ReminderKind, Rule] = MappingProxyType(
    {
        ReminderKind.NO_DRIVE: Rule(Purpose.RIDES, 5, "no_drive", is_safety=True),
        ReminderKind.RIDE_QUESTION: Rule(Purpose.RIDES, 10, "ride_question"),
        ReminderKind.RIDE_CHASE: Rule(
            Purpose.RIDES,
            10,
            "ride_chase",
            leader=ReminderKind.RIDE_QUESTION,
            gap=timedelta(hours=4),
        ),
        ReminderKind.VISIT_QUESTION: Rule(Purpose.SESSIONS, 20, "visit_question"),
        ReminderKind.BOOSTER_OFFER: Rule(Purpose.BOOSTERS, 40, "booster_offer"),
        ReminderKind.CHECK_IN: Rule(Purpose.DIARY, 50, "check_in"),
        ReminderKind.CHECK_IN_NUDGE: Rule(
            Purpose.DIARY,
            60,
            "check_in_nudge",
            leader=ReminderKind.CHECK_IN,
            gap=timedelta(hours=2),
            is_nudge=True,
        ),
    }
)


def within_hours(wanted: time, opens: time, closes: time) -> time:
    """Return the time a question is asked at: as wanted, or the nearest allowed one.

    It stays on its own day, so a wish past the last useful time is asked at that.
    """
    earliest, latest = _minutes(opens), _minutes(closes) - _minutes_of(ANSWER_NEEDS)
    minutes = max(earliest, min(_minutes(wanted), latest))
    return wanted if minutes == _minutes(wanted) else time(*divmod(minutes, 60))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _minutes_of(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def desk_day_before(day: date, closed_on: Collection[date]) -> date:
    """Return this day, or the last desk day before it on which the clinic is open.

    A closure longer than ``LONGEST_CLOSED`` counts for nothing.
    """
    return _desk_day(day, -ONE_DAY, closed_on)


def desk_day_after(day: date, closed_on: Collection[date]) -> date:
    """Return this day, or the first desk day after it on which the clinic is open.

    A closure longer than ``LONGEST_CLOSED`` counts for nothing.
    """
    return _desk_day(day, ONE_DAY, closed_on)


def _desk_day(day: date, step: timedelta, closed_on: Collection[date]) -> date:
    near = day
    for _ in range(LONGEST_CLOSED + 1):
        if near.weekday() in DESK_DAYS and near not in closed_on:
            return near
        near += step
    return _desk_day(day, step, frozenset())


def last_day_readied_by(day: date, closed_on: Collection[date]) -> date:
    """Return the last day before which there is no other desk day: Monday, of a Friday.

    Rides of it and of the days between have to be settled on this day.
    """
    ahead = (day + count * ONE_DAY for count in range(LONGEST_CLOSED + 2))
    return max(
        each
        for each in ahead
        if desk_day_before(each - CHASE_DAYS_AHEAD * ONE_DAY, closed_on) <= day
    )


def instant_within(day: date, at: time, zone: str) -> datetime | None:
    """Return the instant of a wall-clock time, None where the day does not exist.

    Samoa had no 30 December 2011: what was due on it is not asked the day after.
    """
    instant = instant_of(day, at, zone)
    return instant if local_day(instant, zone) == day else None
