"""Bring pages that nobody answered by e-mail and by voice. Commits around each try."""

from concurrent.futures import ThreadPoolExecutor, as_completed

from diary import alerts
from diary.alerts import Brought, Means, Order
from diary.db import db, reading
from diary.logs import log
from jobs.tick import Tick

AT_ONCE = 8
_log = log("jobs")


def run(tick: Tick) -> str:
    """Claim what is due, try it side by side, and write down how each try ended."""
    with reading():
        due = alerts.bringings_due(tick.now)
        db.session.rollback()
    orders = [order for key in due if (order := _claim(key, tick)) is not None]
    if not orders:
        return ""
    settings = tick.settings
    means = Means(tick.gateways, settings.smtp, settings.smtp_from)
    done = 0
    with ThreadPoolExecutor(min(AT_ONCE, len(orders))) as callers:
        tries = [callers.submit(alerts.bring, order, means) for order in orders]
        for tried in as_completed(tries):
            done += _write_down(tried.result(), tick)
    return f"brought {done} of {len(orders)} pages"


def _claim(key: int, tick: Tick) -> Order | None:
    if tick.stopping():
        return None
    order = alerts.claim_bringing(key, tick.now, tick.settings.base_url)
    db.session.commit()
    return order


def _write_down(brought: Brought, tick: Tick) -> bool:
    if brought.failed is not None:
        _log.warning("page_not_brought", channel=brought.order.channel)
    alerts.note_tried(brought, tick.now)
    db.session.commit()
    return brought.failed is None
