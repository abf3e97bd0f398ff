"""Opening and finishing tasks. The edge commits."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from diary.audit import Action, Actor, ActorKind, record
from diary.clinics import Member
from diary.db import db
from diary.tasks.models import Task, TaskKind


def open_task(
    clinic_id: int,
    kind: TaskKind,
    key: str,
    sentence: str,
    due_at: datetime,
    now: datetime,
    *,
    patient_id: int | None = None,
    is_clinical: bool = False,
    again: bool = False,
) -> Task:
    """Open the task of this key, or return the one that is there, done or not.

    ``is_clinical`` keeps it from the desk: it tells of mood, symptoms or crisis.
    ``again`` opens one anew that is done: the wish was taken back and came again.
    """
    standing = _by_key(clinic_id, key)
    if standing is not None:
        if again and standing.done_at is not None:
            standing.sentence, standing.due_at = sentence, due_at
            standing.opened_at = now
            _reopen(standing, now)
        return standing
    task = Task(
        clinic_id=clinic_id,
        patient_id=patient_id,
        kind=kind,
        key=key,
        sentence=sentence,
        is_clinical=is_clinical,
        due_at=due_at,
        opened_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(task)
    except IntegrityError:
        return db.session.scalars(_with_key(clinic_id, key)).one()
    record(Action.TASK, Actor.system(), now, clinic_id=clinic_id, about=task.ref)
    return task


def finish(task: Task, member: Member, now: datetime) -> None:
    """Mark a task as done by a person; done already, it stays with who did it."""
    if task.done_at is None:
        task.done_at, task.done_by_id = now, member.id
        actor = Actor(ActorKind.STAFF, member.ref)
        _note_done(task, actor, now)


def finish_by_key(clinic_id: int, key: str, now: datetime) -> None:
    """Mark a task as done because its reason went away; without one nothing happens."""
    task = _by_key(clinic_id, key)
    if task is not None and task.done_at is None:
        task.done_at = now
        _note_done(task, Actor.system(), now)


def reopen_by_key(clinic_id: int, key: str, done_at: datetime, now: datetime) -> None:
    """Open again what a rule had marked as done at that instant; no person's doing."""
    task = _by_key(clinic_id, key)
    if task is not None and task.done_at == done_at and task.done_by_id is None:
        _reopen(task, now)


def _reopen(task: Task, now: datetime) -> None:
    task.done_at = task.done_by_id = None
    record(
        Action.TASK,
        Actor.system(),
        now,
        clinic_id=task.clinic_id,
        about=task.ref,
        detail="open again",
    )


def _note_done(task: Task, actor: Actor, now: datetime) -> None:
    record(
        Action.TASK,
        actor,
        now,
        clinic_id=task.clinic_id,
        about=task.ref,
        detail="done",
    )


def _by_key(clinic_id: int, key: str) -> Task | None:
    return db.session.scalars(_with_key(clinic_id, key)).first()


def _with_key(clinic_id: int, key: str) -> Select[Task]:
    return select(Task).where(Task.clinic_id == clinic_id, Task.key == key)
