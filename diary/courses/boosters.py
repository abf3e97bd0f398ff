"""The next booster a clinician set: due date, offer, answer. The edge commits.

The service never proposes one. Leaves the offering to ``reminders``.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from diary.audit import Action, Actor
from diary.clinics import Clinic
from diary.courses.checks import wrong_booster
from diary.courses.models import Booster, BoosterStatus
from diary.courses.rides import spoken
from diary.courses.trail import note
from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from diary.localtime import local_day
from diary.patients import Patient, patient_by_id
from diary.tasks import TaskKind, finish_by_key, open_task

DESK_HAS = timedelta(days=1)
OFFERS = 2
"""After this many LATERs nothing more is texted: the clinic asks in person."""


class BoosterAnswer(StrEnum):
    """What a patient says to an offer."""

    CALL = "call"
    LATER = "later"


def set_booster(
    clinic: Clinic, patient: Patient, due_on: date, actor: Actor, now: datetime
) -> Booster:
    """Set the day the next booster is due; an older one still open is settled.

    The same day again changes nothing. Raises Invalid naming ``due_on``.
    """
    if patient.clinic_id != clinic.id:
        raise NotFound("There is no such patient.")
    standing = booster_of(clinic.id, patient.id)
    if standing is not None and standing.due_on == due_on:
        return standing
    wrong = wrong_booster(due_on, local_day(now, clinic.zone))
    if wrong:
        raise Invalid({"due_on": wrong})
    if standing is not None:
        _settle(standing, now)
    booster = Booster(
        clinic_id=clinic.id, patient_id=patient.id, due_on=due_on, set_at=now
    )
    db.session.add(booster)
    db.session.flush()
    note(Action.PLAN, booster, patient, actor, now, "booster")
    return booster


def settle_booster(
    clinic: Clinic, patient: Patient, actor: Actor, now: datetime
) -> None:
    """End the open booster, booked or not wanted; without one nothing happens."""
    standing = booster_of(clinic.id, patient.id)
    if standing is not None:
        _settle(standing, now)
        note(Action.CHANGE, standing, patient, actor, now, "booster settled")


def booster_of(clinic_id: int, patient_id: int) -> Booster | None:
    """Return the patient's booster that is not settled yet."""
    return boosters_of(clinic_id, [patient_id]).get(patient_id)


def boosters_of(clinic_id: int, patient_ids: Collection[int]) -> dict[int, Booster]:
    """Return the boosters not settled yet by patient key."""
    found = (
        select(Booster)
        .where(
            Booster.clinic_id == clinic_id,
            Booster.patient_id.in_(patient_ids),
            Booster.status != BoosterStatus.SETTLED,
        )
        .order_by(Booster.id)
    )
    return {booster.patient_id: booster for booster in db.session.scalars(found)}


def boosters_due(clinic_id: int, until: date) -> list[Booster]:
    """Return a clinic's boosters due up to this day and not settled, soonest first."""
    found = select(Booster).where(
        Booster.clinic_id == clinic_id,
        Booster.status != BoosterStatus.SETTLED,
        Booster.due_on <= until,
    )
    return list(db.session.scalars(found.order_by(Booster.due_on, Booster.id)))


def answer_booster(
    clinic: Clinic,
    booster: Booster,
    answer: BoosterAnswer,
    actor: Actor,
    now: datetime,
) -> Booster:
    """Take a patient's answer: CALL opens a task, LATER puts the offer off.

    The second LATER opens a task too, since no third offer is texted. Raises Refused
    once the booster is settled.
    """
    if booster.clinic_id != clinic.id:
        raise NotFound("There is no such booster.")
    if booster.status is BoosterStatus.SETTLED:
        raise Refused("This booster is settled.")
    booster.answered_at = now
    if answer is BoosterAnswer.CALL:
        booster.status = BoosterStatus.CALL_WANTED
        _open(booster, now, "Call to plan the booster")
    elif booster.status is not BoosterStatus.LATER:
        finish_by_key(clinic.id, _key(booster), now)
        booster.status = BoosterStatus.LATER
        booster.later_count += 1
        if booster.later_count >= OFFERS:
            _open(booster, now, f"Said later {OFFERS} times: ask about the booster")
    db.session.flush()
    patient = patient_by_id(clinic.id, booster.patient_id)
    note(Action.ANSWER, booster, patient, actor, now, answer)
    return booster


def booster_answered_since(
    clinic_id: int, patient_id: int, since: datetime
) -> Booster | None:
    """Return the booster a patient answered about, not before an instant."""
    booster = booster_of(clinic_id, patient_id)
    if booster is None or booster.answered_at is None or booster.answered_at < since:
        return None
    answers = (BoosterStatus.CALL_WANTED, BoosterStatus.LATER)
    return booster if booster.status in answers else None


def take_back_booster(booster: Booster, actor: Actor, now: datetime) -> None:
    """Have the offer unanswered again; what it opened for the desk is done with.

    A LATER taken back does not count. An answer before it is not brought back.
    """
    if booster.status is BoosterStatus.LATER:
        booster.later_count -= 1
    booster.status, booster.answered_at = BoosterStatus.OFFERED, None
    finish_by_key(booster.clinic_id, _key(booster), now)
    db.session.flush()
    patient = patient_by_id(booster.clinic_id, booster.patient_id)
    note(Action.ANSWER, booster, patient, actor, now, "taken back")


def note_booster_offered(
    clinic_id: int, booster_refs: Collection[str], now: datetime
) -> None:
    """Mark boosters as offered by text; one whose call is wanted stays so."""
    if not booster_refs:
        return
    waiting = (BoosterStatus.DUE, BoosterStatus.LATER)
    db.session.execute(
        update(Booster)
        .where(
            Booster.clinic_id == clinic_id,
            Booster.ref.in_(booster_refs),
            Booster.status.in_(waiting),
        )
        .values(status=BoosterStatus.OFFERED)
    )


def _settle(booster: Booster, now: datetime) -> None:
    booster.status = BoosterStatus.SETTLED
    finish_by_key(booster.clinic_id, _key(booster), now)
    db.session.flush()


def _open(booster: Booster, now: datetime, opening: str) -> None:
    open_task(
        booster.clinic_id,
        TaskKind.PLAN_BOOSTER,
        _key(booster),
        f"{opening} due {spoken(booster.due_on)}.",
        now + DESK_HAS,
        now,
        patient_id=booster.patient_id,
        again=True,
    )


def _key(booster: Booster) -> str:
    return f"booster:{booster.ref}"
