"""Finding tasks; a reader who may not see clinical ones never gets them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from diary.db import db
from diary.errors import NotFound
from diary.tasks.models import Task


def open_tasks(clinic_id: int, *, clinical: bool) -> list[Task]:
    """Return what is still to be done, soonest due first."""
    found = select(Task).where(_visible(clinic_id, clinical=clinical))
    still = found.where(Task.done_at.is_(None)).order_by(Task.due_at, Task.id)
    return list(db.session.scalars(still))


def opened_since(clinic_id: int, keys: Collection[str], since: datetime) -> list[Task]:
    """Return those tasks of these keys that are open, and were opened since."""
    found = select(Task).where(
        Task.clinic_id == clinic_id,
        Task.key.in_(keys),
        Task.done_at.is_(None),
        Task.opened_at >= since,
    )
    return list(db.session.scalars(found.order_by(Task.opened_at)))


def done_tasks(clinic_id: int, *, clinical: bool, limit: int = 20) -> list[Task]:
    """Return what was done last, newest first."""
    found = select(Task).where(_visible(clinic_id, clinical=clinical))
    done = found.where(Task.done_at.is_not(None)).order_by(Task.done_at.desc())
    return list(db.session.scalars(done.limit(limit)))


def count_open(clinic_id: int, *, clinical: bool) -> int:
    """Return how many tasks are still to be done."""
    counted = select(func.count(Task.id)).where(_visible(clinic_id, clinical=clinical))
    return db.session.scalars(counted.where(Task.done_at.is_(None))).one()


def task_by_ref(clinic_id: int, ref: str, *, clinical: bool) -> Task:
    """Return one task; raises NotFound where the reader may not see it."""
    found = select(Task).where(_visible(clinic_id, clinical=clinical))
    task = db.session.scalars(found.where(Task.ref == ref)).first()
    if task is None:
        raise NotFound("There is no such task.")
    return task


def _visible(clinic_id: int, *, clinical: bool) -> ColumnElement[bool]:
    mine = Task.clinic_id == clinic_id
    return mine if clinical else and_(mine, Task.is_clinical.is_(False))
