"""One person's text: everything in it is taken, in the order of the door.

Crisis, then opting out and in, then answers, then the diary, then words for a person
to read. Leaves who the person is to ``receiving``.
"""

from diary import entries, intake, reading
from diary.audit import Action, Actor, ActorKind, record
from diary.inbox import acts, diary, untaken
from diary.inbox.acts import Questions
from diary.inbox.arrivals import NOTHING, Arrival, Outcome, Part, Said
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.context import about, diary_day, open_questions
from diary.patients import Patient
from diary.reading import Act, Kind, Reading, Talk
from diary.reminders import Question

_ASKED = {
    Question.RIDE: "ride",
    Question.VISIT: "visit",
    Question.BOOSTER: "booster",
    Question.DIARY: "mood",
}
"""What the reader calls each question; numbers are the diary's whichever is open."""
_AFTER = {Question.RIDE: 0, Question.VISIT: 0, Question.BOOSTER: 1, Question.DIARY: 2}
"""Whose answers are listened for first; of ride and visit those asked for last."""


_ANSWERS = frozenset({Kind.CONFIRM, Kind.CALL, Kind.ARRIVED_HOME})
"""What a YES may be to the question that is open."""


def converse(arrival: Arrival, patient: Patient, body: str | None = None) -> Outcome:
    """Take everything one patient says in a text; ``body`` where only a part is theirs.

    The text becomes a diary answer at most once, first of all where it may tell of a
    crisis: nothing after it can swallow that.
    """
    words = arrival.inbound.body if body is None else body
    questions = open_questions(patient, words, arrival.said_at)
    said = Said(arrival, patient, _read(arrival, patient, words, questions), words)
    parts = [part for part in _parts(said, questions) if part is not NOTHING]
    if not parts and (said.heard.ask or not said.heard.requests):
        parts = [untaken.answer(said, questions)]
    if said.heard.requests and not _is_alarmed(parts):
        parts.append(untaken.asked_of_the_clinic(is_alone=not parts))
    if arrival.inbound.media_count:
        parts.append(Part(waits=True))
    _note(said)
    return Outcome(
        kind=said.heard.kind,
        language=patient.language,
        parts=tuple(parts),
        patient=patient,
        is_crisis=said.heard.crisis,
    )


def _is_alarmed(parts: list[Part]) -> bool:
    """Say whether the on-call person has the words before them already."""
    return any(alert.tier == 0 for part in parts for alert in part.alerts)


def _read(
    arrival: Arrival, patient: Patient, words: str, questions: Questions
) -> Reading:
    return reading.read(
        words,
        language=patient.language,
        asked=_asked(questions),
        mood_too=about(questions, Question.DIARY) is not None,
        today=diary_day(patient, arrival.said_at),
    )


def _asked(questions: Questions) -> str | None:
    open_now = sorted((each.question for each in questions), key=_AFTER.__getitem__)
    return _ASKED[open_now[0]] if open_now else None


def _parts(said: Said, questions: Questions) -> list[Part]:
    heard = said.heard
    parts = [diary.take(said)] if heard.crisis else []
    opted = _opted(said)
    if opted is not None:
        parts.append(opted)
        if not diary.belongs(heard):
            return parts
    parts += [acts.take(said, act, questions) for act in _acts(said)]
    if not heard.crisis and _is_for_diary(heard, questions):
        parts.append(diary.take(said))
    return parts


def _opted(said: Said) -> Part | None:
    """Opt out or in where the text says so; None where it does neither.

    A bare YES lifts an opt-out and is an answer otherwise.
    """
    arrival, heard = said.arrival, said.heard
    word = carrier_word(arrival.inbound.body, arrival.inbound.opt_out_type)
    kinds = {heard.kind, *(act.kind for act in heard.acts)}
    if word is CarrierWord.STOP or Kind.OPT_OUT in kinds:
        confirmed = word is CarrierWord.STOP
        return acts.opt_out(arrival, said.patient, is_confirmed=confirmed)
    is_start = word is CarrierWord.START or heard.restarts or Kind.OPT_IN in kinds
    if is_start and (arrival.was_suppressed or _ANSWERS.isdisjoint(kinds)):
        confirmed = word is CarrierWord.START
        return acts.opt_in(arrival, said.patient, is_confirmed=confirmed)
    return None


def _acts(said: Said) -> list[Act]:
    """Return the acts beside the diary; the kind itself may be one of them."""
    inbound = said.arrival.inbound
    kinds = [said.heard.kind]
    if carrier_word(inbound.body, inbound.opt_out_type) is CarrierWord.HELP:
        kinds.append(Kind.HELP)
    named = {act.kind for act in said.heard.acts}
    more = [Act(kind) for kind in dict.fromkeys(kinds) if kind not in named]
    told = [*said.heard.acts, *more]
    if Kind.DECLINE in named and said.heard.corrects and _has_just_answered(said):
        return [act for act in told if act.kind is not Kind.DECLINE]
    return told


def _has_just_answered(said: Said) -> bool:
    """Say whether "no 7" takes back a number, and is no answer about a ride."""
    since = said.arrival.said_at - intake.UNDO_WITHIN
    patient = said.patient
    return entries.last_answer_at(patient.clinic_id, patient.id, since) is not None


def _is_for_diary(heard: Reading, questions: Questions) -> bool:
    """Say whether it is for the diary; a bare "ok" only where no more was asked."""
    was_asked = about(questions, Question.DIARY) is not None
    was_asked = was_asked and (heard.talk is not Talk.NOTED or len(questions) == 1)
    in_words = diary.answers_in_words(heard, was_asked=was_asked)
    return diary.belongs(heard) or in_words


def _note(said: Said) -> None:
    record(
        Action.TEXT_IN,
        Actor(ActorKind.PATIENT, said.patient.ref),
        said.arrival.now,
        clinic_id=said.arrival.clinic.id,
        patient_ref=said.patient.ref,
        about=said.arrival.ref,
        detail=said.heard.kind,
    )
