"""Answers about a visit that meet another change at the same instant."""

from datetime import time, timedelta

import pytest
from sqlalchemy import update

from diary import courses
from diary.audit import Actor
from diary.clinics import Clinic
from diary.courses import Route, TreatmentSession
from diary.db import db
from diary.errors import Refused
from tests.driven_clock import Clock
from tests.factories import make_patient, today

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()


@pytest.fixture
def visit(clinic: Clinic, clock: Clock) -> TreatmentSession:
    patient = make_patient(clinic)
    on = today(patient) + timedelta(days=8)
    planned = courses.plan_session(
        clinic, patient, on, time(10), Route.IV, SYSTEM, clock.now
    )
    db.session.refresh(planned)
    return planned


def elsewhere(visit: TreatmentSession, **values: object) -> None:
    """Change the row as another connection does: what is in memory stays as it was."""
    db.session.execute(
        update(TreatmentSession)
        .where(TreatmentSession.id == visit.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def test_of_yes_and_no_at_once_one_stands(
    clinic: Clinic, visit: TreatmentSession, clock: Clock
) -> None:
    elsewhere(visit, confirmed_at=clock.now)
    courses.answer_visit(clinic, visit, False, SYSTEM, clock.now)
    db.session.expire_all()

    assert visit.declined_at == clock.now
    assert visit.confirmed_at is None


def test_a_yes_to_the_day_that_was_does_not_confirm_the_new_one(
    clinic: Clinic, visit: TreatmentSession, clock: Clock
) -> None:
    elsewhere(visit, starts_at=visit.starts_at + timedelta(hours=1))

    with pytest.raises(Refused):
        courses.answer_visit(clinic, visit, True, SYSTEM, clock.now)


def test_moving_forgets_a_yes_that_came_in_meanwhile(
    clinic: Clinic, visit: TreatmentSession, clock: Clock
) -> None:
    elsewhere(visit, confirmed_at=clock.now)
    courses.move_session(clinic, visit, visit.starts_on, time(14), SYSTEM, clock.now)
    db.session.expire_all()

    assert visit.confirmed_at is None
