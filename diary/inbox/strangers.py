"""A text from a number that is nobody's: one neutral answer a day, telling nothing.

The same words come back whether or not a patient ever had this number. Words of
crisis page and are answered like a patient's.
"""

from datetime import timedelta

from diary import intake, reading
from diary.inbox import acts
from diary.inbox.arrivals import Arrival, Outcome, Part
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.queries import was_answered
from diary.inbox.replies import Line
from diary.reading import Kind, Reading

ONE_ANSWER_IN = timedelta(hours=24)
ANSWER = "unknown_number"


def meet(arrival: Arrival) -> Outcome:
    """Take a text of nobody's: opting out and in, words of crisis, else the answer."""
    heard = reading.read(arrival.inbound.body, language=arrival.clinic.language)
    both = (_alarmed(arrival, heard), _opted(arrival, heard))
    parts = tuple(part for part in both if part is not None)
    return Outcome(
        kind=heard.kind,
        language=heard.language,
        parts=parts or (_answered(arrival),),
        is_crisis=heard.crisis,
    )


def _opted(arrival: Arrival, heard: Reading) -> Part | None:
    word = carrier_word(arrival.inbound.body, arrival.inbound.opt_out_type)
    if word is CarrierWord.STOP or heard.kind is Kind.OPT_OUT:
        confirmed = word is CarrierWord.STOP
        return acts.opt_out(arrival, None, is_confirmed=confirmed)
    if word is CarrierWord.START and arrival.was_suppressed:
        return acts.opt_in(arrival, None, is_confirmed=True)
    return None


def _alarmed(arrival: Arrival, heard: Reading) -> Part | None:
    """Page as for a patient: whoever wrote may be in danger, and told us."""
    sid, now = arrival.inbound.sid, arrival.now
    opened = intake.alarm_of_number(arrival.clinic, arrival.number, heard, sid, now)
    if not opened:
        return None
    line = Line("crisis" if heard.crisis else "urgent")
    return Part(lines=(line,), alerts=opened, waits=True)


def _answered(arrival: Arrival) -> Part:
    given = was_answered(
        arrival.clinic.id,
        arrival.sender.id,
        arrival.from_index,
        (ANSWER,),
        arrival.now - ONE_ANSWER_IN,
    )
    return Part(lines=() if given else (Line(ANSWER),), waits=True)
