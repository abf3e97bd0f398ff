"""What the clock has run is written down, and what it should have."""

from datetime import timedelta

import pytest
from flask import Flask

from diary import runs
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases
MINUTE = timedelta(minutes=1)


def test_a_slot_is_claimed_once(app: Flask, clock: Clock) -> None:
    first = runs.claim_slot("prune", "2026-03-04", clock.now)
    assert first is not None
    assert runs.claim_slot("prune", "2026-03-04", clock.now) is None
    assert runs.claim_slot("prune", "2026-03-05", clock.now) is not None


def test_a_tick_has_one_row(app: Flask, clock: Clock) -> None:
    for _ in range(3):
        now = clock.travel(minutes=1)
        runs.note_tick("dispatch", now, "", now + MINUTE)
    assert runs.last_runs() == {"dispatch": clock.now}


def test_a_failure_leaves_when_it_last_ended_well(app: Flask, clock: Clock) -> None:
    went_well = clock.now
    runs.note_tick("dispatch", went_well, "", went_well + MINUTE)
    failed = clock.travel(minutes=5)
    runs.note_failure("dispatch", failed, "LookupError", failed + MINUTE)
    assert runs.last_runs() == {"dispatch": went_well}
    assert runs.late_jobs(clock.now) == ["dispatch"]


def test_a_job_is_late_until_it_ends_well_again(app: Flask, clock: Clock) -> None:
    run = runs.claim_slot("prune", "one", clock.now)
    assert run is not None
    runs.finish(run, clock.now, "", clock.now + MINUTE)
    assert runs.late_jobs(clock.now) == []
    assert runs.late_jobs(clock.travel(minutes=1)) == ["prune"]
    again = runs.claim_slot("prune", "two", clock.now)
    assert again is not None
    runs.finish(again, clock.now, "", clock.now + MINUTE)
    assert runs.late_jobs(clock.now) == []


def test_old_slots_are_forgotten_and_ticks_kept(app: Flask, clock: Clock) -> None:
    runs.claim_slot("prune", "old", clock.now)
    runs.note_tick("dispatch", clock.now, "", clock.now + MINUTE)
    clock.travel(days=15)
    runs.claim_slot("prune", "new", clock.now)
    assert runs.prune(clock.now - timedelta(days=14)) == 1
    assert set(runs.last_runs()) == {"dispatch"}


def test_a_job_that_is_no_more_is_not_late_for_ever(app: Flask, clock: Clock) -> None:
    runs.note_tick("old_name", clock.now, "", clock.now + MINUTE)
    clock.travel(days=1, hours=1)
    assert runs.late_jobs(clock.now) == ["old_name"]
    runs.note_tick("new_name", clock.now, "", clock.now + MINUTE)
    assert runs.late_jobs(clock.now) == []
    assert runs.late_jobs(clock.travel(days=9)) == ["new_name", "old_name"]
