"""The story read from the database, in as many statements however long it is."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from diary import timeline
from diary.courses import SessionStatus
from diary.db import db
from tests.cast import assemble
from tests.factories import make_entry, make_treatment_session

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 3, 4)


def statements_of(app: Flask, days: int) -> tuple[int, timeline.Timeline]:
    cast = assemble()
    for back in range(0, days, 2):
        make_entry(
            cast.patient,
            TODAY - timedelta(days=back),
            mood=5.5,
            symptoms={"nausea": 2},
        )
    make_entry(cast.other_patient, TODAY, mood=1)
    make_treatment_session(
        cast.patient, TODAY - timedelta(days=2), status=SessionStatus.HELD
    )
    db.session.commit()
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    first = TODAY - timedelta(days=days - 1)
    told = timeline.build(cast.clinic.id, cast.patient.id, first, TODAY, TODAY)
    return len([each for each in seen if each.startswith("SELECT")]), told


@pytest.mark.parametrize("days", [10, 90])
def test_the_story_is_whole_and_costs_four_statements(app: Flask, days: int) -> None:
    count, told = statements_of(app, days)
    assert count <= 4
    assert sum(day.is_answered for day in told.days) == days / 2
    assert told.days[-1].symptoms == {"nausea": 2}
    assert told.since_on == TODAY - timedelta(days=2)


def test_many_patients_cost_two_statements(app: Flask) -> None:
    cast = assemble()
    make_entry(cast.patient, TODAY, mood=7)
    db.session.commit()
    ids = [cast.patient.id, cast.other_patient.id]
    told = timeline.build_many(cast.clinic.id, ids, TODAY, 14)
    assert [day.is_answered for day in told[ids[0]].days][-1]
    assert not any(day.is_answered for day in told[ids[1]].days)
