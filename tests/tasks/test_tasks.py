"""A wish opens one task, and the desk sees none that tells of mood."""

from datetime import timedelta

import pytest
from flask import Flask

from diary import tasks
from diary.clinics import Clinic, Role, create_clinic, create_member
from diary.errors import NotFound
from diary.tasks import TaskKind
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases


@pytest.fixture
def oak(app: Flask, clock: Clock) -> Clinic:
    return create_clinic("oak", "Oak Clinic", "America/New_York", clock.now)


def open_call(oak: Clinic, clock: Clock, key: str = "call:1") -> tasks.Task:
    due = clock.now + timedelta(hours=1)
    return tasks.open_task(
        oak.id, TaskKind.CALL_PATIENT, key, "Call Maya.", due, clock.now
    )


def test_the_same_wish_opens_one_task(oak: Clinic, clock: Clock) -> None:
    assert open_call(oak, clock) is open_call(oak, clock)
    assert tasks.count_open(oak.id, clinical=True) == 1


def test_a_task_done_stays_with_who_did_it_first(oak: Clinic, clock: Clock) -> None:
    ada, bo = (
        create_member(oak, f"{name}@oak.example", name, Role.DESK, clock.now)
        for name in ("ada", "bo")
    )
    task = open_call(oak, clock)
    tasks.finish(task, ada, clock.now)
    tasks.finish(task, bo, clock.travel(minutes=1))
    assert task.done_by_id == ada.id
    assert tasks.open_tasks(oak.id, clinical=True) == []
    assert tasks.done_tasks(oak.id, clinical=False) == [task]


def test_a_task_whose_reason_went_away_is_done_by_itself(
    oak: Clinic, clock: Clock
) -> None:
    task = open_call(oak, clock)
    tasks.finish_by_key(oak.id, "call:1", clock.now)
    tasks.finish_by_key(oak.id, "call:none", clock.now)
    assert task.done_at == clock.now


def test_the_desk_never_meets_a_clinical_task(oak: Clinic, clock: Clock) -> None:
    task = tasks.open_task(
        oak.id, TaskKind.OTHER, "k", "Low mood.", clock.now, clock.now, is_clinical=True
    )
    assert tasks.open_tasks(oak.id, clinical=False) == []
    assert tasks.count_open(oak.id, clinical=False) == 0
    with pytest.raises(NotFound):
        tasks.task_by_ref(oak.id, task.ref, clinical=False)
    assert tasks.task_by_ref(oak.id, task.ref, clinical=True) is task
