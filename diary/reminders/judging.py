"""May a wish that is due become a text now? Pure: the facts are handed in.

Asked when a reminder is released and again in the claim before its text leaves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from heapq import heapify, heappop, heappush

from diary.localtime import instant_of, local_day, next_allowed
from diary.reminders.kinds import ReminderKind
from diary.reminders.planning import Facts, Wish, leading_slot, planned_for
from diary.reminders.policy import (
    ALONE,
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
OTHER_OPEN = "another question is open"
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

    ``lately`` are the patient's reminders that went out and are, or were until two
    days ago, of use.
    """
    if wish is None:
        return Verdict(Deed.DROP, why_dropped(facts, kind))
    if wish.due_at > now:
        return Verdict(Deed.WAIT, MOVED, wish.due_at)
    if wish.is_held:
        return Verdict(Deed.WAIT, HELD, now + LOOK_AGAIN)
    for reason, allowed in _barriers(wish, facts, lately, now):
        if allowed > now:
            return Verdict(Deed.WAIT, reason, allowed)
    if _waits_for_leader(wish, lately):
        return Verdict(Deed.WAIT, "not asked before", now + LOOK_AGAIN)
    return Verdict(Deed.RELEASE)


def goes_at(
    wish: Wish, facts: Facts, lately: Sequence[Said], now: datetime
) -> datetime | None:
    """Return when a wish will go out as things stand; None for one that never will.

    By the very rules that judge it then: behind what is open now and over today's
    budget, not behind what is still to be said. A held one is due as if it were not.
    """
    at = max(now, wish.due_at)
    while at < wish.useless_after:
        later = max(until for _, until in _barriers(wish, facts, lately, at))
        if later <= at:
            return at
        at = later
    return None


def in_silence(
    wishes: Iterable[Wish], facts: Facts, lately: Sequence[Said]
) -> list[Wish]:
    """Return what will go out and when if nothing is answered, the first first.

    Each text counts for those after it: an open question, the budget, a leader.
    """
    said, told = list(lately), list[Wish]()
    ahead = [(each.due_at, RULES[each.kind].rank, each.slot, each) for each in wishes]
    heapify(ahead)
    while ahead:
        due_at, rank, slot, wish = heappop(ahead)
        at = (
            None
            if _waits_for_leader(wish, said)
            else goes_at(wish, facts, said, due_at)
        )
        if wish.is_held or at == due_at:
            told.append(wish)
            said += [] if wish.is_held else [Said(wish.kind, slot, due_at)]
        elif at is not None:
            heappush(ahead, (at, rank, slot, replace(wish, due_at=at)))
    return told


def _barriers(
    wish: Wish, facts: Facts, lately: Sequence[Said], now: datetime
) -> Iterator[tuple[str, datetime]]:
    """Yield what may stand in the way, and the first instant at which it does not."""
    yield "quiet hours", allowed_at(wish, facts, now)
    yield "asked just now", _after_leader(wish, lately, now)
    yield OTHER_OPEN, _turn_of(wish, facts, lately, now)
    yield "enough texts today", _within_budget(wish, facts, lately, now)


def _after_leader(wish: Wish, lately: Sequence[Said], now: datetime) -> datetime:
    leading, gap = leading_slot(wish.kind, wish.slot), RULES[wish.kind].gap
    asked = (said.released_at + gap for said in lately if said.slot == leading)
    return max(asked, default=now)


def _waits_for_leader(wish: Wish, lately: Sequence[Said]) -> bool:
    leading = leading_slot(wish.kind, wish.slot)
    return leading is not None and all(said.slot != leading for said in lately)


def _turn_of(
    wish: Wish, facts: Facts, lately: Sequence[Said], now: datetime
) -> datetime:
    """Return when a question may be put, behind another that is open.

    At once where that one is answered or out of use, or where waiting would carry
    this one into the quiet hours or past its own use.
    """
    before = [said for said in lately if _is_another_question(said, wish, now)]
    if not before:
        return now
    open_now = wanted_now(facts, now)
    still_open = (said.released_at for said in before if said.slot in open_now)
    turn = max(still_open, default=now - ALONE) + ALONE
    is_lost_then = turn >= wish.useless_after or allowed_at(wish, facts, turn) > turn
    return now if is_lost_then else turn


def _is_another_question(said: Said, wish: Wish, now: datetime) -> bool:
    """Say whether this was put within the hour and is not the one repeated."""
    if RULES[said.kind].is_safety or RULES[wish.kind].is_safety:
        return False
    is_same = leading_slot(wish.kind, wish.slot) == said.slot
    return said.released_at + ALONE > now and not is_same


def _within_budget(
    wish: Wish, facts: Facts, lately: Sequence[Said], now: datetime
) -> datetime:
    """Return now, or where the day's texts are used up the beginning of the next."""
    rule = RULES[wish.kind]
    today = local_day(now, facts.zone)
    said_today = sum(
        local_day(said.released_at, facts.zone) == today
        for said in lately
        if not RULES[said.kind].is_safety
    )
    budget = NUDGES_UP_TO if rule.is_nudge else DAILY_CAP
    if rule.is_safety or said_today < budget:
        return now
    return instant_of(today + timedelta(days=1), time(0), facts.zone)
