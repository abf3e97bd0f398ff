"""From the facts of one patient to what should be said to them, and when.

Pure, and the same for what is sent and what is shown ahead. Leaves gathering facts to
``facts`` and bringing stored reminders into line to ``syncing``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from diary.localtime import local_day
from diary.patients import Purpose
from diary.reminders import policy
from diary.reminders.kinds import ReminderKind
from diary.reminders.policy import ONE_DAY, RULES, instant_within, within_hours


@dataclass(frozen=True, slots=True)
class Visit:
    """A treatment session as far as texts go; ``no_driving_before`` once it ended.

    ``booked_at`` is when it got the day and time it has, None where nobody knows.
    """

    ref: str
    starts_on: date
    starts_at_time: time
    zone: str
    starts_at: datetime
    is_planned: bool = True
    is_ride_open: bool = True
    is_answer_open: bool = True
    booked_at: datetime | None = None
    ended_at: datetime | None = None
    no_driving_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A booster to offer: ``turn`` 1, or 2 after LATER was said on ``later_on``."""

    ref: str
    due_on: date
    turn: int = 1
    later_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one patient; hours are wall-clock times in ``zone``.

    ``is_reachable`` is false after STOP or discharge, ``is_paused`` true while a
    crisis alert is open. ``visits`` are those not called off, of the days before too.
    ``visit_asked_days`` is how far ahead visits are asked about, 0 for never, and
    ``closed_on`` the days on which the clinic is closed whatever the weekday.
    """

    zone: str
    check_in_at: time
    opens: time
    closes: time
    enrolled_at: datetime
    purposes: frozenset[Purpose]
    answered_on: frozenset[date] = frozenset()
    visits: tuple[Visit, ...] = ()
    offer: Offer | None = None
    visit_asked_days: int = 0
    closed_on: frozenset[date] = frozenset()
    is_reachable: bool = True
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """One text that should go out when ``due_at <= now < useless_after``.

    ``slot`` names its occasion: a kind and a local date, or an anchor's ref and date.
    ``is_held`` says that an open alert holds it back for as long as it is open.
    """

    kind: ReminderKind
    slot: str
    due_at: datetime
    useless_after: datetime
    rule: str
    anchor_ref: str | None = None
    is_held: bool = field(default=False, compare=False)

    @property
    def purpose(self) -> Purpose:
        """What the patient must have agreed to."""
        return RULES[self.kind].purpose


def planned_for(facts: Facts, since: datetime, until: datetime) -> list[Wish]:
    """Return what is wanted of use after ``since`` and due before ``until``, in order.

    Something due before ``since`` and still of use is among it: a session planned at
    short notice is asked about as soon as allowed, and an outage is caught up with.
    """
    if not facts.is_reachable:
        return []
    wanted = [
        wish
        for wish in _all_wishes(facts, since, until)
        if wish.due_at < until
        and since < wish.useless_after
        and wish.due_at < wish.useless_after
        and wish.purpose in facts.purposes
    ]
    return sorted(wanted, key=_order)


def _order(wish: Wish) -> tuple[datetime, int]:
    return wish.due_at, RULES[wish.kind].rank


def _all_wishes(facts: Facts, since: datetime, until: datetime) -> Iterator[Wish]:
    if Purpose.DIARY in facts.purposes:
        yield from _check_ins(facts, since, until)
    for visit in facts.visits:
        yield from _about_visit(facts, visit)
    if facts.offer is not None:
        yield from _offers(facts, facts.offer)


def _check_ins(facts: Facts, since: datetime, until: datetime) -> Iterator[Wish]:
    at = within_hours(facts.check_in_at, facts.opens, facts.closes)
    rule = f"{at:%H:%M} daily"
    day, last = local_day(since, facts.zone), local_day(until, facts.zone)
    while day <= last:
        if day not in facts.answered_on:
            yield from _one_check_in(facts, day, at, rule)
        day += ONE_DAY


def _one_check_in(facts: Facts, day: date, at: time, rule: str) -> Iterator[Wish]:
    chosen = instant_within(day, at, facts.zone)
    closes = instant_within(day, facts.closes, facts.zone)
    if chosen is None or closes is None or chosen < facts.enrolled_at:
        return
    due = _rested(chosen, facts.visits)
    yield Wish(
        ReminderKind.CHECK_IN,
        slot(ReminderKind.CHECK_IN, day),
        due,
        closes,
        rule,
        is_held=facts.is_paused,
    )
    yield Wish(
        ReminderKind.CHECK_IN_NUDGE,
        slot(ReminderKind.CHECK_IN_NUDGE, day),
        _rested(due + policy.NUDGE_AFTER, facts.visits),
        closes,
        f"{rule}, 4 h later",
        is_held=facts.is_paused,
    )


def _rested(due: datetime, visits: tuple[Visit, ...]) -> datetime:
    """Move a questionnaire out of a session and the hours of rest after it."""
    for visit in visits:
        ends = visit.ended_at or visit.starts_at + policy.VISIT_LASTS
        if visit.starts_at <= due < ends + policy.REST_AFTER_VISIT:
            due = ends + policy.REST_AFTER_VISIT
    return due


def _about_visit(facts: Facts, visit: Visit) -> Iterator[Wish]:
    if visit.is_planned and visit.is_answer_open and facts.visit_asked_days:
        yield from _visit_question(facts, visit)
    if visit.is_planned and visit.is_ride_open:
        yield from _ride_questions(facts, visit)
    if visit.ended_at is not None and visit.no_driving_before is not None:
        yield Wish(
            ReminderKind.NO_DRIVE,
            slot(ReminderKind.NO_DRIVE, visit.ref, f"{visit.ended_at:%Y%m%dT%H%M}"),
            visit.ended_at,
            visit.no_driving_before,
            "when the session ends",
            visit.ref,
        )


def _ride_questions(facts: Facts, visit: Visit) -> Iterator[Wish]:
    for kind, days_ahead, wanted in (
        (ReminderKind.RIDE_QUESTION, policy.RIDE_DAYS_AHEAD, policy.RIDE_AT),
        (ReminderKind.RIDE_CHASE, policy.CHASE_DAYS_AHEAD, policy.CHASE_AT),
    ):
        day = _desk_day_before(visit, days_ahead, facts)
        at = within_hours(wanted, facts.opens, facts.closes)
        due = instant_within(day, at, facts.zone)
        if due is not None:
            yield Wish(
                kind,
                slot(kind, visit.ref, visit.starts_on),
                due,
                visit.starts_at - policy.RIDE_ENDS,
                f"{days_ahead} d before, {at:%H:%M}, desk days",
                visit.ref,
                is_held=facts.is_paused,
            )


def _visit_question(facts: Facts, visit: Visit) -> Iterator[Wish]:
    """Ask whether they come, days ahead, until the question about the ride is due.

    Not where they come in anyway between the question and the visit, nor where the
    visit was booked when it would have been asked about already.
    """
    days = facts.visit_asked_days
    day = _desk_day_before(visit, days, facts)
    at = within_hours(policy.VISIT_AT, facts.opens, facts.closes)
    due, ends = instant_within(day, at, facts.zone), _rides_asked_from(facts, visit)
    if due is None or (visit.booked_at or due) > due:
        return
    if _comes_between(day, facts, visit):
        return
    yield Wish(
        ReminderKind.VISIT_QUESTION,
        slot(ReminderKind.VISIT_QUESTION, visit.ref, visit.starts_on),
        due,
        ends,
        f"{days} d before, {at:%H:%M}, desk days",
        visit.ref,
        is_held=facts.is_paused,
    )


def _rides_asked_from(facts: Facts, visit: Visit) -> datetime:
    day = _desk_day_before(visit, policy.RIDE_DAYS_AHEAD, facts)
    at = within_hours(policy.RIDE_AT, facts.opens, facts.closes)
    return instant_within(day, at, facts.zone) or visit.starts_at


def _desk_day_before(visit: Visit, days_ahead: int, facts: Facts) -> date:
    day = visit.starts_on - days_ahead * ONE_DAY
    return policy.desk_day_before(day, facts.closed_on)


def _comes_between(day: date, facts: Facts, visit: Visit) -> bool:
    return any(
        day <= other.starts_on < visit.starts_on
        for other in facts.visits
        if other.is_planned or other.ended_at is not None
    )


def _offers(facts: Facts, offer: Offer) -> Iterator[Wish]:
    day, last = _offer_days(offer, facts.closed_on)
    at = within_hours(policy.BOOSTER_AT, facts.opens, facts.closes)
    due = instant_within(day, at, facts.zone)
    closes = instant_within(last, facts.closes, facts.zone)
    if due is None or closes is None or _has_visit_from(due, facts.visits):
        return
    yield Wish(
        ReminderKind.BOOSTER_OFFER,
        slot(ReminderKind.BOOSTER_OFFER, offer.ref, offer.turn),
        due,
        closes,
        "14 d before it is due" if offer.turn == 1 else "7 d after LATER",
        offer.ref,
        is_held=facts.is_paused,
    )


def _offer_days(offer: Offer, closed_on: frozenset[date]) -> tuple[date, date]:
    """Return the day of an offer and the last day it is of use."""
    if offer.later_on is None:
        first = policy.desk_day_before(offer.due_on - policy.BOOSTER_LEAD, closed_on)
        return first, offer.due_on
    again = policy.desk_day_after(offer.later_on + policy.LATER_FOR, closed_on)
    return again, again + policy.LATER_FOR


def _has_visit_from(due: datetime, visits: tuple[Visit, ...]) -> bool:
    """Say whether a visit is booked already, so that there is none to plan."""
    return any(visit.is_planned and visit.starts_at >= due for visit in visits)


def slot(kind: ReminderKind, *anchor: object) -> str:
    """Return the name of an occasion: ``check_in/2026-03-04``."""
    return "/".join([kind.value, *(str(part) for part in anchor)])


def leading_slot(kind: ReminderKind, followed: str) -> str | None:
    """Return the slot of the text that a follower repeats, None for a leader."""
    leader = RULES[kind].leader
    return None if leader is None else followed.replace(kind.value, leader.value, 1)
