"""What a text does beside the diary: answers, wishes, opting out and in.

Each act returns what it did; one that has nothing to act on returns NOTHING, and the
text goes on as words. Leaves the meaning of words to ``reading``.
"""

from collections.abc import Callable
from datetime import timedelta

from diary import alerts, courses
from diary.audit import Action, Actor, record
from diary.courses import Booster, BoosterAnswer, BoosterStatus
from diary.inbox.arrivals import NOTHING, Arrival, Part, Said
from diary.inbox.context import about
from diary.inbox.replies import Line
from diary.inbox.undoing import IN_DIARY, undo_last
from diary.inbox.wishes import Wish, wish_for
from diary.inbox.yes_or_no import bring_reminders_into_line, by, say_no, say_yes
from diary.outbox import lift, suppress
from diary.patients import Patient
from diary.reading import Act, Kind
from diary.reminders import OpenQuestion, Question

Questions = tuple[OpenQuestion, ...]
HOME_WITHIN = timedelta(hours=24)
CHANGED_WITHIN = timedelta(days=7)
SAID_BY_TEXT = "opt-out by text"


def take(said: Said, act: Act, questions: Questions) -> Part:
    """Do one act of a text, if it is one of those done here."""
    deed = _DEEDS.get(act.kind)
    return deed(said, act, questions) if deed else NOTHING


def opt_out(arrival: Arrival, patient: Patient | None, *, is_confirmed: bool) -> Part:
    """Text this number no more; our one confirmation unless the carrier gave its own.

    Consents stay as they were: START brings back what was agreed to. Whoever has an
    open alert about this number is told to call.
    """
    is_new = suppress(arrival.sender, arrival.number, SAID_BY_TEXT, arrival.now)
    alerts.note_opted_out(arrival.clinic.id, arrival.from_index, arrival.now)
    if is_new:
        _note(Action.OPT_OUT, arrival, patient)
    return Part(lines=(Line("stopped"),) if is_new and not is_confirmed else ())


def opt_in(arrival: Arrival, patient: Patient | None, *, is_confirmed: bool) -> Part:
    """Text this number again; nothing changes for one that had not opted out."""
    lifted = lift(arrival.sender, arrival.number, arrival.now)
    if lifted:
        _note(Action.OPT_IN, arrival, patient)
    return Part(lines=() if is_confirmed else (Line("started"),))


def _call(said: Said, _act: Act, questions: Questions) -> Part:
    booster = _booster_meant(said, questions, BoosterStatus.CALL_WANTED)
    if booster is not None:
        return _answer_booster(said, booster, BoosterAnswer.CALL, "booster_call")
    wish_for(Wish.CALL, said.arrival.clinic, said.patient, said.arrival.now)
    return Part(lines=(Line("call_noted"),))


def _later(said: Said, _act: Act, questions: Questions) -> Part:
    booster = _booster_meant(said, questions, BoosterStatus.LATER)
    check_in = about(questions, Question.DIARY)
    if check_in and not _was_answered_after(booster, check_in, questions):
        return Part(lines=(Line("later_noted"),))
    if booster is None:
        return NOTHING
    return _answer_booster(said, booster, BoosterAnswer.LATER, "booster_later")


def _booster_meant(
    said: Said, questions: Questions, answered: BoosterStatus
) -> Booster | None:
    """Return the booster an answer is for: the one offered, or answered otherwise."""
    clinic, patient = said.arrival.clinic, said.patient
    if about(questions, Question.BOOSTER):
        return courses.booster_of(clinic.id, patient.id)
    since = said.arrival.now - CHANGED_WITHIN
    booster = courses.booster_answered_since(clinic.id, patient.id, since)
    return booster if booster is not None and booster.status is not answered else None


def _was_answered_after(
    booster: Booster | None, check_in: OpenQuestion, questions: Questions
) -> bool:
    """Say whether LATER is for the offer still, and not for the check-in since."""
    if booster is None or about(questions, Question.BOOSTER):
        return booster is not None
    return booster.answered_at is not None and booster.answered_at > check_in.asked_at


def _answer_booster(
    said: Said, booster: Booster, answer: BoosterAnswer, name: str
) -> Part:
    clinic, patient = said.arrival.clinic, said.patient
    courses.answer_booster(clinic, booster, answer, by(patient), said.arrival.now)
    bring_reminders_into_line(said)
    is_last = answer is BoosterAnswer.LATER and booster.later_count > 1
    return Part(lines=(Line("booster_last" if is_last else name),))


def _move(said: Said, _act: Act, _questions: Questions) -> Part:
    wish_for(Wish.MOVE, said.arrival.clinic, said.patient, said.arrival.now)
    return Part(lines=(Line("move_noted"),))


def _undo(said: Said, _act: Act, _questions: Questions) -> Part:
    taken = undo_last(said.arrival.clinic, said.patient, said.arrival.now)
    if {*taken} - {IN_DIARY}:
        bring_reminders_into_line(said)
    return Part(lines=taken or (Line("nothing_to_undo"),))


def _arrive(said: Said, _act: Act, _questions: Questions) -> Part:
    clinic, patient, now = said.arrival.clinic, said.patient, said.arrival.now
    visit = courses.last_held(clinic.id, patient.id)
    if visit is None or now - (visit.ended_at or visit.starts_at) > HOME_WITHIN:
        return NOTHING
    courses.arrive_home(clinic, visit, by(patient), now)
    return Part(lines=(Line("home_noted"),))


def _help(_said: Said, _act: Act, _questions: Questions) -> Part:
    return Part(lines=(Line("help"),))


def _wrong_number(said: Said, _act: Act, _questions: Questions) -> Part:
    return wrong_number(said.arrival, [said.patient])


def wrong_number(arrival: Arrival, people: list[Patient]) -> Part:
    """Stop at once and tell the clinic: the number may belong to a stranger now."""
    suppress(arrival.sender, arrival.number, "wrong number", arrival.now)
    alerts.note_opted_out(arrival.clinic.id, arrival.from_index, arrival.now)
    for patient in people:
        wish_for(Wish.CHECK_NUMBER, arrival.clinic, patient, arrival.now)
    return Part(lines=(Line("wrong_number"),), waits=True)


_DEEDS: dict[Kind, Callable[[Said, Act, Questions], Part]] = {
    Kind.CONFIRM: say_yes,
    Kind.DECLINE: say_no,
    Kind.CALL: _call,
    Kind.LATER: _later,
    Kind.RESCHEDULE: _move,
    Kind.UNDO: _undo,
    Kind.ARRIVED_HOME: _arrive,
    Kind.HELP: _help,
    Kind.WRONG_NUMBER: _wrong_number,
}


def _note(action: Action, arrival: Arrival, patient: Patient | None) -> None:
    record(
        action,
        by(patient) if patient else Actor.system(),
        arrival.now,
        clinic_id=arrival.clinic.id,
        patient_ref=patient.ref if patient else None,
        about=arrival.ref,
    )
