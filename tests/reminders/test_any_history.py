"""Whatever happens in whatever order: no text twice, late, stale, at night, unwanted.

Each seed is one history of a week: the desk plans, moves, cancels and ends, the patient
answers, stops and starts, the box goes down for hours. After each step the jobs run,
or do not.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import time, timedelta

import pytest

from diary import courses, outbox, reminders
from diary.courses import RideStatus, Route, SessionStatus, TreatmentSession
from diary.db import db
from diary.entries import has_answer
from diary.errors import Invalid, Refused
from diary.localtime import is_quiet, local, local_day
from diary.outbox import Message, messages_about
from diary.patients import Patient, PatientChanges, change
from diary.reminders import Reminder
from diary.reminders.policy import NO_DRIVE_AT_ONCE
from diary.reminders.wording import spoken_day, spoken_time
from tests.factories import make_entry
from tests.reminders.conftest import STAFF, House

STEPS = 60


class History:
    """One patient's week, step by step, and what must hold after each."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        zone = self.chance.choice(["America/New_York", "America/Los_Angeles"])
        self.patient: Patient = house.patient(zone=zone)
        self.visits: list[TreatmentSession] = []
        self.has_stopped = False
        self.left: set[str] = set()
        self.deeds: list[Callable[[], None]] = [
            *(self.wait, self.wait, self.wait, self.plan, self.move, self.cancel),
            *(self.end, self.answer, self.ride, self.stop_or_start, self.other_hour),
            self.go_down,
        ]

    def live(self) -> None:
        for _ in range(STEPS):
            deed = self.chance.choice(self.deeds)
            try:
                deed()
            except (Invalid, Refused):
                db.session.rollback()
            # Edges sync what they change; in this life they often forget.
            if self.chance.random() < 0.5:
                self.house.sync(self.patient)
            if self.chance.random() < 0.4:
                self.house.release()
            else:
                self.tick()

    def tick(self) -> None:
        """Let the jobs run, the planning one only now and then, as in life."""
        if self.chance.random() < 0.3:
            self.house.sync(self.patient)
        self.house.release()
        if self.house.dispatch():
            self.check_what_left()

    def check_what_left(self) -> None:
        now, zone = self.house.clock.now, self.patient.zone
        assert not self.has_stopped
        for message in self.messages():
            if message.handed_over_at and message.ref not in self.left:
                self.left.add(message.ref)
                reminder = self.reminder_of(message)
                is_exempt = reminder.kind == "no_drive" and (
                    now - reminder.due_at < NO_DRIVE_AT_ONCE
                )
                clinic = self.house.clinic
                is_night = is_quiet(now, zone, clinic.texts_from, clinic.texts_until)
                assert is_exempt or not is_night
                assert reminder.due_at <= now < reminder.useless_after
                self.check_words(message, reminder)

    def check_words(self, message: Message, reminder: Reminder) -> None:
        if reminder.kind in ("check_in", "check_in_nudge"):
            today = local_day(self.house.clock.now, self.patient.zone)
            assert reminder.slot.endswith(str(today))
            assert not has_answer(self.house.clinic.id, self.patient.id, today)
        if reminder.kind in ("ride_question", "ride_chase"):
            visit = courses.session_by_ref(
                self.house.clinic.id, reminder.anchor_ref or ""
            )
            assert visit.status is SessionStatus.PLANNED
            here = local(visit.starts_at, visit.zone)
            assert spoken_day(here.date(), "en") in message.body
            assert spoken_time(here.time()) in message.body

    def check_the_end(self) -> None:
        self.tick()
        occasions = Counter(
            self.reminder_of(message).slot
            for message in self.messages()
            if message.handed_over_at
        )
        assert set(occasions.values()) <= {1}

    def messages(self) -> list[Message]:
        db.session.expire_all()
        return messages_about(self.house.clinic.id, self.patient.ref, 1000)

    def reminder_of(self, message: Message) -> Reminder:
        ref = message.key.partition(".")[0]
        return next(
            each for each in self.house.stored(self.patient).values() if each.ref == ref
        )

    def wait(self) -> None:
        self.house.clock.travel(minutes=self.chance.choice([5, 30, 90, 240]))

    def go_down(self) -> None:
        self.house.clock.travel(hours=self.chance.randint(5, 20))

    def plan(self) -> None:
        day = local_day(self.house.clock.now, self.house.clinic.zone)
        visit = courses.plan_session(
            self.house.clinic,
            self.patient,
            day + timedelta(days=self.chance.randint(0, 4)),
            self.a_time(),
            Route.IV,
            STAFF,
            self.house.clock.now,
        )
        self.visits.append(visit)
        db.session.commit()

    def move(self) -> None:
        if self.visits:
            visit = self.chance.choice(self.visits)
            day = visit.starts_on + timedelta(days=self.chance.randint(-1, 2))
            now = self.house.clock.now
            courses.move_session(
                self.house.clinic, visit, day, self.a_time(), STAFF, now
            )
            db.session.commit()

    def cancel(self) -> None:
        if self.visits and self.chance.random() < 0.4:
            visit = self.chance.choice(self.visits)
            now = self.house.clock.now
            courses.cancel_session(self.house.clinic, visit, STAFF, now)
            db.session.commit()

    def end(self) -> None:
        now = self.house.clock.now
        for visit in self.visits:
            if visit.starts_at < now and visit.status is SessionStatus.PLANNED:
                courses.end_session(self.house.clinic, visit, now, STAFF, now)
                db.session.commit()

    def ride(self) -> None:
        if self.visits:
            visit = self.chance.choice(self.visits)
            status = self.chance.choice([RideStatus.CONFIRMED, RideStatus.REFUSED])
            courses.set_ride(
                self.house.clinic, visit, status, STAFF, self.house.clock.now
            )
            db.session.commit()

    def answer(self) -> None:
        clinic, now = self.house.clinic, self.house.clock.now
        today = local_day(now, self.patient.zone)
        if not has_answer(clinic.id, self.patient.id, today):
            make_entry(self.patient, today)
            reminders.settle_answered(clinic.id, self.patient.id, today, now)
        db.session.commit()

    def stop_or_start(self) -> None:
        if not self.has_stopped and self.chance.random() < 0.6:
            return
        sender = outbox.sender_for(self.house.clinic.id, self.patient.phone)
        now, phone = self.house.clock.now, self.patient.phone
        if self.has_stopped:
            outbox.lift(sender, phone, now)
        else:
            outbox.suppress(sender, phone, "STOP", now)
        self.has_stopped = not self.has_stopped
        db.session.commit()

    def other_hour(self) -> None:
        changes = PatientChanges(check_in_at=self.a_time())
        now = self.house.clock.now
        change(self.house.clinic, self.patient, changes, STAFF, now)
        db.session.commit()

    def a_time(self) -> time:
        return time(self.chance.randint(7, 20), self.chance.choice([0, 30]))


@pytest.mark.parametrize("seed", range(12))
def test_any_history_of_a_week(house: House, seed: int) -> None:
    history = History(house, seed)
    history.live()
    history.check_the_end()
