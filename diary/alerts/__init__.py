"""What needs a person, and whether it was seen.

Leaves to ``reading`` what words mean and to ``outbox`` how people are paged.
"""

from diary.alerts.first_words import first_words
from diary.alerts.lifecycle import (
    acknowledge,
    acknowledge_by_program,
    note_reply,
    open_alert,
    resolve,
)
from diary.alerts.models import Alert, AlertKind, Disposition
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
    "Alert",
    "AlertDraft",
    "AlertKind",
    "Disposition",
    "Rule",
    "acknowledge",
    "acknowledge_by_program",
    "alert_by_ref",
    "alerts_of",
    "closed_alerts",
    "count_open",
    "evaluate",
    "first_words",
    "has_open_crisis",
    "note_reply",
    "open_alert",
    "open_alerts",
    "resolve",
]
