"""Gathering what planning has to know of many patients in a few queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from diary import outbox
from diary.alerts import closed_days_of, has_open_crisis
from diary.clinics import Clinic
from diary.courses import (
    Booster,
    BoosterStatus,
    Ride,
    RideStatus,
    SessionStatus,
    TreatmentSession,
    boosters_of,
    no_driving_before,
    rides_of,
    sessions_since,
)
from diary.entries import answered_days
from diary.localtime import local_day
from diary.patients import Patient, Purpose, consented, patients_by_id
from diary.reminders.planning import Facts, Offer, Visit
from diary.reminders.policy import (
    BOOSTER_LEAD,
    LONGEST_CLOSED,
    OFFERS,
    ONE_DAY,
    desk_day_before,
)

LOOK_BACK = timedelta(days=2)
CLOSED_LATELY = BOOSTER_LEAD + (LONGEST_CLOSED + 2) * ONE_DAY
"""Nothing still of use was due longer ago: asked earliest before a closure, and the day
may be another one in the patient's zone."""

OPEN_RIDES = (RideStatus.NONE, RideStatus.ASKED)
TO_BE_OFFERED = (BoosterStatus.DUE, BoosterStatus.OFFERED, BoosterStatus.LATER)


@dataclass(frozen=True)
class Known:
    """A patient and the facts about them; ``visit_ids`` by the session's ref."""

    patient: Patient
    facts: Facts
    visit_ids: dict[str, int]

    def visit(self, ref: str | None) -> Visit | None:
        """Return the visit of a ref, if it is still one of theirs."""
        return next((each for each in self.facts.visits if each.ref == ref), None)


def gather(
    clinic: Clinic, patient_ids: Collection[int], now: datetime
) -> dict[int, Known]:
    """Return what is known of a clinic's patients by key; unknown keys fall out."""
    patients = patients_by_id(clinic.id, patient_ids)
    purposes = {purpose: consented(clinic.id, patients, purpose) for purpose in Purpose}
    silent = outbox.suppressed_numbers(
        clinic.id, {patient.phone_index for patient in patients.values()}
    )
    since = now - LOOK_BACK
    closed_on = closed_days(clinic, now)
    visits_from = _visits_from(clinic, closed_on, now)
    visits = sessions_since(clinic.id, patients, visits_from)
    rides = rides_of(clinic.id, [v.id for each in visits.values() for v in each])
    boosters = boosters_of(clinic.id, patients)
    answered = answered_days(clinic.id, patients, since.date())
    paused = has_open_crisis(clinic.id, patients)
    return {
        key: Known(
            patient,
            Facts(
                zone=patient.zone,
                check_in_at=patient.check_in_at,
                opens=clinic.texts_from,
                closes=clinic.texts_until,
                enrolled_at=patient.enrolled_at,
                purposes=frozenset(p for p in Purpose if key in purposes[p]),
                answered_on=frozenset(answered.get(key, ())),
                visits=tuple(
                    _visit(each, rides.get(each.id)) for each in visits.get(key, ())
                ),
                visit_asked_days=clinic.visit_asked_days,
                closed_on=closed_on,
                offer=_offer(boosters.get(key), patient.zone),
                is_reachable=_is_reachable(patient, silent),
                is_paused=key in paused,
            ),
            {each.ref: each.id for each in visits.get(key, ())},
        )
        for key, patient in patients.items()
    }


def closed_days(clinic: Clinic, now: datetime) -> frozenset[date]:
    """Return a clinic's closed days as far as anything still of use counts them."""
    since = local_day(now, clinic.zone) - CLOSED_LATELY
    return frozenset(closed_days_of(clinic.id, since))


def _visits_from(clinic: Clinic, closed_on: frozenset[date], now: datetime) -> datetime:
    """Return how far back visits count: one before another spares its question."""
    today = local_day(now, clinic.zone)
    asked_on = today - clinic.visit_asked_days * ONE_DAY
    asked_earliest = desk_day_before(asked_on, closed_on) - ONE_DAY
    return now - max(LOOK_BACK, today - asked_earliest)


def _is_reachable(patient: Patient, silent: set[str]) -> bool:
    return patient.discharged_at is None and patient.phone_index not in silent


def _visit(each: TreatmentSession, ride: Ride | None) -> Visit:
    ended_at = each.ended_at if each.status is SessionStatus.HELD else None
    return Visit(
        ref=each.ref,
        starts_on=each.starts_on,
        starts_at_time=each.starts_at_time,
        zone=each.zone,
        starts_at=each.starts_at,
        is_planned=each.status is SessionStatus.PLANNED,
        is_answer_open=each.confirmed_at is None and each.declined_at is None,
        booked_at=each.booked_at,
        is_ride_open=ride is None or ride.status in OPEN_RIDES,
        ended_at=ended_at,
        no_driving_before=ended_at and no_driving_before(ended_at, each.zone),
    )


def _offer(booster: Booster | None, zone: str) -> Offer | None:
    if booster is None or booster.status not in TO_BE_OFFERED:
        return None
    if booster.later_count >= OFFERS:
        return None
    said_later_at = booster.answered_at if booster.later_count else None
    later_on = local_day(said_later_at, zone) if said_later_at else None
    return Offer(booster.ref, booster.due_on, booster.later_count + 1, later_on)
