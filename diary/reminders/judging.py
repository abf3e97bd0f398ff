"""May a wish that is due become a text now? Pure: the facts are handed in.

Asked when a reminder is released and again in the claim before its text leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from diary.localtime import local_day, next_allowed
from diary.reminders.kinds import ReminderKind
from diary.reminders.planning import Facts, Wish, leading_slot, planned_for
from diary.reminders.policy import (
    DAILY_CAP,
    NO_DRIVE_AT_ONCE,
    NUDGES_UP_TO,
    RULES,
)

AHEAD = timedelta(hours=72)
"""So far ahead reminders are rows; what comes later is computed when asked for."""

LOOK_AGAIN = timedelta(minutes=5)
HELD = "held back"
"""While an alert is open; the desk reads reasons too, so it is not said here."""
MOVED = "the visit or the hour has changed"


@dataclass(frozen=True, slots=True)
class Said:
    """A reminder that went out lately: its occasion and when."""

    kind: ReminderKind
    slot: str
    released_at: datetime


class Deed(StrEnum):
    """What becomes of a wish that is due."""

    RELEASE = "release"
    WAIT = "wait"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A deed and its reason, in words for staff; ``until`` for one that waits."""

    deed: Deed
    reason: str = ""
    until: datetime | None = None


def wanted_now(facts: Facts, now: datetime) -> dict[str, Wish]:
    """Return what is wanted and due at this instant, by slot."""
    due = planned_for(facts, now, now + timedelta(seconds=1))
    return {wish.slot: wish for wish in due}


def wanted_later(facts: Facts, slot: str, now: datetime) -> Wish | None:
    """Return the wish of an occasion that has moved ahead, if it did."""
    ahead = planned_for(facts, now, now + AHEAD)
    return next((wish for wish in ahead if wish.slot == slot), None)


def why_dropped(facts: Facts, kind: ReminderKind) -> str:
    """Return in a few words why something planned is not wanted any more."""
    if not facts.is_reachable:
        return "opted out or discharged"
    if RULES[kind].purpose not in facts.purposes:
        return "no consent"
    return "answered already or not needed any more"


def allowed_at(wish: Wish, facts: Facts, now: datetime) -> datetime:
    """Return the first instant from now on at which the hours allow this text.

    The text after a session is about safety and answers what the desk has just done,
    so it goes at once in any hour; recorded later than that it waits for morning.
    """
    is_fresh = now - wish.due_at < NO_DRIVE_AT_ONCE
    if wish.kind is ReminderKind.NO_DRIVE and is_fresh:
        return now
    return next_allowed(now, facts.zone, facts.opens, facts.closes)


def judge(
    wish: Wish | None,
    kind: ReminderKind,
    facts: Facts,
    lately: Sequence[Said],
    now: datetime,
) -> Verdict:
    """Return what becomes of a wish of this kind; None for one not wanted any more.

    ``lately`` are the patient's reminders of the last two days.
    """
    if wish is None:
        return Verdict(Deed.DROP, why_dropped(facts, kind))
    if wish.due_at > now:
        return Verdict(Deed.WAIT, MOVED, wish.due_at)
    if wish.is_held:
        return Verdict(Deed.WAIT, HELD, now + LOOK_AGAIN)
    allowed = allowed_at(wish, facts, now)
    if allowed > now:
        return Verdict(Deed.WAIT, "quiet hours", allowed)
    if _waits_for_leader(wish, lately, now):
        return Verdict(Deed.WAIT, "asked just now", now + LOOK_AGAIN)
    if _is_over_budget(wish, facts, lately, now):
        return Verdict(Deed.WAIT, "enough texts today", now + LOOK_AGAIN)
    return Verdict(Deed.RELEASE)


def _waits_for_leader(wish: Wish, lately: Sequence[Said], now: datetime) -> bool:
    leading = leading_slot(wish.kind, wish.slot)
    if leading is None:
        return False
    gap = RULES[wish.kind].gap
    return not any(
        said.slot == leading and said.released_at + gap <= now for said in lately
    )


def _is_over_budget(
    wish: Wish, facts: Facts, lately: Sequence[Said], now: datetime
) -> bool:
    rule = RULES[wish.kind]
    today = local_day(now, facts.zone)
    said_today = sum(
        local_day(said.released_at, facts.zone) == today
        for said in lately
        if not RULES[said.kind].is_safety
    )
    budget = NUDGES_UP_TO if rule.is_nudge else DAILY_CAP
    return not rule.is_safety and said_today >= budget
