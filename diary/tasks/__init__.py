"""What a person of the clinic has to do: opened by rules, done by people.

Leaves to each subject when something needs a person.
"""

from diary.tasks.lifecycle import (
    finish,
    finish_by_key,
    open_task,
    reopen_by_key,
)
from diary.tasks.models import Task, TaskKind
from diary.tasks.queries import (
    count_open,
    done_tasks,
    open_tasks,
    opened_since,
    task_by_ref,
)

__all__ = [
    "Task",
    "TaskKind",
    "count_open",
    "done_tasks",
    "finish",
    "finish_by_key",
    "open_task",
    "open_tasks",
    "opened_since",
    "reopen_by_key",
    "task_by_ref",
]
