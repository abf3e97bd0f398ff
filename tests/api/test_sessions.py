"""Sessions and rides by a clinic's program: moved, ended, and what is refused."""

from datetime import datetime, time
from typing import Any

import pytest

from diary import clock
from diary.courses import SessionStatus, TreatmentSession
from diary.db import db
from tests.api.caller import Caller
from tests.cast import Cast
from tests.factories import make_ride, make_treatment_session

pytestmark = pytest.mark.both_databases


@pytest.fixture
def visit(cast: Cast) -> TreatmentSession:
    """A session in three days, 10:00 in New York."""
    planned = make_treatment_session(cast.patient)
    make_ride(planned)
    db.session.commit()
    return planned


def test_an_instant_of_any_offset_moves_it_by_the_clinics_clock(
    oak: Caller, visit: TreatmentSession
) -> None:
    starts_at = f"{visit.starts_on}T19:00:00+01:00"
    moved = oak.patch(f"/sessions/{visit.ref}", {"starts_at": starts_at})
    assert moved.json["starts_at"] == f"{visit.starts_on}T13:00:00-05:00"
    assert visit.starts_at == datetime.fromisoformat(starts_at)


def test_its_end_makes_it_held(oak: Caller, cast: Cast) -> None:
    begun = make_treatment_session(cast.patient, clock.now().date(), at=time(8))
    make_ride(begun)
    db.session.commit()
    ended = oak.patch(f"/sessions/{begun.ref}", {"ended_at": clock.now().isoformat()})
    assert ended.json["status"] == SessionStatus.HELD


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_at": "2026-12-01T10:00:00"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at"),
        ({"starts_at": "2090-01-01T10:00:00Z"}, "starts_on"),
        ({"ended_at": "2026-03-04T10:00:00"}, "ended_at"),
        ({"ended_at": "2090-01-01T10:00:00Z"}, "ended_at"),
        ({"status": "held"}, "status"),
        ({"ride": {"status": "perhaps"}}, "ride.status"),
        ({"ride": {"status": "confirmed", "escort_name": "A\0"}}, "ride.escort_name"),
        ({"ride": {"status": "confirmed", "escort_phone": "no"}}, "escort_phone"),
        ({"room": 4}, "room"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    oak: Caller, visit: TreatmentSession, change: dict[str, Any], field: str
) -> None:
    before = visit.starts_at
    refused = oak.patch(f"/sessions/{visit.ref}", change)
    assert refused.status_code == 422
    assert field in refused.json["errors"]
    assert (visit.starts_at, visit.status) == (before, SessionStatus.PLANNED)


def test_another_clinics_program_finds_no_session(
    elm: Caller, visit: TreatmentSession
) -> None:
    refused = elm.patch(f"/sessions/{visit.ref}", {"status": "canceled"})
    assert refused.status_code == 404
    assert visit.status is SessionStatus.PLANNED


def test_a_session_says_whether_the_patient_comes(
    oak: Caller, cast: Cast, visit: TreatmentSession
) -> None:
    (unanswered,) = oak.get(f"/patients/{cast.patient.ref}/sessions").json["items"]
    assert unanswered["confirmed_at"] is unanswered["declined_at"] is None
    visit.confirmed_at = clock.now()
    db.session.commit()
    (shown,) = oak.get(f"/patients/{cast.patient.ref}/sessions").json["items"]
    assert datetime.fromisoformat(shown["confirmed_at"]) == clock.now()
