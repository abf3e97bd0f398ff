"""A text from a number that is nobody's: one neutral answer a day, telling nothing.

The same words come back whether or not a patient ever had this number.
"""

from datetime import timedelta

from diary import reading
from diary.inbox import acts
from diary.inbox.arrivals import Arrival, Outcome, Part
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.queries import was_answered
from diary.inbox.replies import Line
from diary.reading import Kind, Reading
from diary.tasks import TaskKind, open_task

ONE_ANSWER_IN = timedelta(hours=24)
ALARM = "Words of crisis from a number that is no patient's: read them and call."
ANSWER = "unknown_number"


def meet(arrival: Arrival) -> Outcome:
    """Take a text of nobody's: opting out and in, words of crisis, else the answer."""
    language = arrival.clinic.language
    heard = reading.read(arrival.inbound.body, language=language)
    both = (_alarmed(arrival, heard), _opted(arrival, heard))
    parts = tuple(part for part in both if part is not None)
    return Outcome(
        kind=heard.kind,
        language=language,
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
    """Without a patient there is no alert, but somebody must read it at once."""
    if not heard.crisis:
        return None
    open_task(
        arrival.clinic.id,
        TaskKind.READ_TEXT,
        f"stranger-crisis:{arrival.ref}",
        ALARM,
        arrival.now,
        arrival.now,
        is_clinical=True,
    )
    return Part(lines=(Line("crisis"),), waits=True)


def _answered(arrival: Arrival) -> Part:
    given = was_answered(
        arrival.clinic.id,
        arrival.sender.id,
        arrival.from_index,
        (ANSWER,),
        arrival.now - ONE_ANSWER_IN,
    )
    return Part(lines=() if given else (Line(ANSWER),), waits=True)
