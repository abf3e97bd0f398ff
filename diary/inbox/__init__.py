"""What patients text: stored first, then read, answered and handed on.

Leaves the meaning of words to ``reading`` and the diary to ``intake``.
"""

from diary.inbox import writing
from diary.inbox.arrivals import Inbound, Reply
from diary.inbox.models import CLINICAL_KINDS, InboundText, TextState
from diary.inbox.queries import (
    Asked,
    asked_beside,
    count_waiting,
    text_by_ref,
    text_by_sid,
    texts_of,
    waiting,
)
from diary.inbox.receiving import receive
from diary.inbox.redacting import note_redacted, worded
from diary.inbox.seeing import mark_seen
from diary.inbox.sweeping import lost, receive_late, tell_of_unswept
from diary.inbox.writing import LONGEST_ANSWER, write_back, write_to

writing.register()

__all__ = [
    "CLINICAL_KINDS",
    "LONGEST_ANSWER",
    "Asked",
    "Inbound",
    "InboundText",
    "Reply",
    "TextState",
    "asked_beside",
    "count_waiting",
    "lost",
    "mark_seen",
    "note_redacted",
    "receive",
    "receive_late",
    "tell_of_unswept",
    "text_by_ref",
    "text_by_sid",
    "texts_of",
    "waiting",
    "worded",
    "write_back",
    "write_to",
]
