"""A form sent twice at the same instant: one of them finds the day taken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier

import pytest
from flask import Flask

from diary import clock, courses
from diary.clinics import Clinic
from diary.courses import Condition, CourseDraft, Protocol, Route, Weekday
from diary.db import db
from diary.errors import Invalid
from diary.patients import Patient
from tests.courses.conftest import DESK

pytestmark = pytest.mark.both_databases

MONDAY = date(2026, 3, 9)
AT_ONCE = 4
BY_HAND = CourseDraft(Protocol.BY_HAND, Route.IV, Condition.TRD, MONDAY, time(10), ())
WITH_VISITS = CourseDraft(
    *(Protocol.IV_2X3, Route.IV, Condition.TRD, MONDAY, time(10)),
    (Weekday.MON, Weekday.THU),
)


def done_at_once(app: Flask, deed: Callable[[], object]) -> int:
    """Do the same several times at once; return how often it was not refused."""
    gate = Barrier(AT_ONCE)

    def one(_: int) -> bool:
        with app.app_context():
            gate.wait()
            try:
                deed()
                db.session.commit()
            except Invalid:
                return False
            finally:
                db.session.remove()
        return True

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(one, range(AT_ONCE)))


@pytest.mark.parametrize("draft", [BY_HAND, WITH_VISITS])
def test_a_course_is_begun_once(
    app: Flask, clinic: Clinic, patient: Patient, draft: CourseDraft
) -> None:
    db.session.commit()
    now = clock.now()
    begun = done_at_once(
        app, lambda: courses.start_course(clinic, patient, draft, DESK, now)
    )
    assert begun == 1
    assert len(courses.courses_of(clinic.id, patient.id)) == 1


def test_a_session_is_planned_once(
    app: Flask, clinic: Clinic, patient: Patient
) -> None:
    db.session.commit()
    now, at = clock.now(), time(10)
    planned = done_at_once(
        app,
        lambda: courses.plan_session(clinic, patient, MONDAY, at, Route.IV, DESK, now),
    )
    assert planned == 1
    assert len(courses.sessions_of(clinic.id, patient.id)) == 1
