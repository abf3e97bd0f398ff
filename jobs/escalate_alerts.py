"""Page the people on call for alerts nobody has taken, or ended, in time."""

from sqlalchemy.exc import DBAPIError

from diary import alerts
from diary.db import db, reading
from diary.logs import log
from jobs.tick import Tick

_log = log("jobs")


def run(tick: Tick) -> str:
    """Take every step that is due, each committed on its own."""
    with reading():
        due = alerts.alerts_to_page(tick.now)
        db.session.rollback()
    paged = sum(_page(alert_id, tick) for alert_id in due if not tick.stopping())
    return f"paged {paged} for {len(due)} alerts" if due else ""


def _page(alert_id: int, tick: Tick) -> int:
    try:
        paged = alerts.page_people(alert_id, tick.now, tick.settings.base_url)
        db.session.commit()
    except DBAPIError:
        # The database's trouble: the next beat tries again.
        raise
    except Exception:  # noqa: BLE001 - one alert must not keep others from being paged
        db.session.rollback()
        _log.exception("paging_failed", alert=alert_id)
        return 0
    return paged
