"""One patient's texts, in and out, as one conversation.

Leaves finding them to ``inbox`` and ``outbox``. The desk sees what is neither
diary nor crisis: for what came in the text itself knows, for what went out a list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from diary.inbox import CLINICAL_KINDS, InboundText, TextState
from diary.outbox import Message, explained
from diary.patients import Purpose
from diary.texts import without_keys

# An answer to a diary text repeats its number: only the reminders themselves and
# what the desk wrote are not clinical.
FOR_THE_DESK = frozenset({*Purpose, "staff"})


@dataclass(frozen=True)
class Line:
    """One text; ``state`` is the carrier's word for ours, ours for theirs."""

    ref: str
    at: datetime
    is_ours: bool
    body: str
    state: str
    reason: str
    waits: bool


def conversation(
    texts: Iterable[InboundText], messages: Iterable[Message], *, clinical: bool
) -> list[Line]:
    """Return both sides by time, oldest first."""
    theirs = [_theirs(text) for text in texts if clinical or is_for_the_desk(text)]
    ours = [
        _ours(message)
        for message in messages
        if clinical or message.purpose in FOR_THE_DESK
    ]
    return sorted(theirs + ours, key=lambda line: line.at)


def is_for_the_desk(text: InboundText) -> bool:
    """Say whether a text is neither diary nor crisis, nor may be either."""
    is_told = text.submission_id is not None or text.is_crisis
    return not is_told and text.kind not in CLINICAL_KINDS


def _theirs(text: InboundText) -> Line:
    is_waiting = text.state is TextState.WAITING
    said = text.body or f"({text.media_count} pictures)"
    late = "its webhook was lost, it was found later" if text.swept_at else ""
    return Line(text.ref, text.received_at, False, said, text.state, late, is_waiting)


def _ours(message: Message) -> Line:
    return Line(
        message.ref,
        message.handed_over_at or message.due_at,
        True,
        without_keys(message.body),
        message.state,
        explained(message),
        False,
    )
