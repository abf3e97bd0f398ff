"""What is to be done, and marking it done. Leaves opening tasks to the subjects."""

from dataclasses import dataclass

from flask import Blueprint, g, redirect, url_for
from werkzeug import Response

from diary import patients, tasks
from diary.audit import Action
from diary.auth import Permission
from diary.patients import Patient
from diary.tasks import Task
from diary.web.answers import Page, note_look
from diary.web.guards import staff

bp = Blueprint("tasks", __name__)


@dataclass(frozen=True)
class Listed:
    """One row; a task may be about nobody."""

    task: Task
    patient: Patient | None
    is_overdue: bool


@bp.get("/tasks")
@staff(Permission.TASKS)
def show() -> Page:
    is_clinical = g.viewer.may(Permission.DIARY)
    still = tasks.open_tasks(g.clinic.id, clinical=is_clinical)
    done = tasks.done_tasks(g.clinic.id, clinical=is_clinical)
    model = {"listed": _listed(still), "done": _listed(done)}
    return Page("desk/tasks.html", model)


@bp.post("/tasks/<ref>/done")
@staff(Permission.TASKS)
def finish(ref: str) -> Response:
    is_clinical = g.viewer.may(Permission.DIARY)
    task = tasks.task_by_ref(g.clinic.id, ref, clinical=is_clinical)
    tasks.finish(task, g.member, g.now)
    return redirect(url_for("tasks.show"), 303)


def _listed(found: list[Task]) -> list[Listed]:
    ids = {task.patient_id for task in found if task.patient_id is not None}
    people = patients.patients_by_id(g.clinic.id, ids)
    for one in people.values():
        note_look(Action.LIST, one.ref, detail="tasks")
    return [
        Listed(task, people.get(task.patient_id or 0), task.due_at < g.now)
        for task in found
    ]
