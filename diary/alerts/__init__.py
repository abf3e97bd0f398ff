"""What needs a person, and whether it was seen.

Leaves to ``reading`` what words mean and to ``outbox`` how people are paged by text
and by voice. The clock of an alert is pure and plays without a database:
``next_step``, ``channel_starts_at`` and what they take.
"""

from diary.alerts import going_live, undelivered
from diary.alerts.bringing import (
    bringing_called,
    bringings_due,
    bringings_of,
    claim_bringing,
    next_due_at,
    note_brought,
    note_call,
    note_not_brought,
    note_tried,
)
from diary.alerts.calling import TAKING_KEY, answer_to_key
from diary.alerts.carrying import Brought, Means, bring
from diary.alerts.closed_days import close_on, closed_days_of, open_on
from diary.alerts.codes import (
    answer_page,
    answer_page_called,
    answer_page_signed_in,
    code_in,
)
from diary.alerts.escalation import (
    USUAL,
    Before,
    Standing,
    Step,
    Timers,
    channel_starts_at,
    next_step,
)
from diary.alerts.events import events_of
from diary.alerts.first_words import (
    first_words,
    in_two_languages,
)
from diary.alerts.going_live import changed_since_approved, missing_before_live
from diary.alerts.hours import (
    WEEKDAYS,
    Window,
    clock_of,
    is_monitored,
    spoken,
    weekdays_in,
    window,
    windows_in,
    written,
)
from diary.alerts.lifecycle import (
    acknowledge,
    acknowledge_by_program,
    note_reply,
    resolve,
    snooze,
)
from diary.alerts.models import (
    Alert,
    AlertEvent,
    AlertKind,
    Bringing,
    BringingState,
    Channel,
    Deed,
    Disposition,
    OnCall,
    Page,
)
from diary.alerts.on_call import (
    email_of,
    on_call_of,
    remove_on_call,
    set_on_call,
    voice_of,
)
from diary.alerts.opening import open_alert, open_alert_for_number
from diary.alerts.orders import NotBrought, Order
from diary.alerts.paging import alerts_to_page, next_paged, page_people, pages_of
from diary.alerts.plans import (
    approve_texts,
    form_of,
    hours_of,
    plan_of,
    safety_texts,
    set_hours,
    set_timers,
    timers_of,
)
from diary.alerts.queries import (
    alert_by_ref,
    alerts_of,
    closed_alerts,
    count_open,
    has_open_crisis,
    open_alerts,
    waits_too_long,
)
from diary.alerts.rehearsing import (
    answered_rehearsals,
    last_rehearsal_of,
    rehearse,
    rehearse_alert,
)
from diary.alerts.rules import RULES, AlertDraft, Rule, evaluate
from diary.alerts.story import Moment, Way, fate_of, paged, story_of
from diary.alerts.undelivered import note_opted_out
from diary.alerts.who_reads import closed_until, spoken_opening, who_reads_when

undelivered.register()
going_live.register()

__all__ = [
    "RULES",
    "TAKING_KEY",
    "USUAL",
    "WEEKDAYS",
    "Alert",
    "AlertDraft",
    "AlertEvent",
    "AlertKind",
    "Before",
    "Bringing",
    "BringingState",
    "Brought",
    "Channel",
    "Deed",
    "Disposition",
    "Means",
    "Moment",
    "NotBrought",
    "OnCall",
    "Order",
    "Page",
    "Rule",
    "Standing",
    "Step",
    "Timers",
    "Way",
    "Window",
    "acknowledge",
    "acknowledge_by_program",
    "alert_by_ref",
    "alerts_of",
    "alerts_to_page",
    "answer_page",
    "answer_page_called",
    "answer_page_signed_in",
    "answer_to_key",
    "answered_rehearsals",
    "approve_texts",
    "bring",
    "bringing_called",
    "bringings_due",
    "bringings_of",
    "changed_since_approved",
    "channel_starts_at",
    "claim_bringing",
    "clock_of",
    "close_on",
    "closed_alerts",
    "closed_days_of",
    "closed_until",
    "code_in",
    "count_open",
    "email_of",
    "evaluate",
    "events_of",
    "fate_of",
    "first_words",
    "form_of",
    "has_open_crisis",
    "hours_of",
    "in_two_languages",
    "is_monitored",
    "last_rehearsal_of",
    "missing_before_live",
    "next_due_at",
    "next_paged",
    "next_step",
    "note_brought",
    "note_call",
    "note_not_brought",
    "note_opted_out",
    "note_reply",
    "note_tried",
    "on_call_of",
    "open_alert",
    "open_alert_for_number",
    "open_alerts",
    "open_on",
    "page_people",
    "paged",
    "pages_of",
    "plan_of",
    "rehearse",
    "rehearse_alert",
    "remove_on_call",
    "resolve",
    "safety_texts",
    "set_hours",
    "set_on_call",
    "set_timers",
    "snooze",
    "spoken",
    "spoken_opening",
    "story_of",
    "timers_of",
    "voice_of",
    "waits_too_long",
    "weekdays_in",
    "who_reads_when",
    "window",
    "windows_in",
    "written",
]
