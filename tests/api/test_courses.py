"""Courses by a clinic's program: begun with their sessions, and what is refused."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from diary import courses
from diary.auth import Scope
from diary.courses import Condition
from tests.api.caller import Caller, program
from tests.cast import Cast

pytestmark = pytest.mark.both_databases

COURSE: dict[str, Any] = {
    "protocol": "IV_2x3",
    "route": "IV",
    "condition": "BIPOLAR_DEPRESSION",
    "starts_on": "2026-03-09",
    "first_at": "10:00",
    "weekdays": ["mon", "thu"],
}


@pytest.fixture
def path(cast: Cast) -> str:
    return f"/patients/{cast.patient.ref}/courses"


def test_a_course_answers_the_sessions_it_planned(
    cast: Cast, oak: Caller, path: str
) -> None:
    begun = oak.post(path, COURSE)

    assert begun.status_code == 201
    assert begun.json["condition"] == "BIPOLAR_DEPRESSION"
    starts = [each["starts_at"] for each in begun.json["sessions"]]
    assert starts[0] == "2026-03-09T10:00:00-04:00"
    assert len(starts) == 6
    assert begun.json["sessions"][0]["ride"]["status"] == "none"
    (kept,) = courses.courses_of(cast.clinic.id, cast.patient.id)
    assert (kept.ref, kept.condition) == (
        begun.json["ref"],
        Condition.BIPOLAR_DEPRESSION,
    )


def test_the_same_key_begins_one_course(cast: Cast, oak: Caller, path: str) -> None:
    answers = [oak.post(path, COURSE, Idempotency_Key="once") for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert len(courses.courses_of(cast.clinic.id, cast.patient.id)) == 1


def test_weekdays_may_be_left_out_for_one_session(oak: Caller, path: str) -> None:
    single = {name: COURSE[name] for name in COURSE if name != "weekdays"}
    begun = oak.post(path, single | {"protocol": "SINGLE"})
    assert len(begun.json["sessions"]) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"condition": "SADNESS"}, "condition"),
        ({"condition": None}, "condition"),
        ({"protocol": "WEEKLY"}, "protocol"),
        ({"route": "IM"}, "route"),
        ({"weekdays": ["mon"]}, "weekdays"),
        ({"weekdays": ["mon", "fun"]}, "weekdays.1"),
        ({"starts_on": "2026-03-10"}, "weekdays"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"first_at": "ten"}, "first_at"),
        ({"first_at": "10:00Z"}, "first_at"),
        ({"dose": 4}, "dose"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    cast: Cast, oak: Caller, path: str, change: dict[str, Any], field: str
) -> None:
    refused = oak.post(path, COURSE | change)

    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert field in refused.json["errors"]
    assert courses.courses_of(cast.clinic.id, cast.patient.id) == []


def test_an_unknown_condition_is_told_the_known_ones(oak: Caller, path: str) -> None:
    refused = oak.post(path, COURSE | {"condition": "SADNESS"})
    assert "BIPOLAR_DEPRESSION" in refused.json["errors"]["condition"]


def test_a_course_without_its_condition_is_refused(oak: Caller, path: str) -> None:
    without = {name: COURSE[name] for name in COURSE if name != "condition"}
    assert "condition" in oak.post(path, without).json["errors"]


def test_a_program_needs_the_scope_of_sessions(
    cast: Cast, client: FlaskClient, path: str
) -> None:
    for scope, status in (
        (Scope.ENTRIES, 403),
        (Scope.READ, 403),
        (Scope.SESSIONS, 201),
    ):
        held = program(client, cast.clinic, scope)
        assert held.post(path, COURSE).status_code == status


def test_another_clinics_program_finds_no_patient(elm: Caller, path: str) -> None:
    assert elm.post(path, COURSE).status_code == 404
