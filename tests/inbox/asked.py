"""What was asked of the cast, and what came of the answers."""

from datetime import time, timedelta

from diary import courses, reminders
from diary.audit import Actor
from diary.courses import Ride, Route, TreatmentSession
from diary.db import db
from diary.tasks import TaskKind, open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import today


def ask_what_is_due(cast: Cast, clock: Clock) -> None:
    """Plan and release what is due now, as the clock's jobs do."""
    reminders.sync(cast.clinic.id, [cast.patient.id], clock.now)
    reminders.release_due(clock.now, lambda *_: "https://diary.example/f/x")
    db.session.commit()


def ask_about_the_ride(cast: Cast, clock: Clock) -> TreatmentSession:
    """Plan a session in two days and ask about its ride."""
    on = today(cast.patient) + timedelta(days=2)
    planned = courses.plan_session(
        cast.clinic, cast.patient, on, time(10), Route.IV, Actor.system(), clock.now
    )
    clock.travel(minutes=1)
    ask_what_is_due(cast, clock)
    return planned


def ride(cast: Cast, visit: TreatmentSession) -> Ride:
    """Return the ride as it is stored by now."""
    db.session.expire_all()
    return courses.ride_of(cast.clinic.id, visit.id)


def desk_tasks(cast: Cast) -> list[TaskKind]:
    """Return what the desk has to do."""
    return [task.kind for task in open_tasks(cast.clinic.id, clinical=False)]
