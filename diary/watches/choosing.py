"""What a clinic watches for: the service's rules, switched on or off, and its own.

Every change is audited. The edge commits.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, select

from diary.audit import Action, Actor, ActorKind, record
from diary.clinics import Member
from diary.courses import Condition, is_treated_for
from diary.db import db
from diary.errors import Invalid, NotFound
from diary.instruments import SCORES
from diary.patients import Patient
from diary.watches.days import AFTER_COURSE, Watcher
from diary.watches.models import ActivationWatch, ClinicRule, Shape
from diary.watches.trends import CLINICS_OWN, MOST_ANSWERS, SHIPPED, Watch

MOST_RULES = 40
_RULE: Any = ClinicRule.__table__
# Asked with every answer: built once.
_FOUND = (
    select(_RULE)
    .where(_RULE.c.clinic_id == bindparam("clinic_id"))
    .order_by(_RULE.c.id)
)


@dataclass(frozen=True)
class Chosen:
    """One rule as the page shows it; ``set_by_id`` is None for an untouched default."""

    watch: Watch
    is_on: bool
    set_by_id: int | None
    set_at: datetime | None


def rules_in_force(clinic_id: int) -> list[Watch]:
    """Return the rules that are switched on."""
    asked = {"clinic_id": clinic_id}
    found = db.session.connection().execute(_FOUND, asked).all()
    if not found:
        return list(SHIPPED)
    rows = {row.key: row for row in found}
    shipped = [one for one in SHIPPED if one.key not in rows or rows.pop(one.key).is_on]
    return shipped + [_watch(row) for row in rows.values() if row.is_on]


def rules_of(clinic_id: int) -> list[Chosen]:
    """Return the service's rules, then the clinic's own in the order they were made."""
    rows = {row.key: row for row in _rows(clinic_id)}
    shipped = [_chosen(each, rows.pop(each.key, None)) for each in SHIPPED]
    return shipped + [_chosen(_watch(row), row) for row in rows.values()]


def _rows(clinic_id: int) -> list[ClinicRule]:
    found = select(ClinicRule).where(ClinicRule.clinic_id == clinic_id)
    return list(db.session.scalars(found.order_by(ClinicRule.id)))


def _chosen(watch: Watch, row: ClinicRule | None) -> Chosen:
    if row is None:
        return Chosen(watch, True, None, None)
    return Chosen(watch, row.is_on, row.set_by_id, row.set_at)


def _watch(row: Any) -> Watch:
    return Watch(row.score, row.shape, row.amount, row.answers, CLINICS_OWN)


def add_rule(
    score: str,
    shape: Shape,
    amount: Decimal | None,
    answers: int,
    member: Member,
    now: datetime,
) -> Watch:
    """Add a rule of the clinic's own; the same rule again is switched on.

    ``amount`` may be left out for a fall or a rise of any size. Raises Invalid naming
    every wrong field.
    """
    _check(score, shape, amount, answers, member.clinic_id)
    watch = Watch(score, shape, amount or Decimal(0), answers, CLINICS_OWN)
    _put(watch, member, now, is_on=True)
    return watch


def _check(
    score: str, shape: Shape, amount: Decimal | None, answers: int, clinic_id: int
) -> None:
    wrong = {
        "score": "" if score in SCORES else "There is no score called that.",
        "amount": _wrong_amount(score, shape, amount),
        "answers": ""
        if 1 <= answers <= MOST_ANSWERS
        else f"Use 1 to {MOST_ANSWERS} answers.",
        "": _too_many(clinic_id),
    }
    named = {name: sentence for name, sentence in wrong.items() if sentence}
    if named:
        raise Invalid(named)


def _wrong_amount(score: str, shape: Shape, amount: Decimal | None) -> str:
    if score not in SCORES:
        return ""
    scale = SCORES[score]
    if amount is None:
        needs_one = shape in (Shape.AT_MOST, Shape.AT_LEAST)
        return "Say from which number on." if needs_one else ""
    if scale.takes(amount):
        return ""
    lowest, highest = f"{scale.lowest:f}", f"{scale.highest:f}"
    return f"Use {lowest} to {highest}, in steps of {scale.step:f}."


def _too_many(clinic_id: int) -> str:
    if len(_rows(clinic_id)) < MOST_RULES:
        return ""
    return f"A clinic may keep {MOST_RULES} rules. Switch one on again instead."


def switch_rule(key: str, member: Member, now: datetime, *, is_on: bool) -> None:
    """Switch a rule on or off; raises NotFound for one the clinic has not."""
    for one in rules_of(member.clinic_id):
        if one.watch.key == key:
            return _put(one.watch, member, now, is_on=is_on)
    raise NotFound("There is no such rule.")


def _put(watch: Watch, member: Member, now: datetime, *, is_on: bool) -> None:
    kept = {row.key: row for row in _rows(member.clinic_id)}
    row = kept.get(watch.key) or ClinicRule(
        clinic_id=member.clinic_id,
        key=watch.key,
        score=watch.score,
        shape=watch.shape,
        amount=watch.amount,
        answers=watch.answers,
    )
    row.is_on, row.set_by_id, row.set_at = is_on, member.id, now
    db.session.add(row)
    db.session.flush()
    _note(member, now, None, f"rule {watch.key} {'on' if is_on else 'off'}")


def watches_activation(clinic_id: int, patient_id: int) -> bool:
    """Say whether a clinician has asked to watch this patient for activation."""
    found = select(ActivationWatch.id).where(
        ActivationWatch.clinic_id == clinic_id,
        ActivationWatch.patient_id == patient_id,
    )
    return db.session.scalars(found).first() is not None


def watcher_of(clinic_id: int, patient_id: int, day: date) -> Watcher | None:
    """Say why a patient is watched for activation on a day, None where nobody does.

    What is treated comes first: it cannot be ticked away, only corrected.
    """
    since = day - AFTER_COURSE + timedelta(days=1)
    if is_treated_for(clinic_id, patient_id, Condition.BIPOLAR_DEPRESSION, since):
        return Watcher.COURSE
    ticked = watches_activation(clinic_id, patient_id)
    return Watcher.CLINICIAN if ticked else None


def watch_activation(
    patient: Patient, member: Member, now: datetime, *, is_on: bool
) -> None:
    """Begin or end watching one patient for activation; twice is once."""
    if watches_activation(patient.clinic_id, patient.id) == is_on:
        return
    if is_on:
        db.session.add(
            ActivationWatch(
                clinic_id=patient.clinic_id,
                patient_id=patient.id,
                set_by_id=member.id,
                set_at=now,
            )
        )
    else:
        db.session.execute(
            delete(ActivationWatch).where(
                ActivationWatch.clinic_id == patient.clinic_id,
                ActivationWatch.patient_id == patient.id,
            )
        )
    db.session.flush()
    detail = f"activation watch {'on' if is_on else 'off'}"
    _note(member, now, patient.ref, detail)


def _note(member: Member, now: datetime, patient_ref: str | None, detail: str) -> None:
    record(
        Action.CHANGE,
        Actor(ActorKind.STAFF, member.ref),
        now,
        clinic_id=member.clinic_id,
        patient_ref=patient_ref,
        detail=detail,
    )
