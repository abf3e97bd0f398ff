"""The way of a text: stored, taken, answered, in one transaction.

The order at the door: store, crisis check, opt-out and opt-in, the open question,
the diary, a note. The edge commits, then answers the carrier; only a failed store is
an error for it.
"""

from datetime import datetime

from diary.db import db
from diary.inbox import failing, households, overtaken, staff, strangers
from diary.inbox.answering import finish, given_before, lines_for
from diary.inbox.arrivals import Arrival, Inbound, Outcome, Reply
from diary.inbox.carrier_words import CarrierWord, carrier_word
from diary.inbox.conversing import converse
from diary.inbox.storing import store
from diary.logs import log
from diary.outbox import is_suppressed
from diary.patients import patients_with_number


def receive(inbound: Inbound, now: datetime) -> Reply:
    """Store a text, do what it asks, and return the reply to send with the webhook.

    The same sid again returns the same reply and writes nothing. If reading or acting
    fails the text stays, a person is told, and words of crisis are answered and
    alarmed all the same. Raises NotFound for a number that is no clinic's.
    """
    arrival = store(inbound, now)
    if arrival is None:
        return given_before(inbound.sid)
    # The connection's savepoint: the session's own costs every text 0.3 ms more.
    savepoint = db.session.connection().begin_nested()
    try:
        reply = _take(arrival)
        db.session.flush()
        savepoint.commit()
    except Exception as error:
        if getattr(error, "connection_invalidated", False):
            raise  # the store is gone with the connection
        log("inbox").exception("text not taken", text=arrival.ref)
        db.session.expunge_all()
        savepoint.rollback()
        return failing.keep_for_a_person(arrival)
    return reply


def _take(arrival: Arrival) -> Reply:
    outcome = _outcome(arrival)
    lines = lines_for(arrival, outcome, silent=_is_silent(arrival))
    return finish(arrival, outcome, lines)


def _outcome(arrival: Arrival) -> Outcome:
    taken = staff.answer(arrival)
    if taken is not None:
        return taken
    people = patients_with_number(arrival.clinic.id, arrival.number)
    if overtaken.is_overtaken(arrival):
        return overtaken.meet(arrival, people)
    if not people:
        return strangers.meet(arrival)
    if len(people) > 1:
        return households.meet(arrival, people)
    return converse(arrival, people[0])


def _is_silent(arrival: Arrival) -> bool:
    """Say whether nothing may go out: STOP stood before, or the carrier has answered.

    An opt-out in free words gets its one confirmation; START makes us speak again.
    """
    word = carrier_word(arrival.inbound.body, arrival.inbound.opt_out_type)
    if word is CarrierWord.STOP:
        return True
    if word is CarrierWord.HELP and arrival.inbound.opt_out_type:
        return True
    return arrival.was_suppressed and is_suppressed(arrival.sender.id, arrival.number)
