"""Bringing the stored reminders into line with what is wanted.

Idempotent: any number of processes may sync the same patients at any time. What was
handed over is never touched; a text that still waits in the outbox is taken back
when its anchor moved. The edge commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from diary import outbox
from diary.clinics import clinic_by_id
from diary.db import db, upsert
from diary.reminders.facts import Known, gather
from diary.reminders.judging import AHEAD, MOVED, why_dropped
from diary.reminders.kinds import ReminderKind, ReminderState
from diary.reminders.models import Reminder
from diary.reminders.planning import Wish, planned_for, slot
from diary.sealed import new_ref

LOOK_BACK = timedelta(days=3)
AT_A_TIME = 200
OF_A_DAY = (ReminderKind.CHECK_IN, ReminderKind.CHECK_IN_NUDGE)
NOT_SENT = (ReminderState.CANCELED, ReminderState.ANSWERED, ReminderState.EXPIRED)


@dataclass
class Synced:
    """How many reminders a sync planned, moved and canceled."""

    planned: int = 0
    moved: int = 0
    canceled: int = 0


def sync(clinic_id: int, patient_ids: Collection[int], now: datetime) -> Synced:
    """Make these patients' reminders of the next 72 hours what they should be.

    Called after every change of a session, a ride, a booster, a consent, a check-in
    time or a zone, and for everybody by ``plan_reminders``. The second call writes
    nothing.
    """
    done = Synced()
    ids = sorted(patient_ids)
    for start in range(0, len(ids), AT_A_TIME):
        _sync(clinic_id, ids[start : start + AT_A_TIME], now, done)
    return done


def _sync(clinic_id: int, ids: list[int], now: datetime, done: Synced) -> None:
    known = gather(clinic_by_id(clinic_id), ids, now)
    stored = _stored(clinic_id, ids, now)
    missing: list[dict[str, Any]] = []
    for patient_id, each in known.items():
        wishes = planned_for(each.facts, now, now + AHEAD)
        wanted = {wish.slot: wish for wish in wishes}
        kept = stored.get(patient_id, {})
        missing += [
            _row(clinic_id, patient_id, wish, now)
            for occasion, wish in wanted.items()
            if occasion not in kept
        ]
        for occasion, reminder in kept.items():
            _align(reminder, wanted.get(occasion), each, now, done)
    _insert(missing)
    done.planned += len(missing)
    db.session.flush()


def _stored(
    clinic_id: int, ids: list[int], now: datetime
) -> dict[int, dict[str, Reminder]]:
    found = select(Reminder).where(
        Reminder.clinic_id == clinic_id,
        Reminder.patient_id.in_(ids),
        Reminder.useless_after > now - LOOK_BACK,
    )
    grouped: dict[int, dict[str, Reminder]] = {}
    for reminder in db.session.scalars(found):
        grouped.setdefault(reminder.patient_id, {})[reminder.slot] = reminder
    return grouped


def _align(
    reminder: Reminder, wish: Wish | None, known: Known, now: datetime, done: Synced
) -> None:
    if wish is None:
        _drop(reminder, why_dropped(known.facts, reminder.kind), now, done)
    elif reminder.state is ReminderState.RELEASED:
        if differs(reminder, wish) and _is_back(reminder, now, MOVED):
            plan_again(reminder, wish, now)
            done.moved += 1
    elif reminder.state in NOT_SENT and reminder.released_at is None:
        plan_again(reminder, wish, now)
        done.planned += 1
    elif reminder.state is ReminderState.PLANNED and differs(reminder, wish):
        take_times(reminder, wish)
        done.moved += 1


def _drop(reminder: Reminder, reason: str, now: datetime, done: Synced) -> None:
    if reminder.useless_after <= now:
        return
    is_planned = reminder.state is ReminderState.PLANNED
    if is_planned or _is_back(reminder, now, reason):
        end(reminder, ReminderState.CANCELED, reason, now)
        done.canceled += 1


def differs(reminder: Reminder, wish: Wish) -> bool:
    """Say whether a wish is due at another time than its stored reminder."""
    stored = (reminder.due_at, reminder.useless_after, reminder.rule)
    return stored != (wish.due_at, wish.useless_after, wish.rule)


def take_times(reminder: Reminder, wish: Wish) -> None:
    """Move a reminder to where its wish is now."""
    reminder.due_at, reminder.useless_after = wish.due_at, wish.useless_after
    reminder.rule = wish.rule


def plan_again(reminder: Reminder, wish: Wish, now: datetime) -> None:
    """Want once more what was called off before it was said."""
    take_times(reminder, wish)
    reminder.state, reminder.planned_at = ReminderState.PLANNED, now
    reminder.reason = reminder.settled_at = None


def take_back(reminder: Reminder, now: datetime, reason: str) -> bool:
    """Take a released text back if it has not left; say whether it was."""
    if reminder.state is not ReminderState.RELEASED or reminder.is_out:
        return False
    key = message_key(reminder)
    if key not in outbox.cancel(reminder.clinic_id, [key], now, reason):
        return False
    reminder.turn += 1
    reminder.released_at = reminder.message_ref = None
    return True


def _is_back(reminder: Reminder, now: datetime, reason: str) -> bool:
    """Take a text back; one that is out marks its reminder: what is out is out.

    A text that is just being sent is recalled, and the next sync sees how that ended.
    """
    if reminder.state is not ReminderState.RELEASED or reminder.is_out:
        return False
    if take_back(reminder, now, reason):
        return True
    key = message_key(reminder)
    reminder.is_out = not outbox.is_under_way(reminder.clinic_id, key)
    return False


def end(
    reminder: Reminder, state: ReminderState, reason: str | None, now: datetime
) -> None:
    """Write down what became of a reminder."""
    reminder.state, reminder.reason, reminder.settled_at = state, reason, now


def message_key(reminder: Reminder) -> str:
    """Return the key of a reminder's text in the outbox."""
    return f"{reminder.ref}.{reminder.turn}"


def _row(clinic_id: int, patient_id: int, wish: Wish, now: datetime) -> dict[str, Any]:
    return {
        "ref": new_ref(),
        "clinic_id": clinic_id,
        "patient_id": patient_id,
        "purpose": wish.purpose,
        "kind": wish.kind,
        "slot": wish.slot,
        "anchor_ref": wish.anchor_ref,
        "rule": wish.rule,
        "due_at": wish.due_at,
        "useless_after": wish.useless_after,
        "state": ReminderState.PLANNED,
        "turn": 1,
        "is_out": False,
        "faults": 0,
        "planned_at": now,
    }


def _insert(rows: list[dict[str, Any]]) -> None:
    """Add reminders that nobody has added meanwhile."""
    if rows:
        db.session.execute(upsert(Reminder.__table__).on_conflict_do_nothing(), rows)


_STILL_ASKING = select(Reminder.id).where(
    Reminder.clinic_id == bindparam("clinic_id"),
    Reminder.patient_id == bindparam("patient_id"),
    Reminder.slot.in_(bindparam("slots", expanding=True)),
    Reminder.state.in_((ReminderState.PLANNED, ReminderState.RELEASED)),
)


def settle_answered(clinic_id: int, patient_id: int, day: date, now: datetime) -> None:
    """End a day's question and its nudge, by whichever door the answer came.

    A text still waiting in the outbox is taken back. The same answer again changes
    nothing; after an UNDO the next sync wants the nudge once more.
    """
    whose = {"clinic_id": clinic_id, "patient_id": patient_id}
    slots = [slot(kind, day) for kind in OF_A_DAY]
    asking = db.session.connection().execute(_STILL_ASKING, {**whose, "slots": slots})
    # Most texts come in without a question still waiting: those stop here.
    ids = [row.id for row in asking]
    if not ids:
        return
    for reminder in db.session.scalars(select(Reminder).where(Reminder.id.in_(ids))):
        take_back(reminder, now, "answered")
        end(reminder, ReminderState.ANSWERED, "answered", now)
    db.session.flush()
