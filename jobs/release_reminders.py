"""Hand what is due to the outbox, page by page, each page committed.

A page that fails is taken up again one by one, so that a row nobody can handle stops
only itself.
"""

from datetime import date

from sqlalchemy.exc import DBAPIError

from diary import clock, reminders
from diary.auth import make_form_link
from diary.db import db, reading
from diary.logs import log
from diary.reminders import Cursor, Released
from jobs.tick import Tick

_log = log("jobs")


def run(tick: Tick) -> str:
    """Release everything due; the outcome counts what happened."""
    with reading():
        is_due = reminders.is_anything_due(tick.now)
        db.session.rollback()
    if not is_due:
        return ""
    total, after = Released(), None
    while not tick.stopping():
        page = _page(tick, after)
        _add(total, page)
        after = page.after
        if after is None:
            break
    return _told(total)


def _page(tick: Tick, after: Cursor | None) -> Released:
    try:
        page = reminders.release_due(tick.now, _link_maker(tick), after=after)
        db.session.commit()
    except DBAPIError:
        # The database's trouble is nobody's poison: the next tick tries again.
        raise
    except Exception:  # noqa: BLE001 - one row's fault is found one by one
        db.session.rollback()
        return _one_by_one(tick, after)
    return page


def _one_by_one(tick: Tick, after: Cursor | None) -> Released:
    total = Released()
    refs = reminders.due_refs(tick.now, after=after)
    db.session.rollback()
    for ref in refs:
        _add(total, _alone(tick, ref))
    return total


def _alone(tick: Tick, ref: str) -> Released:
    try:
        released = reminders.release_due(tick.now, _link_maker(tick), only=[ref])
        db.session.commit()
    except DBAPIError:
        raise
    except Exception:  # noqa: BLE001 - set aside after a few, others flow
        db.session.rollback()
        _log.exception("release_failed", reminder=ref)
        reminders.note_fault(ref, tick.now)
        db.session.commit()
        return Released()
    return released


def _link_maker(tick: Tick) -> reminders.MakeLink:
    def make(clinic_id: int, patient_id: int, day: date) -> str:
        token = make_form_link(clinic_id, patient_id, day, clock.real_now())
        return f"{tick.settings.base_url}/f/{token}"

    return make


def _add(total: Released, page: Released) -> None:
    total.released += page.released
    total.waiting += page.waiting
    total.dropped += page.dropped
    total.expired += page.expired


def _told(total: Released) -> str:
    if not (total.released or total.dropped or total.expired):
        return ""
    return (
        f"released {total.released} dropped {total.dropped} "
        f"expired {total.expired} waiting {total.waiting}"
    )
