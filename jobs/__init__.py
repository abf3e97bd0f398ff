"""When things happen by themselves: the timetable, its metronome, one file a job.

Leaves what happens to the subjects, and what must not happen twice to rows in the
database. ``start_in_web`` is the clock inside a web worker,
``warm_in_background`` spares a process's first texts the reader's compiling,
``leave_at_once`` its end the collector.
"""

from jobs.scheduler import (
    Metronome,
    leave_at_once,
    start_in_web,
    warm_in_background,
)

__all__ = ["Metronome", "leave_at_once", "start_in_web", "warm_in_background"]
