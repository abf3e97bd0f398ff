"""Every job gets its turn, whatever happens to the others."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from diary import runs
from diary.db import db
from diary.demo import DemoClock
from diary.outbox import Gateways
from jobs.scheduler import Metronome, start_in_web
from jobs.tick import Tick
from jobs.timetable import TIMETABLE, Job
from tests.driven_clock import Clock
from tests.outbox.pretend import Pretend

MINUTE = timedelta(minutes=1)


class Recorder:
    """A job that keeps what it was handed."""

    def __init__(self, outcome: str = "") -> None:
        self.outcome = outcome
        self.ticks: list[Tick] = []

    def __call__(self, tick: Tick) -> str:
        self.ticks.append(tick)
        return self.outcome


def last_run() -> datetime | None:
    """Return when the job last ended well; lets go of the lock of the look-up."""
    try:
        return runs.last_runs().get("try_out")
    finally:
        db.session.rollback()


def gateways() -> Gateways:
    return Gateways(ordinary=Pretend(), demo=Pretend(), calls_at_once=2)


def job(run: Callable[[Tick], str], slot: timedelta | None = None) -> Job:
    return Job("try_out", run, timedelta(seconds=2), 5 * MINUTE, "a test", slot)


@pytest.fixture
def metronome(app: Flask) -> Metronome:
    return Metronome(app, gateways())


@pytest.mark.both_databases
def test_every_job_of_the_timetable_ends_well_on_an_empty_box(
    app: Flask, metronome: Metronome
) -> None:
    assert all(metronome.turn(each) for each in TIMETABLE)
    assert set(runs.last_runs()) == {each.name for each in TIMETABLE}


def test_a_job_is_handed_the_clinics_time(metronome: Metronome, clock: Clock) -> None:
    recorder = Recorder()
    metronome.turn(job(recorder))
    assert recorder.ticks[0].now == clock.now
    assert not recorder.ticks[0].stopping()


@pytest.mark.both_databases
def test_a_job_that_fails_is_noted_and_the_next_turn_comes(
    metronome: Metronome, clock: Clock
) -> None:
    def fail(_tick: Tick) -> str:
        raise LookupError("never in a log or a row: 555 0100")

    assert metronome.turn(job(fail)) is False
    tick = db.session.query(runs.JobRun).one()
    assert (tick.outcome, tick.finished_at) == ("failed: LookupError", None)
    db.session.rollback()
    assert metronome.turn(job(Recorder("done"))) is True


@pytest.mark.both_databases
def test_what_a_failing_job_left_undone_is_not_kept(
    metronome: Metronome, clock: Clock
) -> None:
    def half_done(tick: Tick) -> str:
        runs.claim_slot("other", "half", tick.now)
        raise LookupError

    metronome.turn(job(half_done))
    assert "other" not in {row.job for row in db.session.query(runs.JobRun)}


@pytest.mark.both_databases
def test_a_slot_is_run_by_one_of_many_processes(app: Flask, clock: Clock) -> None:
    recorder = Recorder()
    daily = job(recorder, slot=timedelta(days=1))
    for _ in range(3):
        Metronome(app, gateways()).turn(daily)
    assert len(recorder.ticks) == 1
    clock.travel(days=1)
    Metronome(app, gateways()).turn(daily)
    assert len(recorder.ticks) == 2


def test_turns_with_nothing_to_do_are_written_down_every_ten_seconds(
    metronome: Metronome, clock: Clock
) -> None:
    noted = []
    for _ in range(11):
        metronome.turn(job(Recorder()))
        noted.append(last_run())
        clock.travel(seconds=2)
    assert len(set(noted)) == 3


def test_a_leap_of_the_demo_clock_is_written_down_at_once(
    metronome: Metronome, clock: Clock
) -> None:
    metronome.turn(job(Recorder()))
    clock.travel(days=1)
    metronome.turn(job(Recorder()))
    assert last_run() == clock.now


@pytest.mark.parametrize("is_shown", [True, False])
def test_in_the_demo_jobs_live_by_its_clock(
    make_app: Callable[..., Flask], clock: Clock, is_shown: bool
) -> None:
    db.session.add(DemoClock(id=1, ahead_seconds=86_400, is_filled=True))
    db.session.commit()
    recorder = Recorder()
    Metronome(make_app(demo=is_shown), gateways()).turn(job(recorder))
    assert recorder.ticks[0].now == clock.now + timedelta(days=1)


def test_while_the_demo_is_being_filled_its_time_stands(
    make_app: Callable[..., Flask],
) -> None:
    db.session.add(DemoClock(id=1, is_filled=False))
    db.session.commit()
    recorder = Recorder()
    assert Metronome(make_app(demo=True), gateways()).turn(job(recorder))
    assert recorder.ticks == []


@pytest.mark.sqlite_only
def test_a_demo_being_filled_keeps_its_lock_and_nothing_fails(
    make_app: Callable[..., Flask],
) -> None:
    db.session.add(DemoClock(id=1, is_filled=False))
    db.session.commit()
    db.session.connection()  # a writer, until the test is over
    assert Metronome(make_app(demo=True), gateways()).turn(job(Recorder()))


def test_after_stop_nothing_begins(metronome: Metronome) -> None:
    recorder = Recorder()
    assert metronome.stop()
    metronome.turn(job(recorder))
    assert recorder.ticks == []


def test_the_clock_in_the_web_process_beats_and_stops(
    make_app: Callable[..., Flask],
) -> None:
    assert start_in_web(make_app(clock=False)) is None
    metronome = start_in_web(make_app(clock=True))
    assert metronome is not None
    assert metronome.stop() is True
    assert not [t for t in threading.enumerate() if t.name.startswith("APScheduler")]
