"""Putting answers: once, again, amended, wrong; by a program and by one's own app."""

from typing import Any

import pytest

from diary.audit import events_about
from diary.db import db
from diary.entries import Submission
from tests.api.caller import Caller
from tests.cast import Cast
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases
ANSWER: dict[str, Any] = {
    "day": "2026-03-04",
    "mood": 6.5,
    "scores": {"sleep": 7},
    "symptoms": [{"key": "nausea", "severity": 2}, {"key": "dizziness"}],
    "note": "slept well",
}


def path(cast: Cast, client_id: str = "a-1") -> str:
    return f"/patients/{cast.patient.ref}/entries/{client_id}"


def test_the_first_put_creates_and_the_same_again_answers_the_same(
    cast: Cast, oak: Caller
) -> None:
    first = oak.put(path(cast), ANSWER)
    again = oak.put(path(cast), ANSWER)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert db.session.query(Submission).count() == 1


def test_another_body_under_the_same_id_amends(cast: Cast, oak: Caller) -> None:
    oak.put(path(cast), ANSWER)
    amended = oak.put(path(cast), ANSWER | {"mood": 3})
    assert amended.status_code == 200
    days = oak.get(f"/patients/{cast.patient.ref}/entries").json["items"]
    assert [day["mood"] for day in days] == [3]


def test_the_day_holds_what_was_said(cast: Cast, oak: Caller) -> None:
    oak.put(path(cast), ANSWER)
    (day,) = oak.get(f"/patients/{cast.patient.ref}/entries").json["items"]
    assert day["mood"] == 6.5
    assert day["scores"] == {"sleep": 7}
    assert {s["key"]: s["severity"] for s in day["symptoms"]} == {
        "nausea": 2,
        "dizziness": None,
    }
    assert day["notes"] == ["slept well"]
    assert day["is_late"] is False


def test_a_day_put_later_is_marked(cast: Cast, oak: Caller) -> None:
    late = oak.put(path(cast), ANSWER | {"day": "2026-03-01"})
    assert late.status_code == 201
    assert late.json["is_late"] is True


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mood": 11}, "mood"),
        ({"mood": "six"}, "mood"),
        ({"mood": True}, "mood"),
        ({"mood": -1}, "mood"),
        ({"day": "2090-01-01"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"day": None}, "day"),
        ({"day": "2026-03-04T00:00:00"}, "day"),
        ({"day": 0}, "day"),
        ({"symptoms": [{"key": "gout", "severity": 1}]}, "symptoms.gout"),
        ({"symptoms": [{"key": "nausea", "severity": 9}]}, "symptoms.0.severity"),
        ({"scores": {"luck": 3}}, "luck"),
        ({"note": "a\x00b"}, "note"),
        ({"note": "x" * 2001}, "note"),
        ({"weight": 70}, "weight"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(
    cast: Cast, oak: Caller, changes: dict[str, Any], field: str
) -> None:
    refused = oak.put(path(cast), ANSWER | changes)
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert field in refused.json["errors"]
    assert db.session.query(Submission).count() == 0


def test_a_lone_surrogate_is_refused(cast: Cast, oak: Caller) -> None:
    refused = oak.put(path(cast), ANSWER | {"note": "\ud800"})
    assert refused.status_code == 422


def test_a_patients_own_app_puts_and_reads_its_own(
    cast: Cast, mine: Caller, oak: Caller
) -> None:
    assert mine.put("/me/entries/x", ANSWER).status_code == 201
    assert [day["mood"] for day in mine.get("/me/entries").json["items"]] == [6.5]
    seen = oak.get(f"/patients/{cast.patient.ref}/entries").json["items"]
    assert len(seen) == 1


def test_words_of_a_crisis_come_back_with_help_and_open_an_alert(
    cast: Cast, mine: Caller, oak: Caller
) -> None:
    said = mine.put("/me/entries/x", ANSWER | {"note": "I want to kill myself"})
    assert "988" in said.json["help"]
    (alert,) = oak.get("/alerts").json["items"]
    assert (alert["kind"], alert["patient"]) == ("crisis", cast.patient.ref)
    assert alert["words"] == "I want to kill myself"


def test_pages_of_days_neither_skip_nor_repeat(
    cast: Cast, oak: Caller, clock: Clock
) -> None:
    for day in range(1, 5):
        oak.put(path(cast, f"d{day}"), ANSWER | {"day": f"2026-03-0{day}"})
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"?limit=3&cursor={cursor}" if cursor else "?limit=3"
        page = oak.get(f"/patients/{cast.patient.ref}/entries{query}").json
        seen += [day["day"] for day in page["items"]]
        cursor = page["next"]
    assert seen == [f"2026-03-0{day}" for day in range(1, 5)]


@pytest.mark.parametrize("cursor", ["%%%", "4pi6", "=" * 150])
def test_a_foreign_cursor_is_refused(cast: Cast, oak: Caller, cursor: str) -> None:
    page = oak.get(f"/patients/{cast.patient.ref}/entries?cursor={cursor}")
    assert page.status_code in (200, 422)
    assert page.status_code == 422 or page.json["items"] == []


def test_each_look_and_each_answer_leaves_a_trace(cast: Cast, oak: Caller) -> None:
    oak.put(path(cast), ANSWER)
    oak.get(f"/patients/{cast.patient.ref}/entries")
    actions = {event.action for event in events_about(cast.clinic.id, cast.patient.ref)}
    assert {"answer", "read"} <= actions


@pytest.mark.parametrize("span", ["until=0001-01-01", "since=0001-01-01"])
def test_the_first_day_there_is_may_be_asked_for(
    cast: Cast, oak: Caller, span: str
) -> None:
    assert oak.get(f"/patients/{cast.patient.ref}/entries?{span}").status_code == 200
