"""Handing due reminders to the outbox, page by page.

A wish is asked about again the moment it is due: consent, opt-out, answered already,
an open alert, quiet hours, the day's budget. What waits stays planned; what is past
its use expires, and a ride nobody was asked about becomes the desk's. The edge commits
after every page. Leaves sending to ``outbox``.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from diary import outbox
from diary.clinics import Clinic, clinic_by_id
from diary.courses import (
    note_booster_offered,
    note_ride_asked,
    sessions_by_ref,
    tell_desk_of_silence,
)
from diary.db import db
from diary.localtime import local_day
from diary.reminders.facts import Known, gather
from diary.reminders.judging import Deed, Said, judge, wanted_later, wanted_now
from diary.reminders.kinds import ReminderKind, ReminderState
from diary.reminders.lately import said_lately
from diary.reminders.models import Reminder
from diary.reminders.planning import Wish
from diary.reminders.policy import RULES
from diary.reminders.syncing import differs, end, message_key, take_times
from diary.reminders.wording import wording
from diary.tasks import TaskKind, open_task

PAGE = 200
FAULTS = 5
"""A row that failed so often is set aside (a poisoned row must not stop the line)."""

ABOUT_RIDES = (ReminderKind.RIDE_QUESTION, ReminderKind.RIDE_CHASE)

MakeLink = Callable[[int, int, date], str]
"""Given clinic's key, patient's key and local day: the address of that day's form."""

Cursor = tuple[datetime, int]


@dataclass
class Released:
    """What became of one page; ``after`` is where the next begins, None at the end."""

    released: int = 0
    waiting: int = 0
    dropped: int = 0
    expired: int = 0
    after: Cursor | None = None


def release_due(
    now: datetime,
    make_link: MakeLink,
    *,
    after: Cursor | None = None,
    only: Collection[str] | None = None,
    limit: int = PAGE,
) -> Released:
    """Judge one page of due reminders and enqueue those that may go.

    Call again with ``after`` until it comes back as None. ``only`` takes up these
    refs alone. Rows that another process has in hand are left to it.
    """
    done = Released()
    page = list(db.session.scalars(_due(now, after, only, limit)))
    by_clinic: dict[int, list[Reminder]] = {}
    for reminder in page:
        by_clinic.setdefault(reminder.clinic_id, []).append(reminder)
    for clinic_id, reminders in by_clinic.items():
        _Round(clinic_by_id(clinic_id), reminders, now, make_link, done).go()
    if len(page) == limit:
        done.after = (page[-1].due_at, page[-1].id)
    db.session.flush()
    return done


def _due(
    now: datetime, after: Cursor | None, only: Collection[str] | None, limit: int
) -> Select[Reminder]:
    found = select(Reminder).where(
        Reminder.state == ReminderState.PLANNED, Reminder.due_at <= now
    )
    if after is not None:
        at, key = after
        later = or_(
            Reminder.due_at > at, and_(Reminder.due_at == at, Reminder.id > key)
        )
        found = found.where(later)
    if only is not None:
        found = found.where(Reminder.ref.in_(only))
    ordered = found.order_by(Reminder.due_at, Reminder.id).limit(limit)
    return ordered.with_for_update(skip_locked=True)


class _Round:
    """One clinic's part of a page."""

    def __init__(
        self,
        clinic: Clinic,
        reminders: Sequence[Reminder],
        now: datetime,
        make_link: MakeLink,
        done: Released,
    ) -> None:
        self.clinic = clinic
        # Of what is due together a ride is asked about first.
        self.reminders = sorted(reminders, key=lambda each: RULES[each.kind].rank)
        self.now = now
        self.make_link = make_link
        self.done = done
        ids = {reminder.patient_id for reminder in reminders}
        self.known = gather(clinic, ids, now)
        self.lately = said_lately(clinic.id, ids, now)
        self.wanted: dict[int, dict[str, Wish]] = {}
        self.can_send = bool(outbox.senders_of(clinic.id))
        self.going: list[tuple[Reminder, outbox.MessageDraft]] = []

    def go(self) -> None:
        for reminder in self.reminders:
            self._take_up(reminder)
        self._hand_over()
        self._note_asked()

    def _take_up(self, reminder: Reminder) -> None:
        known, now = self.known[reminder.patient_id], self.now
        wish = self._wish_of(reminder, known)
        if wish is not None and differs(reminder, wish):
            take_times(reminder, wish)
        if reminder.useless_after <= now:
            self._expire(reminder)
            return
        lately = self.lately.setdefault(reminder.patient_id, [])
        verdict = judge(wish, reminder.kind, known.facts, lately, now)
        if verdict.deed is Deed.DROP:
            end(reminder, ReminderState.CANCELED, verdict.reason, now)
            self.done.dropped += 1
        elif verdict.deed is Deed.WAIT or not self.can_send:
            self.done.waiting += 1
        else:
            self.going.append((reminder, self._draft(reminder, known)))
            lately.append(Said(reminder.kind, reminder.slot, now))

    def _wish_of(self, reminder: Reminder, known: Known) -> Wish | None:
        if reminder.patient_id not in self.wanted:
            self.wanted[reminder.patient_id] = wanted_now(known.facts, self.now)
        wish = self.wanted[reminder.patient_id].get(reminder.slot)
        return wish or wanted_later(known.facts, reminder.slot, self.now)

    def _draft(self, reminder: Reminder, known: Known) -> outbox.MessageDraft:
        return outbox.MessageDraft(
            clinic_id=self.clinic.id,
            key=message_key(reminder),
            to=known.patient.phone,
            body=self._body(reminder, known),
            purpose=reminder.purpose,
            # What was planned late is not late: it was due when it was planned.
            due_at=max(reminder.due_at, reminder.planned_at),
            useless_after=reminder.useless_after,
            about=known.patient.ref,
            rank=RULES[reminder.kind].rank,
        )

    def _hand_over(self) -> None:
        drafts = [draft for _, draft in self.going]
        refs = outbox.enqueue_all(self.clinic.id, drafts, self.now)
        for reminder, draft in self.going:
            end(reminder, ReminderState.RELEASED, None, self.now)
            reminder.released_at, reminder.message_ref = self.now, refs[draft.key]
        self.done.released += len(self.going)

    def _body(self, reminder: Reminder, known: Known) -> str:
        link = ""
        if reminder.kind is ReminderKind.CHECK_IN:
            day = local_day(self.now, known.patient.zone)
            link = self.make_link(self.clinic.id, known.patient.id, day)
        visit = known.visit(reminder.anchor_ref)
        return wording(reminder.kind, self.clinic, known.patient, visit, link)

    def _note_asked(self) -> None:
        gone = [reminder for reminder, _ in self.going]
        visit_ids = [
            self.known[each.patient_id].visit_ids[each.anchor_ref or ""]
            for each in gone
            if each.kind in ABOUT_RIDES
        ]
        offered = [
            each.anchor_ref or ""
            for each in gone
            if each.kind is ReminderKind.BOOSTER_OFFER
        ]
        note_ride_asked(self.clinic.id, visit_ids, self.now)
        note_booster_offered(self.clinic.id, offered, self.now)

    def _expire(self, reminder: Reminder) -> None:
        end(reminder, ReminderState.EXPIRED, None, self.now)
        self.done.expired += 1
        if reminder.kind in ABOUT_RIDES:
            self._tell_desk(self.known[reminder.patient_id], reminder.anchor_ref)

    def _tell_desk(self, known: Known, anchor_ref: str | None) -> None:
        visit = known.visit(anchor_ref)
        if visit is not None and visit.is_planned and visit.is_ride_open:
            (treatment_session,) = sessions_by_ref(self.clinic.id, [visit.ref]).values()
            tell_desk_of_silence(treatment_session, self.now)


def due_refs(
    now: datetime, *, after: Cursor | None = None, limit: int = PAGE
) -> list[str]:
    """Return the refs of one page, to release them singly where the page failed."""
    return [
        reminder.ref for reminder in db.session.scalars(_due(now, after, None, limit))
    ]


def note_fault(ref: str, now: datetime) -> bool:
    """Count a failure of our own; after a few the reminder is set aside.

    Then it leaves the line, so that others flow, and staff are asked to look. Says
    whether it was set aside.
    """
    found = select(Reminder).where(
        Reminder.ref == ref, Reminder.state == ReminderState.PLANNED
    )
    reminder = db.session.scalars(found).one()
    reminder.faults += 1
    if reminder.faults < FAULTS:
        return False
    end(reminder, ReminderState.REFUSED, "failed again and again; see the log", now)
    open_task(
        reminder.clinic_id,
        TaskKind.CHECK_SENDING,
        f"reminder-failed:{reminder.ref}",
        "A text could not be made ready and was not sent. Please tell the operator.",
        now,
        now,
        patient_id=reminder.patient_id,
    )
    return True
