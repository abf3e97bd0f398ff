"""What a patient says of having come home after a session, and taking that back.

Leaves what the desk knows of a ride to ``rides``. The edge commits.
"""

from datetime import datetime

from diary.audit import Actor
from diary.clinics import Clinic
from diary.courses.models import Ride, RideStatus, TreatmentSession
from diary.courses.rides import note, ride_of, ride_told_since, task_keys, turn
from diary.db import db
from diary.errors import NotFound
from diary.tasks import reopen_by_key


def arrive_home(
    clinic: Clinic, treatment_session: TreatmentSession, actor: Actor, now: datetime
) -> Ride:
    """Take a patient's word to be home; the desk has nothing more to do about a ride.

    Said again it keeps what was known before the first time.
    """
    if treatment_session.clinic_id != clinic.id:
        raise NotFound("There is no such session.")
    ride = ride_of(clinic.id, treatment_session.id)
    if ride.status is not RideStatus.ARRIVED:
        ride.before_home, ride.home_at = ride.status, now
        turn(ride, treatment_session, RideStatus.ARRIVED, now)
    note(treatment_session, ride, actor, now)
    return ride


def home_since(
    clinic_id: int, patient_id: int, since: datetime
) -> tuple[TreatmentSession, Ride] | None:
    """Return the ride after which a patient said to be home, not before an instant."""
    is_home = Ride.status == RideStatus.ARRIVED
    return ride_told_since(clinic_id, patient_id, Ride.home_at, since, is_home)


def take_back_home(
    treatment_session: TreatmentSession, ride: Ride, actor: Actor, now: datetime
) -> None:
    """Have the ride as it was before, and open again what the desk had to do for it."""
    said_at = ride.home_at
    ride.status = ride.before_home or RideStatus.NONE
    ride.home_at = ride.before_home = None
    if said_at is not None:
        for key in task_keys(treatment_session, ride):
            reopen_by_key(treatment_session.clinic_id, key, said_at, now)
    db.session.flush()
    note(treatment_session, ride, actor, now)
