"""What needs a person, and whether it was seen.

Leaves to ``reading`` what words mean and to ``outbox`` how people are paged.
"""

from diary.alerts.models import Alert, AlertKind, Disposition

__all__ = ["Alert", "AlertKind", "Disposition"]
