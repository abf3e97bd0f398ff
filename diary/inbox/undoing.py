"""UNDO: taking back what was said last, a diary answer or one about the ride home.

What one text said goes together. Leaves the deeds to ``intake`` and ``courses``.
"""

from datetime import datetime

from diary import courses, entries, intake
from diary.audit import Actor, ActorKind
from diary.clinics import Clinic
from diary.courses import Ride, TreatmentSession
from diary.inbox.replies import Line
from diary.patients import Patient
from diary.reading import escort_in

RIDE_UNDONE = "ride_undone"


def undo_last(clinic: Clinic, patient: Patient, now: datetime) -> tuple[Line, ...]:
    """Take back the last answer of the last 15 minutes; say what it was about.

    () where there is none. A ride goes back to unanswered, whatever was said before.
    """
    since = now - intake.UNDO_WITHIN
    in_diary = entries.last_answer_at(clinic.id, patient.id, since)
    answered = courses.answered_since(clinic.id, patient.id, since)
    about_ride = answered[1].answered_at if answered else None
    last = max((at for at in (in_diary, about_ride) if at is not None), default=None)
    lines: list[Line] = []
    if answered is not None and about_ride == last:
        _take_back_ride(patient, *answered, now)
        lines.append(Line(RIDE_UNDONE))
    if in_diary is not None and in_diary == last:
        intake.undo(clinic, patient, now, Actor(ActorKind.PATIENT, patient.ref))
        lines.append(Line("undone"))
    return tuple(lines)


def _take_back_ride(
    patient: Patient, visit: TreatmentSession, ride: Ride, now: datetime
) -> None:
    said = escort_in(ride.answer or "")
    courses.take_back_answer(
        visit,
        ride,
        Actor(ActorKind.PATIENT, patient.ref),
        now,
        with_name=said.name is not None,
        with_phone=said.number is not None,
    )
