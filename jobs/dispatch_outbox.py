"""Send what the outbox holds that is due. It commits by itself, between calls."""

from diary import outbox, runs
from diary.db import db
from diary.outbox import Standstill
from jobs.tick import Tick

NAME = "dispatch_outbox"


def run(tick: Tick) -> str:
    """Send until nothing is due, time is up or the process is to stop.

    After a standstill, which may have been a restore from a copy, the carrier is asked
    first about what fell due before.
    """
    found = _look_after_standstill(tick) if tick.settings.carrier == "twilio" else 0
    tally = outbox.dispatch_due(
        tick.gateways, tick.now, tick.settings.base_url, stopping=tick.stopping
    )
    told = f"found {found} " if found else ""
    if not (told or tally.begun):
        return ""
    return f"{told}begun {tally.begun} over {tally.handed_over} failed {tally.failed}"


def _look_after_standstill(tick: Tick) -> int:
    span = runs.standstill(NAME, tick.now)
    db.session.commit()
    if span is None:
        tick.gateways.stood = None
        return 0
    known = tick.gateways.stood
    stood = known if known and known.begun_at == span[0] else Standstill(*span)
    tick.gateways.stood = stood
    carrier = tick.gateways.of(is_demo=False)
    return outbox.look_first(carrier, stood, tick.now, tick.stopping)
