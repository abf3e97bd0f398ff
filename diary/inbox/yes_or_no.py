"""Y and N: about the ride home or the visit, whichever was asked about last.

Leaves the meaning of words to ``reading`` and what is open to ``reminders``.
"""

from diary import courses, reminders
from diary.audit import Actor, ActorKind
from diary.courses import TreatmentSession
from diary.errors import Invalid, Refused
from diary.inbox.arrivals import NOTHING, Part, Said
from diary.inbox.context import about
from diary.inbox.queries import visit_answered_by_text
from diary.inbox.replies import Line
from diary.patients import Patient
from diary.phone import e164
from diary.reading import Act, Escort, escort_in
from diary.reminders import OpenQuestion, Question

Questions = tuple[OpenQuestion, ...]
NOBODY = Escort(None, None)


def say_yes(said: Said, _act: Act, questions: Questions) -> Part:
    """Take a yes, if there is anything it may be about."""
    return _answer(said, questions, is_yes=True)


def say_no(said: Said, _act: Act, questions: Questions) -> Part:
    """Take a no, if there is anything it may be about."""
    return _answer(said, questions, is_yes=False)


def _answer(said: Said, questions: Questions, *, is_yes: bool) -> Part:
    meant = _meant(said, questions)
    if meant is None:
        return NOTHING
    question, visit = meant
    take = _answer_visit if question is Question.VISIT else _answer_ride
    try:
        line = take(said, visit, is_yes=is_yes)
    except Refused:
        return NOTHING
    bring_reminders_into_line(said)
    return Part(lines=(line,))


def _meant(
    said: Said, questions: Questions
) -> tuple[Question, TreatmentSession] | None:
    """Return what a yes or no is about: asked about last and open, or changed since.

    Our own answers invite a later N or Y, so the next visit's ride may be answered
    anew for as long as it was asked for at all, and before that the visit itself. A
    later visit that was answered about since is meant first.
    """
    clinic, patient = said.arrival.clinic, said.patient
    asked = about(questions, Question.RIDE, Question.VISIT)
    if asked is not None:
        visit = courses.session_by_ref(clinic.id, asked.anchor_ref or "")
        return asked.question, visit
    coming = courses.next_session(clinic.id, patient.id, said.arrival.now)
    if coming is None:
        return None
    ride = courses.ride_of(clinic.id, coming.id)
    if ride.asked_at is not None:
        since = max(ride.asked_at, ride.answered_at or ride.asked_at)
        later = visit_answered_by_text(clinic.id, patient.id, since)
        if later is not None and later[0] is not coming:
            return Question.VISIT, later[0]
        return Question.RIDE, coming
    if coming.confirmed_at is not None or coming.declined_at is not None:
        return Question.VISIT, coming
    return None


def _answer_visit(said: Said, visit: TreatmentSession, *, is_yes: bool) -> Line:
    clinic, now = said.arrival.clinic, said.arrival.now
    courses.answer_visit(clinic, visit, is_yes, by(said.patient), now)
    return Line("visit_thanks" if is_yes else "visit_no")


def _answer_ride(said: Said, visit: TreatmentSession, *, is_yes: bool) -> Line:
    clinic = said.arrival.clinic
    escort = escort_in(said.body) if is_yes else NOBODY
    courses.answer_ride(
        clinic,
        visit,
        is_yes,
        said.body,
        by(said.patient),
        said.arrival.now,
        escort_name=escort.name,
        escort_phone=_dialable(escort.number, clinic.country),
    )
    return Line("ride_thanks" if is_yes else "ride_none")


def _dialable(number: str | None, country: str) -> str | None:
    """A number typed in passing that is none stays in the words of the answer."""
    if number is None:
        return None
    try:
        return e164(number, country)
    except Invalid:
        return None


def bring_reminders_into_line(said: Said) -> None:
    """Plan anew what this patient is to be told, after their answer."""
    reminders.sync(said.arrival.clinic.id, [said.patient.id], said.arrival.now)


def by(patient: Patient) -> Actor:
    """Return the patient as the one who did it."""
    return Actor(ActorKind.PATIENT, patient.ref)
