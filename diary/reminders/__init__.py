"""What should be said when: wishes to send, planned ahead and released when due.

``sync`` after every change of what they hang on; ``release_due`` when the time comes;
``settle_answered`` when an answer arrives. Leaves the sending to ``outbox``, which
asks here once more before each text leaves and tells of those that did not arrive.
"""

from diary.reminders import checking, undelivered
from diary.reminders.checking import may_send
from diary.reminders.kinds import ReminderKind, ReminderState
from diary.reminders.models import Reminder
from diary.reminders.planning import Facts, Offer, Visit, Wish, planned_for
from diary.reminders.queries import (
    OpenQuestion,
    Question,
    due_instants,
    is_anything_due,
    next_due_at,
    open_question,
    open_questions,
    reminders_of,
    upcoming,
)
from diary.reminders.release import (
    Cursor,
    MakeLink,
    Released,
    due_refs,
    note_fault,
    release_due,
)
from diary.reminders.silence import tell_of_silent_rides
from diary.reminders.syncing import Synced, settle_answered, sync
from diary.reminders.wording import spoken_day

checking.register()
undelivered.register()

__all__ = [
    "Cursor",
    "Facts",
    "MakeLink",
    "Offer",
    "OpenQuestion",
    "Question",
    "Released",
    "Reminder",
    "ReminderKind",
    "ReminderState",
    "Synced",
    "Visit",
    "Wish",
    "due_instants",
    "due_refs",
    "is_anything_due",
    "may_send",
    "next_due_at",
    "note_fault",
    "open_question",
    "open_questions",
    "planned_for",
    "release_due",
    "reminders_of",
    "settle_answered",
    "spoken_day",
    "sync",
    "tell_of_silent_rides",
    "upcoming",
]
