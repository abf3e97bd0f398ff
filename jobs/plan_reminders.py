"""Keep the reminders of the next 72 hours what they should be, for every patient.

Edges sync what they change by themselves; this catches what nobody thought of, brings
the days that come near, and tells the desk of rides nobody answered about.
"""

from sqlalchemy.exc import DBAPIError

from diary import reminders
from diary.clinics import clinic_by_id
from diary.db import db
from diary.logs import log
from diary.patients import patient_ids_by_clinic
from diary.reminders import Synced
from jobs.tick import Tick

AT_A_TIME = 200
_log = log("jobs")


def run(tick: Tick) -> str:
    """Sync everybody in treatment, a few hundred at a time, each time committed."""
    total = Synced()
    for clinic_id, ids in patient_ids_by_clinic().items():
        for start in range(0, len(ids), AT_A_TIME):
            if tick.stopping():
                return _told(total)
            _add(total, _part(clinic_id, ids[start : start + AT_A_TIME], tick))
        reminders.tell_of_silent_rides(clinic_by_id(clinic_id), tick.now)
        db.session.commit()
    return _told(total)


def _part(clinic_id: int, ids: list[int], tick: Tick) -> Synced:
    """Sync some patients; where that fails, one by one, so that it is only one's."""
    try:
        synced = reminders.sync(clinic_id, ids, tick.now)
        db.session.commit()
        # Rows of patients seen pile up in the identity map otherwise.
        db.session.expunge_all()
    except DBAPIError:
        # The database's trouble is nobody's own: the next slot tries again.
        raise
    except Exception:  # noqa: BLE001 - one patient's fault is found one by one
        db.session.rollback()
        return _one_by_one(clinic_id, ids, tick)
    return synced


def _one_by_one(clinic_id: int, ids: list[int], tick: Tick) -> Synced:
    if len(ids) == 1:
        _log.error("plan_failed", clinic=clinic_id, patient=ids[0])
        return Synced()
    total = Synced()
    for patient_id in ids:
        _add(total, _part(clinic_id, [patient_id], tick))
    return total


def _add(total: Synced, part: Synced) -> None:
    total.planned += part.planned
    total.moved += part.moved
    total.canceled += part.canceled


def _told(total: Synced) -> str:
    if not (total.planned or total.moved or total.canceled):
        return ""
    return f"planned {total.planned} moved {total.moved} canceled {total.canceled}"
