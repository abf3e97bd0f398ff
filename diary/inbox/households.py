"""A phone that several patients share: whose text it is, asked before it is filed.

A crisis pages at once, for all of them, before anything is asked, and tells none of
them of the other. Nothing is guessed: a text goes to the one it names, or waits.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from diary import intake, reading
from diary.alerts import Alert, AlertKind
from diary.inbox import acts
from diary.inbox.arrivals import Arrival, Inbound, Outcome, Part
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.conversing import converse
from diary.inbox.models import InboundText
from diary.inbox.queries import unassigned
from diary.inbox.replies import SAFETY, Line
from diary.inbox.storing import settle
from diary.patients import Patient
from diary.reading import Kind, Reading
from diary.tasks import TaskKind, open_task

ASKED = "which_one"
ASKED_NAME = "which_name"
WAITS_FOR = timedelta(hours=24)
_REST = r"\s*(?:here|speaking|aqu[ií]|ac[aá])?\s*"
_REST += r"(?:[:,.\-]\s*(?P<rest>.*)|(?P<number>\d.*))?"
_NAME = r"\s*(?P<name>[^\W\d_]+)"
AT_FIRST = (
    re.compile(_NAME + _REST),
    re.compile(
        rf"(?i)\s*(?:this is|it.?s|it is|i.?m|i am|from|soy|habla|de)\s{_NAME}{_REST}"
    ),
)
"""The writer first: "Ada: 4", "Ada here, 4", "this is Ada"."""
AT_LAST = (
    re.compile(
        r"(?i)\s*(?P<rest>\d{1,2}(?:[.,]\d)?(?:\s*/\s*10)?)\s*[\-,:.(]?\s*"
        rf"(?:(?:from|this is|soy|de)\s)?{_NAME}\W*"
    ),
    re.compile(
        r"(?is)\s*(?P<rest>.+?)(?:\s[\-–—]|\n|\(|\bthis is\s|\bsoy\s)\s*"
        r"(?P<name>[^\W\d_]{2,})\W*"
    ),
)
"""The writer last: "6 A", "6 - Ada", "slept badly (Ada)"; after words a whole name."""
SAME_NAMES = "Patients who share this phone share a first name: ask who wrote."


def meet(arrival: Arrival, people: list[Patient]) -> Outcome:
    """Take a text of one of several: alarm for all, file it by name, or ask."""
    body = arrival.inbound.body
    person, rest = named(body, people)
    language, other = languages_of(arrival, [person] if person else people)
    heard = reading.read(body, language=language)
    own = (person, reading.read(rest, language=language)) if person and rest else None
    number = _for_the_number(arrival, heard, people)
    both = (_alarmed(arrival, heard, people, own), number)
    parts = tuple(part for part in both if part is not None)
    if parts:
        answered = Outcome(heard.kind, language, parts, other_language=other)
        return _filed_too(arrival, answered, person, rest)
    if person is None:
        asked = _asked(arrival, people)
        return Outcome(heard.kind, language, (asked,))
    if rest:
        return converse(arrival, person, rest)
    return _file_what_waited(arrival, person)


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


def named(body: str, people: list[Patient]) -> tuple[Patient | None, str]:
    """Return whom a text names at its beginning or end, and what else it says.

    An initial stands alone, before a sign and a number or right after one ("A",
    "A: 6", "6 A"), since "a bit better" and "a 6" name nobody; a first name may stand
    before any sign or number.
    """
    for called, rest in _namings(body):
        fits = [person for person in people if _is_called(person, called)]
        if len(fits) == 1:
            return fits[0], rest
    return None, ""


def _namings(body: str) -> Iterator[tuple[str, str]]:
    """Give every way to read a text as a name and the rest of it."""
    for found in filter(None, (each.fullmatch(body) for each in AT_FIRST)):
        called, rest = folded(found["name"]), found["rest"] or found["number"] or ""
        is_article = bool(found["number"]) or not rest[:1].isdigit()
        if len(called) > 1 or not rest or not is_article:
            yield called, rest
    for found in filter(None, (each.fullmatch(body) for each in AT_LAST)):
        yield folded(found["name"]), found["rest"].strip()


def _is_called(person: Patient, called: str) -> bool:
    first = _first_name(person)
    return called == first if len(called) > 1 else first.startswith(called)


def _first_name(person: Patient) -> str:
    return folded(person.name.split()[0])


def folded(name: str) -> str:
    """Return a name without case and accents, as people type it."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


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
    initials = tuple(person.name[0].upper() for person in people)
    if len({folded(initial) for initial in initials}) == len(people):
        return Part(lines=(Line(ASKED, initials=initials),), waits=True)
    if len({_first_name(person) for person in people}) == len(people):
        return Part(lines=(Line(ASKED_NAME),), waits=True)
    open_task(
        arrival.clinic.id,
        TaskKind.READ_TEXT,
        f"whose:{arrival.ref}",
        SAME_NAMES,
        arrival.now,
        arrival.now,
        is_clinical=True,
    )
    return Part(waits=True)


def _file_what_waited(arrival: Arrival, person: Patient) -> Outcome:
    """Take the texts that waited for a name as this person's, oldest first."""
    waited = unassigned(
        arrival.clinic.id,
        arrival.sender.id,
        arrival.from_index,
        (ASKED, ASKED_NAME, *SAFETY),
        arrival.now - WAITS_FOR,
    )
    parts: list[Part] = []
    for text in waited:
        outcome = converse(_again(arrival, text), person)
        settle(text.id, outcome, text.reply_id, text.reply_name)
        parts += outcome.parts
    return Outcome(Kind.CHOICE, person.language, tuple(parts), person)


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
