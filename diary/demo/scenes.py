"""Stories to begin with: whose they are, how far to move the clock, what to say.

Leaves doing it to the edge, which also commits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select

from diary.alerts import has_open_crisis
from diary.courses import SessionStatus, TreatmentSession
from diary.db import db
from diary.demo.chapters import visit_lasts
from diary.demo.moving import Cast
from diary.demo.people import ES
from diary.errors import NotFound, Refused
from diary.localtime import instant_of, is_quiet, local_day
from diary.patients import Patient, patient_by_id
from diary.reminders import Question, ReminderKind, open_questions, upcoming

NIGHT_FROM, NIGHT_UNTIL = time(5), time(22, 30)
SILENT = (15, 9, 26)
WORRIED = (40, 24, 46, 55)
WORRYING = {
    "en": "cant do this anymore, everyone would be better off without me",
    ES: "ya no aguanto más, no quiero vivir",
}
A_MOMENT = timedelta(seconds=4)
DAYS_AHEAD = 3
"""How far a story may be away: each day ahead takes seconds to live through."""


@dataclass(frozen=True)
class Scene:
    """A story's beginning: on whose phone, at which instant, with which words.

    ``is_paged``: it goes on at the phone of whoever is paged for the words.
    """

    number: int
    until: datetime
    words: str = ""
    is_paged: bool = False


@dataclass(frozen=True)
class Story:
    """A story on offer: its key, its name, and when it plays."""

    key: str
    name: str
    when: str


STORIES = (
    Story("visit", "Is the visit on?", "a week before"),
    Story("ride", "The ride question", "2 days before"),
    Story("after", "A session ends", "no driving yet"),
    Story("booster", "A booster is due", "2 weeks before"),
    Story("silent", "Nobody answers", "for days"),
    Story("words", "A dangerous text", "at night"),
)


def scene(key: str, who: Cast, now: datetime) -> Scene:
    """Return how a story begins.

    Raises NotFound for an unknown story and Refused where it is not near.
    """
    if key not in _BEGINNINGS:
        raise NotFound("This story is not told here.")
    found = _BEGINNINGS[key](who, now)
    if found is None:
        raise Refused(
            "Nobody is near this story. Move the clock by a day and try again."
        )
    return found


def _number_of(who: Cast, patient: Patient) -> int:
    numbers = (n for n, one in who.patients.items() if one.id == patient.id)
    return next(numbers)


def _ride(who: Cast, now: datetime) -> Scene | None:
    return _when_asked(who, now, ReminderKind.RIDE_QUESTION)


def _visit(who: Cast, now: datetime) -> Scene | None:
    """Return a visit question that waits for its answer, or else the next one."""
    waiting = _waiting(who, now, Question.VISIT)
    return waiting or _when_asked(who, now, ReminderKind.VISIT_QUESTION)


def _booster(who: Cast, now: datetime) -> Scene | None:
    """Return an offer that waits for its answer, or else the next one."""
    waiting = _waiting(who, now, Question.BOOSTER)
    return waiting or _when_asked(who, now, ReminderKind.BOOSTER_OFFER, first=1)


def _waiting(who: Cast, now: datetime, question: Question) -> Scene | None:
    for number, patient in who.patients.items():
        asked = open_questions(who.clinic.id, patient.id, now)
        if any(one.question is question for one in asked):
            return Scene(number, now)
    return None


def _when_asked(
    who: Cast, now: datetime, kind: ReminderKind, first: int = 0
) -> Scene | None:
    """Return the next question of its kind, of the first person if they have one."""
    found = [
        Scene(number, wish.due_at + A_MOMENT)
        for number, patient in who.patients.items()
        for wish in upcoming(who.clinic, patient, now, DAYS_AHEAD, if_silent=True)
        if wish.kind is kind and not wish.is_held
    ]
    by_nearness = sorted(found, key=lambda one: (one.number != first, one.until))
    return by_nearness[0] if found else None


def _after(who: Cast, now: datetime) -> Scene | None:
    """Return the end of the session that ends next."""
    found = (
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == who.clinic.id,
            TreatmentSession.status == SessionStatus.PLANNED,
            TreatmentSession.starts_at > now - timedelta(hours=3),
        )
        .order_by(TreatmentSession.starts_at)
    )
    visit = db.session.scalars(found.limit(1)).first()
    if visit is None:
        return None
    patient = patient_by_id(who.clinic.id, visit.patient_id)
    ends_at = visit.starts_at + visit_lasts(visit.route) + timedelta(minutes=1)
    return Scene(_number_of(who, patient), max(now, ends_at))


def _silent(who: Cast, now: datetime) -> Scene | None:
    """Return somebody silent, best with a check-in so early that nudges follow."""
    found = [number for number in SILENT if number in who.patients]
    found.sort(key=lambda number: who.patient(number).check_in_at)
    return Scene(found[0], now) if found else None


def _words(who: Cast, now: datetime) -> Scene | None:
    """Return somebody in the night; whoever said so already is left alone."""
    there = [number for number in WORRIED if number in who.patients] or [0]
    for number in there:
        patient = who.patient(number)
        if not has_open_crisis(who.clinic.id, [patient.id]):
            words = WORRYING[ES if patient.language == ES else "en"]
            return Scene(number, _tonight(patient, now), words, is_paged=True)
    return None


def _tonight(patient: Patient, now: datetime) -> datetime:
    if is_quiet(now, patient.zone, NIGHT_FROM, NIGHT_UNTIL):
        return now
    return instant_of(local_day(now, patient.zone), NIGHT_UNTIL, patient.zone)


_BEGINNINGS: dict[str, Callable[[Cast, datetime], Scene | None]] = {
    "visit": _visit,
    "ride": _ride,
    "after": _after,
    "booster": _booster,
    "silent": _silent,
    "words": _words,
}
