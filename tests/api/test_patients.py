"""Patients as JSON."""

from typing import Any

import pytest

from diary.db import db
from diary.patients import Consent, ConsentHow, Patient
from tests.api.caller import Caller
from tests.cast import Cast

pytestmark = pytest.mark.both_databases
MAYA: dict[str, Any] = {
    "name": "Maya Roe",
    "date_of_birth": "1990-02-01",
    "phone": "(555) 010-0123",
    "time_zone": "America/Denver",
    "check_in_at": "18:30",
    "consents": ["diary", "rides"],
    "external_id": "MRN-7",
}


def test_a_patient_enrolled_is_read_back_whole(cast: Cast, oak: Caller) -> None:
    made = oak.post("/patients", MAYA)
    assert made.status_code == 201
    read = oak.get(f"/patients/{made.json['ref']}").json
    assert read == made.json
    assert read["phone"] == "+15550100123"
    assert read["check_in_at"] == "18:30"
    assert read["consents"] == ["diary", "rides"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date_of_birth": "2090-01-01"}, "date_of_birth"),
        ({"date_of_birth": "2015-01-01"}, "date_of_birth"),
        ({"date_of_birth": "yesterday"}, "date_of_birth"),
        ({"phone": "call me"}, "phone"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"language": "tlh"}, "language"),
        ({"consents": ["marketing"]}, "consents.0"),
        ({"name": ""}, "name"),
        ({"name": "A\x00"}, "name"),
        ({"check_in_at": "25:00"}, "check_in_at"),
        ({"role": "admin"}, "role"),
    ],
)
def test_a_wrong_field_is_named_and_nobody_is_enrolled(
    cast: Cast, oak: Caller, changes: dict[str, Any], field: str
) -> None:
    before = db.session.query(Patient).count()
    refused = oak.post("/patients", MAYA | changes)
    assert refused.status_code == 422
    assert field in refused.json["errors"]
    assert db.session.query(Patient).count() == before


def test_an_idempotency_key_enrols_once(cast: Cast, oak: Caller) -> None:
    first = oak.post("/patients", MAYA, Idempotency_Key="k1")
    again = oak.post("/patients", MAYA, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    other = oak.post("/patients", MAYA | {"name": "X"}, Idempotency_Key="k1")
    assert other.status_code == 409


def test_a_change_leaves_the_rest_as_it_was(cast: Cast, oak: Caller) -> None:
    ref = oak.post("/patients", MAYA).json["ref"]
    changed = oak.patch(f"/patients/{ref}", {"language": "es", "consents": ["rides"]})
    assert changed.json["language"] == "es"
    assert changed.json["consents"] == ["rides"]
    assert changed.json["name"] == "Maya Roe"


def test_people_are_found_by_name(cast: Cast, oak: Caller) -> None:
    oak.post("/patients", MAYA)
    names = [each["name"] for each in oak.get("/patients?q=may").json["items"]]
    assert names == ["Maya Roe"]
    everybody = oak.get("/patients").json["items"]
    assert [each["name"] for each in everybody] == ["Ada Hill", "Maya Roe"]


def test_a_form_link_is_made_for_today(cast: Cast, oak: Caller) -> None:
    made = oak.post(f"/patients/{cast.patient.ref}/form-links", {})
    assert made.status_code == 201
    assert "/f/" in made.json["url"]


def test_a_number_changed_by_program_is_agreed_to_by_program(
    cast: Cast, oak: Caller
) -> None:
    ref = oak.post("/patients", MAYA).json["ref"]
    oak.patch(f"/patients/{ref}", {"phone": "+15550100777"})
    held = db.session.query(Consent).filter(Consent.withdrawn_at.is_(None))
    mine = [row for row in held if row.given_by.startswith("token")]
    assert {row.how for row in mine} == {ConsentHow.API}
