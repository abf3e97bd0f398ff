"""Bearer tokens work until revoked or over, and only their hash is kept."""

import pytest
from flask import Flask

from diary import auth
from diary.audit import Actor
from diary.auth import ApiToken, Scope
from diary.db import db
from diary.errors import NotFound
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient


def test_a_clinics_token_carries_its_scopes(app: Flask, clock: Clock) -> None:
    clinic = make_clinic()
    token = auth.make_api_token(
        clinic.id, [Scope.READ, Scope.ENTRIES], Actor.system(), clock.now
    )
    row = auth.api_token(token, clock.travel(days=400))
    assert row is not None
    assert (row.clinic_id, row.scopes) == (clinic.id, ["entries", "read"])


def test_revoked_it_opens_nothing(app: Flask, clock: Clock) -> None:
    clinic = make_clinic()
    token = auth.make_api_token(clinic.id, [Scope.ALL], Actor.system(), clock.now)
    row = auth.api_token(token, clock.now)
    assert row is not None
    auth.revoke_token(clinic.id, row.ref, Actor.system(), clock.now)
    assert auth.api_token(token, clock.now) is None


def test_another_clinic_cannot_revoke_it(app: Flask, clock: Clock) -> None:
    token = auth.make_api_token(
        make_clinic().id, [Scope.ALL], Actor.system(), clock.now
    )
    row = auth.api_token(token, clock.now)
    assert row is not None
    with pytest.raises(NotFound):
        auth.revoke_token(make_clinic().id, row.ref, Actor.system(), clock.now)
    assert auth.api_token(token, clock.now) is row


def test_a_patients_own_token_ends(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    token = auth.make_patient_token(patient.clinic_id, patient.id, clock.now)
    assert auth.api_token(token, clock.travel(days=89))
    assert auth.api_token(token, clock.travel(days=1)) is None


def test_a_patients_own_token_ends_with_the_treatment(app: Flask, clock: Clock) -> None:
    patient = make_patient()
    token = auth.make_patient_token(patient.clinic_id, patient.id, clock.now)
    assert auth.api_token(token, clock.now)
    patient.discharged_at = clock.now
    db.session.flush()
    assert auth.api_token(token, clock.now) is None


def test_only_the_hash_is_kept(app: Flask, clock: Clock) -> None:
    token = auth.make_api_token(
        make_clinic().id, [Scope.ALL], Actor.system(), clock.now
    )
    kept = db.session.execute(db.select(ApiToken.__table__)).mappings().one()
    assert token not in [str(value) for value in kept.values()]
