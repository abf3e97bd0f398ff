"""Moving the demo clock: from one thing that is due to the next, never over one.

At each step the people of the story live on, sessions end, and what the timetable
would do is done at once, so that nothing expires by the jump. Each step is yielded for
the edge to commit before the next begins. Leaves what is due to ``reminders`` and
``outbox``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import ceil

from sqlalchemy import func, select

from diary import alerts, clock, reminders
from diary.audit import Actor
from diary.auth import make_form_link
from diary.clinics import Clinic, demo_clinic, has_real_clinic
from diary.courses import SessionStatus, TreatmentSession, end_session, mark_missed
from diary.db import db
from diary.demo import row
from diary.demo.carrying import Carrier
from diary.demo.chapters import visit_lasts
from diary.demo.living import (
    ride_answers,
    sessions_ended,
    texts_between,
    visit_answers,
)
from diary.demo.paging import bring_due, page_due
from diary.demo.people import CLINIC_NUMBER
from diary.demo.story import Story, tell
from diary.errors import NotFound, Refused
from diary.outbox import Message, MessageState, dispatch_due
from diary.patients import Patient, patients_of

LONGEST_STEP = timedelta(hours=3)
PLAN_EVERY = timedelta(hours=4)
LONGEST_MOVE = timedelta(days=8)
STEPS_ON_TIME = 6
"""So many pages of an alert, about its first hour, come at their own minute. Each stop
takes a while to live through, so later repeats come with whatever is due next."""


@dataclass(frozen=True)
class Cast:
    """Who lives on: the clinic, its story, its patients by place in the cast.

    ``silent`` are the places of those whom somebody plays; ``visits`` is how the
    story says sessions went, by patient and day.
    """

    clinic: Clinic
    story: Story
    patients: Mapping[int, Patient]
    visits: Mapping[tuple[int, date], SessionStatus]
    silent: frozenset[int] = frozenset()

    def patient(self, number: int) -> Patient:
        """Return the patient at a place; raises NotFound beyond the end."""
        if number not in self.patients:
            raise NotFound("There is no such patient.")
        return self.patients[number]


def cast(silent: frozenset[int] = frozenset()) -> Cast:
    """Return the demo clinic and its story; raises NotFound without one."""
    clinic, kept = demo_clinic(), row.the_row()
    if clinic is None or kept is None or kept.started_on is None:
        raise NotFound("There is no demo clinic here; flask demo makes one.")
    story = tell(kept.started_on, kept.patients, kept.months, kept.seed)
    known = {patient.external_id: patient for patient in patients_of(clinic.id)}
    patients = {
        life.person.number: known[life.person.external_id]
        for life in story.lives
        if life.person.external_id in known
    }
    visits = {
        (patients[life.person.number].id, visit.on): visit.status
        for life in story.lives
        if life.person.number in patients
        for visit in life.care.visits
    }
    return Cast(clinic, story, patients, visits, silent)


def advance(who: Cast, until: datetime, carrier: Carrier) -> Iterator[datetime]:
    """Move the clock to ``until`` and yield after each bit; the edge commits then.

    Nothing happens for an instant that has passed. Raises Refused beside a real
    clinic, and for an instant more than a week ahead, which would take minutes.
    """
    if has_real_clinic():
        raise Refused("A real clinic lives here too: its time cannot be moved.")
    at = clock.now()
    if until - at > LONGEST_MOVE:
        raise Refused("Move at most a week at a time.")
    planned_at = at - PLAN_EVERY
    while at < until:
        before, at = at, _next_stop(who.clinic, at, until)
        yield from _live(who, before, at, carrier)
        stand_at(at)
        yield at
        _end_sessions(who, at)
        if at - planned_at >= PLAN_EVERY:
            planned_at = at
            _plan(who.clinic, at)
        yield from _serve(at, carrier)


def catch_up(carrier: Carrier) -> Iterator[datetime]:
    """Do now what the timetable would do within seconds, without moving the clock.

    Nothing beside a real clinic, whose texts are not for the simulated carrier.
    """
    if not has_real_clinic():
        yield from _serve(clock.now(), carrier)


def stand_at(at: datetime) -> None:
    """Set the clock to an instant, here and in the row; it never goes back."""
    whole = ceil((at - clock.real_now()).total_seconds())
    row.move_to(whole)
    clock.use_offset(max(clock.offset(), timedelta(seconds=whole)))


def _next_stop(clinic: Clinic, at: datetime, until: datetime) -> datetime:
    """Return the next instant at which something is due."""
    dues = (
        reminders.next_due_at(at),
        alerts.next_due_at(at, STEPS_ON_TIME),
        _next_sending(clinic.id, at),
    )
    return min(until, at + LONGEST_STEP, *filter(None, dues))


def _next_sending(clinic_id: int, after: datetime) -> datetime | None:
    """Return when the next message that was put off is to be tried again."""
    found = select(func.min(Message.wake_at)).where(
        Message.clinic_id == clinic_id,
        Message.state == MessageState.PLANNED,
        Message.wake_at > after,
    )
    return db.session.scalars(found).one()


def _plan(clinic: Clinic, now: datetime) -> None:
    everybody = [patient.id for patient in patients_of(clinic.id)]
    reminders.sync(clinic.id, everybody, now)
    reminders.tell_of_silent_rides(clinic, now)


def _live(
    who: Cast, since: datetime, until: datetime, carrier: Carrier
) -> Iterator[datetime]:
    """Let people text at their own times; it all comes in by the signed webhook."""
    said = [
        *texts_between(who.story, since, until, who.silent),
        *ride_answers((who.clinic.id, who.story), since, until, who.silent),
        *visit_answers((who.clinic.id, who.story), since, until, who.silent),
    ]
    for text in sorted(said, key=lambda text: text.at):
        stand_at(text.at)
        yield text.at
        carrier.phone.text_in(text.phone, CLINIC_NUMBER, text.body)
        if alerts.alerts_to_page(text.at):
            yield from _serve(text.at, carrier)


def _end_sessions(who: Cast, now: datetime) -> None:
    for visit in sessions_ended(who.clinic.id, now):
        _end(who, visit, now)


def _end(who: Cast, visit: TreatmentSession, now: datetime) -> None:
    ended_at = visit.starts_at + visit_lasts(visit.route)
    if ended_at > now:
        return
    if _was_missed(who, visit):
        mark_missed(who.clinic, visit, Actor.system(), now)
    else:
        end_session(who.clinic, visit, ended_at, Actor.system(), now)
    reminders.sync(who.clinic.id, [visit.patient_id], now)


def _was_missed(who: Cast, visit: TreatmentSession) -> bool:
    """Say whether the story knows that nobody came."""
    told = who.visits.get((visit.patient_id, visit.starts_on))
    return told in (SessionStatus.MISSED, SessionStatus.CANCELED)


def _serve(at: datetime, carrier: Carrier) -> Iterator[datetime]:
    """Do what the timetable does: release, page, send, hear how it fared."""
    released = reminders.release_due(at, partial(_form_address, carrier.base_url))
    while released.after is not None:
        yield at
        released = reminders.release_due(
            at, partial(_form_address, carrier.base_url), after=released.after
        )
    yield from page_due(at, carrier)
    yield at
    dispatch_due(carrier.gateways, at, carrier.base_url)
    yield from bring_due(at, carrier)


def _form_address(base_url: str, clinic_id: int, patient_id: int, day: date) -> str:
    token = make_form_link(clinic_id, patient_id, day, clock.real_now())
    return f"{base_url}/f/{token}"
