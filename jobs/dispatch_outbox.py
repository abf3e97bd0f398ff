"""Send what the outbox holds that is due. It commits by itself, between calls."""

from diary import outbox
from jobs.tick import Tick


def run(tick: Tick) -> str:
    """Send until nothing is due, time is up or the process is to stop."""
    tally = outbox.dispatch_due(
        tick.gateways, tick.now, tick.settings.base_url, stopping=tick.stopping
    )
    if not tally.begun:
        return ""
    return f"begun {tally.begun} over {tally.handed_over} failed {tally.failed}"
