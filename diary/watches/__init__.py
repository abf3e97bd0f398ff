"""What several days show together, by rules a clinic can see and change.

Leaves what one answer calls for, and what becomes of an alert, to ``alerts``.
"""

from diary.watches.choosing import (
    Chosen,
    add_rule,
    rules_in_force,
    rules_of,
    switch_rule,
    watch_activation,
    watcher_of,
    watches_activation,
)
from diary.watches.days import DAY_RULES, Watcher
from diary.watches.looking import look_back
from diary.watches.models import Shape
from diary.watches.trends import MOST_ANSWERS, SHIPPED, Watch

__all__ = [
    "DAY_RULES",
    "MOST_ANSWERS",
    "SHIPPED",
    "Chosen",
    "Shape",
    "Watch",
    "Watcher",
    "add_rule",
    "look_back",
    "rules_in_force",
    "rules_of",
    "switch_rule",
    "watch_activation",
    "watcher_of",
    "watches_activation",
]
