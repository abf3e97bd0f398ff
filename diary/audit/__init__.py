"""Who did what to whom: append-only rows, written in the transaction they tell of.

Leaves to each subject when to write one, and to the edges who is acting.
"""

from diary.audit.models import Action, Actor, ActorKind, AuditEvent
from diary.audit.queries import events_about
from diary.audit.trail import record, record_each

__all__ = [
    "Action",
    "Actor",
    "ActorKind",
    "AuditEvent",
    "events_about",
    "record",
    "record_each",
]
