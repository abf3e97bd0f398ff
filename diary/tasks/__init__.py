"""What a person of the clinic has to do: opened by rules, done by people.

Leaves to each subject when something needs a person.
"""

from diary.tasks.models import Task, TaskKind

__all__ = ["Task", "TaskKind"]
