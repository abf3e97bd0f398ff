"""Keep the reminders of the next 72 hours what they should be, for every patient.

Edges sync what they change by themselves; this catches what nobody thought of, brings
the days that come near, and tells the desk of rides nobody answered about.
"""

from diary import reminders
from diary.clinics import clinic_by_id
from diary.db import db
from diary.patients import patient_ids_by_clinic
from jobs.tick import Tick

AT_A_TIME = 200


def run(tick: Tick) -> str:
    """Sync everybody in treatment, a few hundred at a time, each time committed."""
    total = reminders.Synced()
    for clinic_id, ids in patient_ids_by_clinic().items():
        for start in range(0, len(ids), AT_A_TIME):
            if tick.stopping():
                return _told(total)
            part = ids[start : start + AT_A_TIME]
            _add(total, reminders.sync(clinic_id, part, tick.now))
            db.session.commit()
            # Rows of patients seen pile up in the identity map otherwise.
            db.session.expunge_all()
        reminders.tell_of_silent_rides(clinic_by_id(clinic_id), tick.now)
        db.session.commit()
    return _told(total)


def _add(total: reminders.Synced, part: reminders.Synced) -> None:
    total.planned += part.planned
    total.moved += part.moved
    total.canceled += part.canceled


def _told(total: reminders.Synced) -> str:
    if not (total.planned or total.moved or total.canceled):
        return ""
    return f"planned {total.planned} moved {total.moved} canceled {total.canceled}"
