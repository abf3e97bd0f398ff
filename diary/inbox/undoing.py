"""UNDO: taking back what was said last, whatever it answered.

What one text said goes together. Leaves the deeds to the subjects.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from diary import courses, entries, intake
from diary.audit import Actor, ActorKind
from diary.clinics import Clinic
from diary.courses import Ride, TreatmentSession
from diary.inbox.queries import visit_answered_by_text
from diary.inbox.replies import Line
from diary.inbox.wishes import Wish, take_back_wish, wished_since
from diary.patients import Patient
from diary.reading import escort_in

IN_DIARY = Line("undone")
_OF_WISHES = {Wish.CALL: Line("call_undone"), Wish.MOVE: Line("move_undone")}


@dataclass(frozen=True, slots=True)
class _Saying:
    """One thing that was said: when, how to take it back, and how to say so."""

    said_at: datetime
    line: Line
    take_back: Callable[[], object]


def undo_last(clinic: Clinic, patient: Patient, now: datetime) -> tuple[Line, ...]:
    """Take back the last answer of the last 15 minutes; say what it was about.

    () where there is none. A ride or an offer goes back to unanswered, whatever was
    said of it before; what the desk had to do because of it, or no more, is put right.
    """
    since = now - intake.UNDO_WITHIN
    said = list(_sayings(clinic, patient, since, now))
    last = max((each.said_at for each in said), default=None)
    taken = [each for each in said if each.said_at == last]
    for each in taken:
        each.take_back()
    return tuple(each.line for each in taken)


def _sayings(
    clinic: Clinic, patient: Patient, since: datetime, now: datetime
) -> Iterator[_Saying]:
    by = Actor(ActorKind.PATIENT, patient.ref)
    yield from _of_visits(clinic, patient, by, since, now)
    booster = courses.booster_answered_since(clinic.id, patient.id, since)
    if booster is not None and booster.answered_at is not None:
        undo = partial(courses.take_back_booster, booster, by, now)
        yield _Saying(booster.answered_at, Line("booster_undone"), undo)
    for wish, line in _OF_WISHES.items():
        wished_at = wished_since(wish, clinic, patient, since, now)
        if wished_at is not None:
            undo = partial(take_back_wish, wish, clinic, patient, wished_at, now)
            yield _Saying(wished_at, line, undo)
    in_diary = entries.last_answer_at(clinic.id, patient.id, since)
    if in_diary is not None:
        yield _Saying(
            in_diary, IN_DIARY, partial(intake.undo, clinic, patient, now, by)
        )


def _of_visits(
    clinic: Clinic, patient: Patient, by: Actor, since: datetime, now: datetime
) -> Iterator[_Saying]:
    answered = courses.answered_since(clinic.id, patient.id, since)
    if answered is not None and answered[1].answered_at is not None:
        undo = partial(_take_back_ride, *answered, by, now)
        yield _Saying(answered[1].answered_at, Line("ride_undone"), undo)
    visit = visit_answered_by_text(clinic.id, patient.id, since)
    if visit is not None:
        undo = partial(courses.take_back_coming, visit[0], by, now)
        yield _Saying(visit[1], Line("visit_undone"), undo)
    home = courses.home_since(clinic.id, patient.id, since)
    if home is not None and home[1].home_at is not None:
        undo = partial(courses.take_back_home, *home, by, now)
        yield _Saying(home[1].home_at, Line("home_undone"), undo)


def _take_back_ride(
    visit: TreatmentSession, ride: Ride, by: Actor, now: datetime
) -> None:
    said = escort_in(ride.answer or "")
    courses.take_back_answer(
        visit,
        ride,
        by,
        now,
        with_name=said.name is not None,
        with_phone=said.number is not None,
    )
