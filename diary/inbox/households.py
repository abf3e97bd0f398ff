"""A phone that several patients share: whose text it is, asked before it is filed.

A crisis pages at once, for all of them, before anything is asked, and tells none of
them of the other. Nothing is guessed: a text goes to the one it names, or waits.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from diary import intake, reading
from diary.alerts import Alert, AlertKind
from diary.inbox import acts, naming
from diary.inbox.arrivals import Arrival, Inbound, Outcome, Part
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.conversing import converse
from diary.inbox.models import InboundText
from diary.inbox.queries import unassigned, was_answered
from diary.inbox.replies import SAFETY, Line
from diary.inbox.storing import settle
from diary.patients import Patient
from diary.reading import Kind, Reading
from diary.tasks import TaskKind, open_task

WAITS_FOR = timedelta(hours=24)
ASKED_ONCE_IN = timedelta(minutes=15)
"""What follows the question so soon waits with what it was asked about."""
ASKED_BY_A_PERSON = "which_call"
SAME_NAMES = "Patients who share this phone share a name: ask who wrote."


def meet(arrival: Arrival, people: list[Patient]) -> Outcome:
    """Take a text of one of several: alarm for all, file it by name, or ask."""
    body = arrival.inbound.body
    person, rest = naming.named(body, people)
    language, other = languages_of(arrival, [person] if person else people)
    heard = reading.read(body, language=language)
    own = (person, reading.read(rest, language=language)) if person and rest else None
    number = _for_the_number(arrival, heard, people)
    both = (_alarmed(arrival, heard, people, own), number)
    parts = tuple(part for part in both if part is not None)
    if parts:
        answered = Outcome(heard.kind, language, parts, other_language=other)
        return _filed_too(arrival, answered, person, rest)
    if person is None or (not rest and _may_be_an_answer(arrival, heard)):
        asked = _asked(arrival, people)
        return Outcome(heard.kind, language, (asked,))
    if rest:
        return converse(arrival, person, rest)
    return _file_what_waited(arrival, person, people)


def languages_of(arrival: Arrival, people: Sequence[Patient]) -> tuple[str, str | None]:
    """Return the language to answer in, and a second one where either may be meant.

    One person has their own. Of several the words tell who it is, and where they do
    not all their languages are meant; nobody's phone falls back to the clinic's.
    """
    if len(people) == 1:
        return people[0].language, None
    told = reading.language_in(arrival.inbound.body)
    if told is not None:
        return told, None
    spoken = [person.language for person in people] or [arrival.clinic.language]
    first, *others = dict.fromkeys(spoken)
    return first, others[0] if others else None


def _filed_too(
    arrival: Arrival, alarmed: Outcome, person: Patient | None, rest: str
) -> Outcome:
    """Keep what else was said for whom the text names; else it waits with its words.

    The alarm stands first, so its lines are the answer.
    """
    is_crisis = any(alert.kind is AlertKind.CRISIS for alert in alarmed.alerts)
    told = replace(alarmed, is_crisis=is_crisis)
    if person is None or not rest or not alarmed.alerts:
        return told
    filed = converse(arrival, person, rest)
    return replace(told, parts=(*told.parts, *filed.parts), patient=person)


def _alarmed(
    arrival: Arrival,
    heard: Reading,
    people: list[Patient],
    own: tuple[Patient, Reading] | None,
) -> Part | None:
    """Alarm for everybody; for whom the text names with the words that are theirs.

    Those are filed after, and the same words of the same text alarm once.
    """
    sid, now = arrival.inbound.sid, arrival.now
    opened: list[Alert] = []
    for person in people:
        theirs = own[1] if own and own[0] is person else heard
        opened += intake.alarm(person, theirs, sid, now) or intake.alarm(
            person, heard, sid, now
        )
    if not opened:
        return None
    line = Line("crisis" if heard.crisis else "urgent")
    return Part(lines=(line,), alerts=tuple(opened), waits=True)


def _for_the_number(
    arrival: Arrival, heard: Reading, people: list[Patient]
) -> Part | None:
    """Do what concerns the number whoever wrote: opting out and in, HELP, wrong."""
    word = carrier_word(arrival.inbound.body, arrival.inbound.opt_out_type)
    if word is CarrierWord.STOP or heard.kind is Kind.OPT_OUT:
        confirmed = word is CarrierWord.STOP
        return acts.opt_out(arrival, None, is_confirmed=confirmed)
    if arrival.was_suppressed and word is CarrierWord.START:
        return acts.opt_in(arrival, None, is_confirmed=True)
    if heard.kind is Kind.HELP or word is CarrierWord.HELP:
        return Part(lines=(Line("help"),))
    if Kind.WRONG_NUMBER in {act.kind for act in heard.acts}:
        return acts.wrong_number(arrival, people)
    return None


def _asked(arrival: Arrival, people: list[Patient]) -> Part:
    """Ask who wrote, unless that was asked a moment ago and nobody tried to say."""
    body = arrival.inbound.body
    is_name = naming.names_several(body, people)
    is_try = is_name or naming.is_a_letter(body)
    asked = not is_try and was_answered(
        arrival.clinic.id,
        arrival.sender.id,
        arrival.from_index,
        (*naming.QUESTIONS, ASKED_BY_A_PERSON),
        arrival.now - ASKED_ONCE_IN,
    )
    if asked:
        return Part(waits=True)
    line = naming.question(people)
    if line is None:
        _have_asked_by_a_person(arrival)
        line = Line(ASKED_BY_A_PERSON)
    return Part(lines=(line,), waits=not is_name)


def _have_asked_by_a_person(arrival: Arrival) -> None:
    open_task(
        arrival.clinic.id,
        TaskKind.READ_TEXT,
        f"whose:{arrival.ref}",
        SAME_NAMES,
        arrival.now,
        arrival.now,
        is_clinical=True,
    )


def _file_what_waited(
    arrival: Arrival, person: Patient, people: list[Patient]
) -> Outcome:
    """Take the texts that waited for a name as this person's, oldest first.

    A name among them that told nothing is no answer of anybody's.
    """
    parts: list[Part] = []
    for text in _waited(arrival):
        outcome = Outcome(Kind.CHOICE, person.language, (), person)
        if not naming.names_several(text.body or "", people):
            outcome = converse(_again(arrival, text), person)
        settle(text.id, outcome, text.reply_id, text.reply_name)
        parts += outcome.parts
    return Outcome(Kind.CHOICE, person.language, tuple(parts), person)


def _may_be_an_answer(arrival: Arrival, heard: Reading) -> bool:
    """Say whether a Y or N is none of the initials: there is nothing to say whose."""
    kinds = {heard.kind, *(act.kind for act in heard.acts)}
    return not kinds.isdisjoint({Kind.CONFIRM, Kind.DECLINE}) and not _waited(arrival)


def _waited(arrival: Arrival) -> list[InboundText]:
    """Return the texts of this number that wait for a name, oldest first."""
    return unassigned(
        arrival.clinic.id,
        arrival.sender.id,
        arrival.from_index,
        (*naming.QUESTIONS, *SAFETY),
        arrival.now - WAITS_FOR,
    )


def _again(arrival: Arrival, text: InboundText) -> Arrival:
    """Return a text that waited as if it arrived now, under its own sid."""
    inbound = Inbound(
        sid=text.sid,
        from_number=arrival.number,
        to_number=arrival.inbound.to_number,
        body=text.body,
        media_count=text.media_count,
    )
    return replace(arrival, inbound=inbound, text_id=text.id, ref=text.ref)
