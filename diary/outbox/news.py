"""Telling those who asked for a text that it did not arrive.

Leaves what to do about it (a task, a call, another text) to the listeners.
"""

from collections.abc import Callable
from dataclasses import dataclass

from diary.db import db
from diary.logs import log
from diary.outbox.codes import OPTED_OUT, Act, meaning_of
from diary.outbox.models import Message
from diary.outbox.once_more import lost_in_a_row
from diary.outbox.states import Lane, MessageState

SENTENCES = {
    MessageState.PLANNED: (
        "Texts do not go out just now; this one has waited for more than five minutes."
    ),
    MessageState.EXPIRED: "This text was not sent in time, so it was not sent at all.",
    MessageState.UNRESOLVED: (
        "Nobody can say whether this text was sent. It is not sent again; "
        "please ask the person."
    ),
}


@dataclass(frozen=True)
class News:
    """A message that ended badly, or may have: ``sentence`` is for the front desk.

    In state ``planned`` it has not ended: one that cannot wait long still waits.

    ``lost_in_a_row``: texts to this number that ended so one after another, 3 at most.
    """

    message_id: int
    clinic_id: int
    about: str | None
    key: str
    purpose: str
    lane: Lane
    state: MessageState
    error_code: int | None
    act: Act | None
    sentence: str
    lost_in_a_row: int = 0


_log = log("outbox")
Listener = Callable[[News], None]
_listeners: list[Listener] = []
BAD_ENDINGS = frozenset(
    {
        MessageState.EXPIRED,
        MessageState.UNRESOLVED,
        MessageState.REJECTED,
        MessageState.SUPPRESSED,
        MessageState.UNDELIVERED,
        MessageState.FAILED,
    }
)


def listen(listener: Listener) -> None:
    """Have ``listener(news)`` called for every message that ends in BAD_ENDINGS.

    And, again and again, for one about a ride or a crisis that is not getting out.
    It runs inside the transaction that records the ending: it may add rows, not
    commit. Nothing is told of what the caller cancelled or objected to. Registering
    the same function again changes nothing.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell(message: Message) -> None:
    """Tell the listeners how a message ended, if it ended badly.

    One that fails is logged and undone by itself.
    """
    if message.state in BAD_ENDINGS:
        _spread(message)


def tell_waiting(message: Message) -> None:
    """Tell the listeners that a message waits too long; telling again does no harm."""
    _spread(message)


def _spread(message: Message) -> None:
    told = _news(message)
    for listener in _listeners:
        try:
            with db.session.begin_nested():
                listener(told)
        # Else no ending would be recorded, and the same row stop the line for good.
        except Exception:  # noqa: BLE001
            _log.exception("a listener failed", message=message.ref)


def _news(message: Message) -> News:
    meaning = meaning_of(message.error_code) if message.error_code else None
    return News(
        message_id=message.id,
        clinic_id=message.clinic_id,
        about=message.about,
        key=message.key,
        purpose=message.purpose,
        lane=message.lane,
        state=message.state,
        error_code=message.error_code,
        act=meaning.act if meaning else None,
        sentence=sentence_of(message.state, message.error_code),
        lost_in_a_row=lost_in_a_row(message),
    )


def sentence_of(state: MessageState, error_code: int | None) -> str:
    """Return what a front desk reads of a message that ended badly."""
    if state == MessageState.SUPPRESSED:
        return meaning_of(OPTED_OUT).sentence
    if state == MessageState.EXPIRED and error_code:
        return f"{SENTENCES[state]} {meaning_of(error_code).sentence}"
    if state in SENTENCES:
        return SENTENCES[state]
    return meaning_of(error_code).sentence


def explained(message: Message) -> str:
    """Return why a message stands where it does, for staff; empty while all is well."""
    if message.state in BAD_ENDINGS:
        return sentence_of(message.state, message.error_code)
    return message.reason or ""
