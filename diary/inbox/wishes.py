"""What the desk is asked to do by text: one task a wish, patient and day.

Leaves what a wish is to ``reading`` and doing it to people. The edge commits.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from diary.clinics import Clinic
from diary.localtime import local_day
from diary.patients import Patient
from diary.tasks import TaskKind, finish_by_key, open_task, opened_since

DESK_HAS = timedelta(hours=4)


class Wish(StrEnum):
    """What can be wished; the value stands in the task's key."""

    CALL = "call"
    MOVE = "move"
    CHECK_NUMBER = "number"


_TASKS = {
    Wish.CALL: (TaskKind.CALL_PATIENT, "Asked by text to be called."),
    Wish.MOVE: (TaskKind.MOVE_VISIT, "Asked by text to move the next visit."),
    Wish.CHECK_NUMBER: (
        TaskKind.CHECK_NUMBER,
        "Somebody says this is not their number: check it with the patient.",
    ),
}


def wish_for(wish: Wish, clinic: Clinic, patient: Patient, now: datetime) -> None:
    """Open a wish's task, one a day; asked for again once done, it opens anew."""
    kind, sentence = _TASKS[wish]
    open_task(
        clinic.id,
        kind,
        _key(wish, clinic, patient, now),
        sentence,
        now + DESK_HAS,
        now,
        patient_id=patient.id,
        again=True,
    )


def wished_since(
    wish: Wish, clinic: Clinic, patient: Patient, since: datetime, now: datetime
) -> datetime | None:
    """Return when a wish came that is still to be done; None before an instant."""
    keys = {_key(wish, clinic, patient, at) for at in (since, now)}
    found = opened_since(clinic.id, keys, since)
    return found[-1].opened_at if found else None


def take_back_wish(
    wish: Wish, clinic: Clinic, patient: Patient, wished_at: datetime, now: datetime
) -> None:
    """Have the desk do nothing about a wish."""
    finish_by_key(clinic.id, _key(wish, clinic, patient, wished_at), now)


def _key(wish: Wish, clinic: Clinic, patient: Patient, at: datetime) -> str:
    return f"text-{wish}:{patient.ref}:{local_day(at, clinic.zone)}"
