"""Fetch the texts whose webhook was lost; a lost STOP is among them."""

from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from diary import inbox, outbox, runs
from diary.db import db, reading
from diary.logs import log
from diary.outbox import Gateway, GatewayError, Listed
from jobs.tick import Tick

AT_LEAST = timedelta(hours=1)
AT_FIRST = timedelta(days=1)
AT_MOST = timedelta(days=3)
OVERLAP = timedelta(minutes=10)
_log = log("jobs")


class CarrierSilent(Exception):
    """The carrier's list could not be read; this turn did not end well."""


def run(tick: Tick) -> str:
    """Take what was lost since the last good turn, each text committed on its own."""
    if tick.settings.carrier != "twilio":
        return ""
    gateway = tick.gateways.of(is_demo=False)
    found = [
        _sweep(gateway, number, since, tick)
        for number, since in _numbers(tick.now)
        if not tick.stopping()
    ]
    return f"found {sum(found)}" if sum(found) else ""


def _numbers(now: datetime) -> list[tuple[str, datetime]]:
    """Return each number with the instant to look back to.

    A box that was down looks back as far as it slept, and never to before the number
    was ours.
    """
    with reading():
        last = runs.last_runs().get("sweep_inbound")
        senders = outbox.carried_senders()
        begun = [(one.number, one.created_at) for one in senders]
        db.session.rollback()
    wanted = min(last - OVERLAP, now - AT_LEAST) if last else now - AT_FIRST
    since = max(wanted, now - AT_MOST)
    return [(number, max(since, created_at)) for number, created_at in begun]


def _sweep(gateway: Gateway, number: str, since: datetime, tick: Tick) -> int:
    try:
        reached = gateway.texts_to(number, since)
    except GatewayError as error:
        raise CarrierSilent(str(error)) from None
    if not reached.is_whole:
        inbox.tell_of_unswept(number, since, tick.now)
        db.session.commit()
    with reading():
        lost = inbox.lost(reached.texts, number, tick.now)
        db.session.rollback()
    return sum(_take(one, tick) for one in lost if not tick.stopping())


def _take(one: Listed, tick: Tick) -> bool:
    try:
        inbox.receive_late(one, tick.now)
        db.session.commit()
    except DBAPIError:
        # The database's trouble is no text's fault: the next turn tries again.
        raise
    except Exception:  # noqa: BLE001 - one text must not keep others from being found
        db.session.rollback()
        _log.exception("sweep_failed", sid=one.sid)
        return False
    _log.warning("webhook_was_lost", sid=one.sid)
    return True
