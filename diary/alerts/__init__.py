"""What needs a person, and whether it was seen.

Leaves to ``reading`` what words mean and to ``outbox`` how people are paged.
"""

from diary.alerts.first_words import WITH_988, first_words
from diary.alerts.lifecycle import (
    acknowledge,
    acknowledge_by_program,
    note_reply,
    open_alert,
    resolve,
)
from diary.alerts.models import Alert, AlertKind, Disposition, OnCall, Page
from diary.alerts.on_call import on_call_of, remove_on_call, set_on_call
from diary.alerts.paging import (
    alerts_to_page,
    answer_page,
    answered_rehearsals,
    code_in,
    page_people,
    pages_of,
    rehearse,
)
from diary.alerts.queries import (
    alert_by_ref,
    alerts_of,
    closed_alerts,
    count_open,
    has_open_crisis,
    open_alerts,
)
from diary.alerts.rules import RULES, AlertDraft, Rule, evaluate
from diary.alerts.undelivered import register

register()

__all__ = [
    "RULES",
    "WITH_988",
    "Alert",
    "AlertDraft",
    "AlertKind",
    "Disposition",
    "OnCall",
    "Page",
    "Rule",
    "acknowledge",
    "acknowledge_by_program",
    "alert_by_ref",
    "alerts_of",
    "alerts_to_page",
    "answer_page",
    "answered_rehearsals",
    "closed_alerts",
    "code_in",
    "count_open",
    "evaluate",
    "first_words",
    "has_open_crisis",
    "note_reply",
    "on_call_of",
    "open_alert",
    "open_alerts",
    "page_people",
    "pages_of",
    "rehearse",
    "remove_on_call",
    "resolve",
    "set_on_call",
]
