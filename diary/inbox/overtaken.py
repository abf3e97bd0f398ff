"""A text whose webhook was lost, found after its writer had texted again.

What was said since may have changed the answer: acts of the older text are left to a
person. Words of crisis and an opt-out count all the same, unless the number opted out
or in since. Leaves finding lost texts to ``sweeping``.
"""

from sqlalchemy import select

from diary import intake, reading
from diary.db import db
from diary.inbox import acts
from diary.inbox.arrivals import Arrival, Outcome, Part
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.households import languages_of
from diary.inbox.models import InboundText
from diary.inbox.replies import Line
from diary.patients import Patient
from diary.reading import Kind, Reading


def is_overtaken(arrival: Arrival) -> bool:
    """Say whether the number has texted again since; what comes in time never is."""
    if arrival.inbound.sent_at is None:
        return False
    return bool(_kinds_since(arrival))


def meet(arrival: Arrival, people: list[Patient]) -> Outcome:
    """Take what may not be left: a crisis, an opt-out. The rest waits for a person."""
    patient = people[0] if len(people) == 1 else None
    language, other = languages_of(arrival, people)
    heard = reading.read(arrival.inbound.body, language=language)
    parts = [_opted_out(arrival, heard, patient), _alarmed(arrival, heard, people)]
    return Outcome(
        kind=heard.kind,
        language=language,
        parts=(*parts, Part(waits=True)),
        patient=patient,
        is_crisis=heard.crisis,
        other_language=other,
    )


def _opted_out(arrival: Arrival, heard: Reading, patient: Patient | None) -> Part:
    word = carrier_word(arrival.inbound.body, arrival.inbound.opt_out_type)
    is_stop = word is CarrierWord.STOP or heard.kind is Kind.OPT_OUT
    if not is_stop or {Kind.OPT_OUT, Kind.OPT_IN} & set(_kinds_since(arrival)):
        return Part()
    return acts.opt_out(arrival, patient, is_confirmed=word is CarrierWord.STOP)


def _alarmed(arrival: Arrival, heard: Reading, people: list[Patient]) -> Part:
    opened = tuple(
        alert
        for person in people
        for alert in intake.alarm(person, heard, arrival.inbound.sid, arrival.now)
    )
    if not people:
        clinic, number = arrival.clinic, arrival.number
        opened = intake.alarm_of_number(
            clinic, number, heard, arrival.inbound.sid, arrival.now
        )
    if not opened:
        return Part()
    line = Line("crisis" if heard.crisis else "urgent")
    return Part(lines=(line,), alerts=opened, waits=True)


def _kinds_since(arrival: Arrival) -> list[str]:
    since = select(InboundText.kind).where(
        InboundText.clinic_id == arrival.clinic.id,
        InboundText.sender_id == arrival.sender.id,
        InboundText.from_index == arrival.from_index,
        InboundText.received_at > arrival.said_at,
    )
    return list(db.session.scalars(since))
