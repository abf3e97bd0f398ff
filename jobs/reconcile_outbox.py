"""Settle by asking the carrier what is in doubt or fell silent."""

from diary import outbox
from jobs.tick import Tick


def run(tick: Tick) -> str:
    """Settle what can be; what stays unproven is shown to staff, never sent again."""
    settled = outbox.reconcile(tick.gateways, tick.now, stopping=tick.stopping)
    if not (settled.found or settled.unresolved or settled.expired):
        return ""
    return (
        f"found {settled.found} unresolved {settled.unresolved} "
        f"expired {settled.expired}"
    )
