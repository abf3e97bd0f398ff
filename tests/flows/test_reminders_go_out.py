"""Flow 2: courses become sessions, reminders, messages, texts; told by the jobs alone.

Nothing here calls a subject's inside: the desk plans, the patient texts, the clock
beats, and the carrier keeps what it was given.
"""

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from diary import courses, inbox, outbox, reminders
from diary.audit import Actor
from diary.clinics import Clinic
from diary.courses import (
    RideStatus,
    Route,
    TreatmentSession,
)
from diary.db import db
from diary.inbox import Inbound
from diary.localtime import instant_of, local
from diary.outbox import Gateways, MessageState, Sender
from diary.patients import Patient, Purpose
from diary.tasks import open_tasks
from jobs.scheduler import Metronome
from jobs.timetable import job_named
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient, make_sender
from tests.outbox.pretend import Pretend

BOTH = pytest.mark.both_databases
DESK = Actor.system()
HOME = "America/New_York"
SIDS = itertools.count(1)
BEATS = ("plan_reminders", "release_reminders", "dispatch_outbox")


@dataclass
class Story:
    """A clinic, its carrier and its clock; ``said`` is what reached each phone."""

    app: Flask
    clock: Clock
    clinic: Clinic
    sender: Sender
    carrier: Pretend
    metronome: Metronome
    said: list[tuple[str, datetime, str]] = field(default_factory=list)

    def patient(self, *purposes: Purpose, zone: str = HOME) -> Patient:
        made = make_patient(self.clinic, consents=purposes, zone=zone)
        db.session.commit()
        return made

    def plan(self, patient: Patient, on: date, at: time) -> TreatmentSession:
        """The desk plans a session, as its page does."""
        visit = courses.plan_session(
            self.clinic, patient, on, at, Route.IV, DESK, self.clock.now
        )
        self.save(patient)
        return visit

    def save(self, patient: Patient) -> None:
        reminders.sync(self.clinic.id, [patient.id], self.clock.now)
        db.session.commit()

    def texts(self, patient: Patient, body: str) -> str | None:
        """The patient texts, as the webhook hears it; returns the reply."""
        inbound = Inbound(
            sid=f"SM{next(SIDS):032x}",
            from_number=patient.phone,
            to_number=self.sender.number,
            body=body,
        )
        reply = inbox.receive(inbound, self.clock.now)
        db.session.commit()
        return reply.body

    def beat(self) -> None:
        """Every process turns to its jobs once."""
        # What the test has looked at lately must not lock the jobs out.
        db.session.commit()
        before = len(self.carrier.requests)
        for name in BEATS:
            job = job_named(name)
            assert job is not None
            assert self.metronome.turn(job)
        db.session.expire_all()
        for request in self.carrier.requests[before:]:
            self.said.append((request.to, self.clock.now, request.body))

    def live_until(self, day: date, at: time = time(0)) -> None:
        """Beat every three hours, 9:00 among them, and when something is due."""
        until = instant_of(day, at, HOME)
        while self.clock.now < until:
            self.beat()
            regular = next_regular_beat(self.clock.now)
            due = reminders.next_due_at(self.clock.now) or until
            db.session.rollback()
            self.clock.travel(to=min(regular, due, until))

    def heard(self, patient: Patient) -> list[tuple[str, str]]:
        """Return what one phone was told: the patient's wall clock and first words."""
        return [
            (f"{local(at, patient.zone):%a %d %H:%M}", body.partition(": ")[2][:22])
            for to, at, body in self.said
            if to == patient.phone
        ]


def next_regular_beat(now: datetime) -> datetime:
    """Return the next of 0, 3, 6, 9 … o'clock in New York's winter."""
    hour = now.replace(minute=0) + timedelta(hours=1)
    return hour + timedelta(hours=(2 - hour.hour) % 3)


@pytest.fixture
def story(app: Flask, clock: Clock) -> Story:
    """Tuesday 3 March 2026, 7:00 in New York."""
    clock.travel(instant_of(date(2026, 3, 3), time(7), HOME))
    clinic = make_clinic(text_name="Oak")
    sender = make_sender(clinic)
    db.session.commit()
    carrier = Pretend()
    metronome = Metronome(app, Gateways(carrier, carrier, calls_at_once=4))
    return Story(app, clock, clinic, sender, carrier, metronome)


@BOTH
def test_a_check_in_a_nudge_and_an_answer_by_text(story: Story) -> None:
    patient = story.patient(Purpose.DIARY)
    story.live_until(date(2026, 3, 4), time(11))
    assert story.heard(patient) == [
        ("Tue 03 09:30", "How is today, 0 worst "),
        ("Tue 03 13:30", "There is still time fo"),
        ("Wed 04 09:30", "How is today, 0 worst "),
    ]
    reply = story.texts(patient, "6, slept badly")
    assert reply is not None
    assert "6 of 10" in reply
    story.live_until(date(2026, 3, 5))
    assert len(story.heard(patient)) == 3


@BOTH
def test_a_ride_asked_for_answered_and_the_way_home(story: Story) -> None:
    patient = story.patient(Purpose.RIDES)
    visit = story.plan(patient, date(2026, 3, 6), time(14))
    story.live_until(date(2026, 3, 4), time(12))
    assert story.heard(patient) == [("Wed 04 10:00", "Visit Fri 6 Mar 2:00 P")]
    assert "ride" in (story.texts(patient, "Y my sister Ana") or "").lower()
    (listed,) = courses.sessions_on(story.clinic.id, date(2026, 3, 6))
    ride = courses.ride_of(story.clinic.id, listed.id)
    assert (ride.status, ride.answer) == (RideStatus.CONFIRMED, "Y my sister Ana")
    story.live_until(date(2026, 3, 6), time(16, 10))
    courses.end_session(story.clinic, visit, story.clock.now, DESK, story.clock.now)
    story.save(patient)
    story.live_until(date(2026, 3, 7))
    assert story.heard(patient)[1:] == [("Fri 06 16:10", "No driving or machines")]
    assert "before Sat 7 Mar 4:15 PM" in story.said[-1][2]


def test_a_ride_refused_or_never_answered_is_the_desks(story: Story) -> None:
    refusing = story.patient(Purpose.RIDES)
    silent = story.patient(Purpose.RIDES)
    story.plan(refusing, date(2026, 3, 6), time(14))
    story.plan(silent, date(2026, 3, 6), time(14))
    story.live_until(date(2026, 3, 4), time(12))
    story.texts(refusing, "N")
    (task,) = open_tasks(story.clinic.id, clinical=False)
    assert task.patient_id == refusing.id
    story.live_until(date(2026, 3, 5), time(18, 30))
    assert [when for when, _ in story.heard(refusing)] == ["Wed 04 10:00"]
    assert [when for when, _ in story.heard(silent)] == ["Wed 04 10:00", "Thu 05 15:00"]
    tasks = open_tasks(story.clinic.id, clinical=False)
    assert {task.patient_id for task in tasks} == {refusing.id, silent.id}


def test_a_ride_that_falls_through_after_a_yes_is_the_desks(story: Story) -> None:
    patient = story.patient(Purpose.RIDES)
    visit = story.plan(patient, date(2026, 3, 6), time(14))
    story.live_until(date(2026, 3, 4), time(12))
    for words in ("Y", "N"):
        story.texts(patient, words)
    ride = courses.ride_of(story.clinic.id, visit.id)
    assert ride.status is RideStatus.REFUSED
    assert len(open_tasks(story.clinic.id, clinical=False)) == 1


def test_a_visit_is_confirmed_a_week_ahead_and_its_ride_asked_for(
    story: Story,
) -> None:
    patient = story.patient(Purpose.SESSIONS, Purpose.RIDES)
    visit = story.plan(patient, date(2026, 3, 13), time(14))
    story.live_until(date(2026, 3, 6), time(12))
    assert story.heard(patient) == [("Fri 06 10:00", "Your visit with us is ")]
    assert "confirmed" in (story.texts(patient, "yes see you then") or "")
    story.live_until(date(2026, 3, 11), time(12))
    assert story.heard(patient)[1:] == [("Wed 11 10:00", "Visit Fri 13 Mar 2:00 ")]
    story.texts(patient, "N")
    ride = courses.ride_of(story.clinic.id, visit.id)
    listed = courses.session_by_ref(story.clinic.id, visit.ref)
    assert ride.status is RideStatus.REFUSED
    assert (listed.confirmed_at is None, listed.declined_at) == (False, None)


def test_who_says_nothing_about_the_visit_is_no_task(story: Story) -> None:
    patient = story.patient(Purpose.SESSIONS)
    story.plan(patient, date(2026, 3, 13), time(14))
    story.live_until(date(2026, 3, 10))
    assert [when for when, _ in story.heard(patient)] == ["Fri 06 10:00"]
    assert open_tasks(story.clinic.id, clinical=False) == []


@BOTH
def test_a_moved_session_takes_its_texts_along(story: Story) -> None:
    patient = story.patient(Purpose.RIDES)
    visit = story.plan(patient, date(2026, 3, 5), time(14))
    # Past the question's hour; the carrier's account is down, so it waits.
    story.clock.travel(instant_of(date(2026, 3, 3), time(10), HOME))
    for name in BEATS[:2]:
        job = job_named(name)
        assert job is not None
        story.metronome.turn(job)
    courses.move_session(
        story.clinic, visit, date(2026, 3, 10), time(9), DESK, story.clock.now
    )
    story.save(patient)
    story.live_until(date(2026, 3, 7))
    assert story.heard(patient) == [("Fri 06 10:00", "Visit Tue 10 Mar 9:00 ")]


def test_a_booster_offered_put_off_offered_again_and_called_for(story: Story) -> None:
    patient = story.patient(Purpose.BOOSTERS)
    due_on = date(2026, 3, 18)
    courses.set_booster(story.clinic, patient, due_on, DESK, story.clock.now)
    story.save(patient)
    story.live_until(date(2026, 3, 4), time(12))
    story.texts(patient, "later")
    story.live_until(date(2026, 3, 11), time(12))
    assert [when for when, _ in story.heard(patient)] == [
        "Wed 04 10:00",
        "Wed 11 10:00",
    ]
    story.texts(patient, "CALL")
    (task,) = open_tasks(story.clinic.id, clinical=False)
    assert task.sentence.startswith("Call to plan the booster")
    story.live_until(date(2026, 3, 12))
    assert len(story.heard(patient)) == 2


@BOTH
def test_stop_ends_the_texts_and_start_brings_them_back(story: Story) -> None:
    patient = story.patient(Purpose.DIARY)
    story.live_until(date(2026, 3, 3), time(10))
    story.texts(patient, "STOP")
    story.live_until(date(2026, 3, 5), time(8))
    assert len(story.heard(patient)) == 1
    story.texts(patient, "START")
    story.live_until(date(2026, 3, 5), time(10))
    assert len(story.heard(patient)) == 2


@pytest.mark.parametrize("change_on", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_clocks_change_and_the_hour_on_the_wall_stays(
    story: Story, change_on: date
) -> None:
    start = change_on - timedelta(days=1)
    story.clock.travel(instant_of(start, time(4), HOME))
    zones = (HOME, "America/Phoenix", "Pacific/Honolulu")
    patients = [story.patient(Purpose.DIARY, zone=zone) for zone in zones]
    story.live_until(change_on + timedelta(days=2))
    for patient in patients:
        asked = [at for to, at, body in story.said if to == patient.phone]
        walls = [local(at, patient.zone) for at in asked]
        assert {f"{wall:%H:%M}" for wall in walls} == {"09:30", "13:30"}
        assert set(Counter(wall.date() for wall in walls).values()) <= {1, 2}


@BOTH
def test_after_nine_hours_down_nothing_floods_the_night(story: Story) -> None:
    patients = [story.patient(*Purpose) for _ in range(3)]
    for patient in patients:
        story.plan(patient, date(2026, 3, 5), time(16))
    # Planned at 7:00; then nothing ran until 22:00, past the check-ins' use.
    story.clock.travel(instant_of(date(2026, 3, 3), time(22), HOME))
    story.live_until(date(2026, 3, 4), time(8, 45))
    assert story.said == []
    story.live_until(date(2026, 3, 4), time(10, 15))
    for patient in patients:
        assert story.heard(patient) == [
            ("Wed 04 09:00", "Visit Thu 5 Mar 4:00 P"),
            ("Wed 04 10:00", "How is today, 0 worst "),
        ]


def test_nothing_that_expired_goes_out_and_rides_are_told_of(story: Story) -> None:
    patient = story.patient(*Purpose)
    story.plan(patient, date(2026, 3, 4), time(10))
    story.clock.travel(instant_of(date(2026, 3, 4), time(8, 30), HOME))
    story.beat()
    assert story.said == []
    (task,) = open_tasks(story.clinic.id, clinical=False)
    assert task.sentence.startswith("No answer about a ride home")


@BOTH
def test_many_processes_send_each_text_once(story: Story) -> None:
    patients = [story.patient(Purpose.DIARY) for _ in range(12)]
    story.clock.travel(instant_of(date(2026, 3, 3), time(9, 30), HOME))
    gateways = Gateways(story.carrier, story.carrier, calls_at_once=4)
    workers = [Metronome(story.app, gateways) for _ in range(4)]

    def work(metronome: Metronome) -> None:
        for name in BEATS * 2:
            job = job_named(name)
            assert job is not None
            metronome.turn(job)

    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(work, workers))
    db.session.rollback()
    taken = Counter(request.to for request in story.carrier.requests)
    assert taken == Counter({patient.phone: 1 for patient in patients})
    for patient in patients:
        (message,) = outbox.messages_about(story.clinic.id, patient.ref)
        assert message.state is MessageState.QUEUED
