"""What should be said when: wishes to send, planned ahead and released when due.

Leaves the sending to ``outbox``.
"""

from diary.reminders.kinds import ReminderKind, ReminderState
from diary.reminders.models import Reminder

__all__ = ["Reminder", "ReminderKind", "ReminderState"]
