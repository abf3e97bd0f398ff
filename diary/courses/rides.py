"""Rides home: asked for, confirmed, refused, and what the desk must do about one.

Leaves the asking to ``reminders``. The edge commits.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute

from diary.audit import Action, Actor
from diary.clinics import Clinic
from diary.courses import trail
from diary.courses.models import Ride, RideStatus, SessionStatus, TreatmentSession
from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from diary.patients import patient_by_id
from diary.phone import e164
from diary.tasks import TaskKind, finish_by_key, open_task

LONGEST_NAME = 120
LONGEST_ANSWER = 500
DESK_HAS = timedelta(hours=4)
RIDE_BY = timedelta(hours=2)


def ride_of(clinic_id: int, treatment_session_id: int) -> Ride:
    """Return the ride of a session; every session has one."""
    rides = rides_of(clinic_id, [treatment_session_id])
    if treatment_session_id not in rides:
        raise NotFound("There is no such session.")
    return rides[treatment_session_id]


def rides_of(clinic_id: int, treatment_session_ids: Collection[int]) -> dict[int, Ride]:
    """Return the rides of these sessions by session key."""
    found = select(Ride).where(
        Ride.clinic_id == clinic_id,
        Ride.treatment_session_id.in_(treatment_session_ids),
    )
    return {ride.treatment_session_id: ride for ride in db.session.scalars(found)}


def set_ride(
    clinic: Clinic,
    treatment_session: TreatmentSession,
    status: RideStatus,
    actor: Actor,
    now: datetime,
    *,
    escort_name: str | None = None,
    escort_phone: str | None = None,
) -> Ride:
    """Write down what the desk knows of a ride; raises Invalid, naming the fields.

    A name or number not given stays as it was; "" takes it away.
    """
    _of(clinic, treatment_session)
    escort_phone = _checked(escort_name, escort_phone, clinic.country)
    ride = ride_of(clinic.id, treatment_session.id)
    _name_escort(ride, escort_name, escort_phone)
    # What the desk knows is no patient's to take back.
    ride.home_at = None
    if ride.status is not RideStatus(status):
        ride.answered_at = None
    turn(ride, treatment_session, status, now)
    note(treatment_session, ride, actor, now)
    return ride


def answer_ride(
    clinic: Clinic,
    treatment_session: TreatmentSession,
    is_set: bool,
    words: str,
    actor: Actor,
    now: datetime,
    *,
    escort_name: str | None = None,
    escort_phone: str | None = None,
) -> Ride:
    """Take a patient's answer to the ride question, with their own words.

    A no opens a task for the desk; a yes closes it. The same answer again keeps the
    newest words. Raises Refused where the session is not to come any more. A number
    in the words is kept for the desk and never texted without its owner's yes.
    """
    _of(clinic, treatment_session)
    if treatment_session.status is not SessionStatus.PLANNED:
        raise Refused("This session is not to come any more.")
    ride = ride_of(clinic.id, treatment_session.id)
    ride.answer = words[:LONGEST_ANSWER]
    ride.answered_at = now
    _name_escort(ride, escort_name, escort_phone)
    turned = RideStatus.CONFIRMED if is_set else RideStatus.REFUSED
    turn(ride, treatment_session, turned, now)
    note(treatment_session, ride, actor, now)
    return ride


def answered_since(
    clinic_id: int, patient_id: int, since: datetime
) -> tuple[TreatmentSession, Ride] | None:
    """Return the ride a patient answered about last, not before an instant."""
    is_answered = Ride.status.in_((RideStatus.CONFIRMED, RideStatus.REFUSED))
    is_to_come = TreatmentSession.status == SessionStatus.PLANNED
    return ride_told_since(
        clinic_id, patient_id, Ride.answered_at, since, is_answered, is_to_come
    )


def ride_told_since(
    clinic_id: int,
    patient_id: int,
    told_at: InstrumentedAttribute[datetime | None],
    since: datetime,
    *which: ColumnElement[bool],
) -> tuple[TreatmentSession, Ride] | None:
    """Return the ride of which something was told last, not before an instant."""
    found = (
        select(TreatmentSession, Ride)
        .join(Ride, Ride.treatment_session_id == TreatmentSession.id)
        .where(
            TreatmentSession.clinic_id == clinic_id,
            TreatmentSession.patient_id == patient_id,
            told_at >= since,
            *which,
        )
        .order_by(told_at.desc())
    )
    row = db.session.execute(found).first()
    return (row[0], row[1]) if row else None


def take_back_answer(
    treatment_session: TreatmentSession,
    ride: Ride,
    actor: Actor,
    now: datetime,
    *,
    with_name: bool,
    with_phone: bool,
) -> None:
    """Have the ride unanswered again, the desk told; the escort goes where asked.

    What an earlier answer had said is not brought back: it was meant to be changed.
    """
    ride.status, ride.answer, ride.answered_at = RideStatus.ASKED, None, None
    ride.escort_name = None if with_name else ride.escort_name
    ride.escort_phone = None if with_phone else ride.escort_phone
    finish_by_key(treatment_session.clinic_id, _refusal_key(ride), now)
    _open(treatment_session, _undone_key(ride), now, "Answer taken back: ask about the")
    db.session.flush()
    note(treatment_session, ride, actor, now)


def note_ride_asked(
    clinic_id: int, treatment_session_ids: Collection[int], now: datetime
) -> None:
    """Mark rides as asked for by text, where nothing is known of them yet."""
    if not treatment_session_ids:
        return
    db.session.execute(
        update(Ride)
        .where(
            Ride.clinic_id == clinic_id,
            Ride.treatment_session_id.in_(treatment_session_ids),
            Ride.status == RideStatus.NONE,
        )
        .values(status=RideStatus.ASKED, asked_at=now)
    )


def tell_desk_of_silence(treatment_session: TreatmentSession, now: datetime) -> None:
    """Open the desk's task for a ride nobody answered about; once a session and day."""
    _open(treatment_session, _silence_key(treatment_session), now, "No answer about a")


def forget_ride(treatment_session: TreatmentSession, now: datetime) -> None:
    """Start over: what was agreed was for another day."""
    settle_ride_tasks(treatment_session, now)
    ride = ride_of(treatment_session.clinic_id, treatment_session.id)
    ride.status = RideStatus.NONE
    ride.escort_name = ride.escort_phone = ride.answer = None
    ride.asked_at = ride.answered_at = None


def warn_of_new_time(treatment_session: TreatmentSession, now: datetime) -> None:
    """Open a task where a ride was agreed for another time of the same day."""
    ride = ride_of(treatment_session.clinic_id, treatment_session.id)
    if ride.status is RideStatus.CONFIRMED:
        key = f"ride-time:{ride.ref}:{treatment_session.starts_at:%Y%m%dT%H%M}"
        _open(treatment_session, key, now, "The time has changed: check the")


def settle_ride_tasks(treatment_session: TreatmentSession, now: datetime) -> None:
    """Close what the desk was to do about a ride: it is settled or not needed."""
    ride = ride_of(treatment_session.clinic_id, treatment_session.id)
    for key in task_keys(treatment_session, ride):
        finish_by_key(treatment_session.clinic_id, key, now)


def task_keys(treatment_session: TreatmentSession, ride: Ride) -> tuple[str, ...]:
    """Return the keys of what the desk may have to do until a ride is settled."""
    return _silence_key(treatment_session), _refusal_key(ride), _undone_key(ride)


def turn(
    ride: Ride, treatment_session: TreatmentSession, status: RideStatus, now: datetime
) -> None:
    before, ride.status = ride.status, RideStatus(status)
    if status in (RideStatus.CONFIRMED, RideStatus.ARRIVED):
        settle_ride_tasks(treatment_session, now)
    elif status is RideStatus.REFUSED and before is not RideStatus.REFUSED:
        finish_by_key(treatment_session.clinic_id, _undone_key(ride), now)
        ride.refused_count += 1
        _open(treatment_session, _refusal_key(ride), now, "No")
    db.session.flush()


def _open(
    treatment_session: TreatmentSession, key: str, now: datetime, opening: str
) -> None:
    clock_time = f"{treatment_session.starts_at_time:%H:%M}"
    at = f"{spoken(treatment_session.starts_on)}, {clock_time}"
    latest = treatment_session.starts_at - RIDE_BY
    open_task(
        treatment_session.clinic_id,
        TaskKind.ARRANGE_RIDE,
        key,
        f"{opening} ride home after the session on {at}.",
        max(now, min(now + DESK_HAS, latest)),
        now,
        patient_id=treatment_session.patient_id,
    )


def spoken(day: date) -> str:
    """Return a day as staff read it: Wed 4 Mar."""
    return f"{day:%a} {day.day} {day:%b}"


def _silence_key(treatment_session: TreatmentSession) -> str:
    return f"ride-silence:{treatment_session.ref}:{treatment_session.starts_on}"


def _refusal_key(ride: Ride) -> str:
    return f"ride-refusal:{ride.ref}:{ride.refused_count}"


def _undone_key(ride: Ride) -> str:
    return f"ride-undone:{ride.ref}:{ride.refused_count}"


def _checked(name: str | None, phone: str | None, country: str) -> str | None:
    """Return the escort's number in E.164; raises Invalid naming every wrong field."""
    wrong = {}
    if name is not None and len(name) > LONGEST_NAME:
        wrong["escort_name"] = f"Keep the name to {LONGEST_NAME} characters."
    try:
        number = e164(phone, country) if phone else phone
    except Invalid as error:
        wrong["escort_phone"] = error.fields["phone"]
    if wrong:
        raise Invalid(wrong)
    return number


def _name_escort(ride: Ride, name: str | None, phone: str | None) -> None:
    if name is not None:
        ride.escort_name = name.strip()[:LONGEST_NAME]
    if phone is not None:
        ride.escort_phone = phone


def _of(clinic: Clinic, treatment_session: TreatmentSession) -> None:
    if treatment_session.clinic_id != clinic.id:
        raise NotFound("There is no such session.")


def note(
    treatment_session: TreatmentSession, ride: Ride, actor: Actor, now: datetime
) -> None:
    patient = patient_by_id(treatment_session.clinic_id, treatment_session.patient_id)
    trail.note(Action.RIDE, treatment_session, patient, actor, now, ride.status)
