"""Every text we send, once: queue, claims, dispatch, delivery, gateways.

Knows numbers and texts, not patients. Leaves to its callers why and when to text,
and whether a text is still wanted.
"""

from diary.outbox.models import (
    Attempt,
    CarrierEvent,
    Lane,
    Message,
    MessageState,
    Mode,
    Sender,
    SenderKind,
    Suppression,
)

__all__ = [
    "Attempt",
    "CarrierEvent",
    "Lane",
    "Message",
    "MessageState",
    "Mode",
    "Sender",
    "SenderKind",
    "Suppression",
]
