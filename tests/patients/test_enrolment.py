"""Enrolling: everything wrong is named at once, and nothing is half stored."""

from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask

from diary.audit import Actor, events_about
from diary.clinics import Clinic, create_clinic
from diary.db import db
from diary.errors import Invalid, NotFound
from diary.patients import (
    Consent,
    ConsentHow,
    Patient,
    PatientChanges,
    PatientDraft,
    Purpose,
    change,
    discharge,
    enrol,
    has_consent,
    patient_by_ref,
    patients_with_number,
    search,
    withdraw_consent,
)
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases
SYSTEM = Actor.system()
MAYA = PatientDraft(
    name="Maya Róe",
    date_of_birth=date(1990, 2, 1),
    phone="(555) 010-0123",
    time_zone="America/New_York",
    consents=(Purpose.DIARY, Purpose.RIDES),
    external_id="MRN-7",
)


@pytest.fixture
def oak(app: Flask, clock: Clock) -> Clinic:
    return create_clinic("oak", "Oak Clinic", "America/New_York", clock.now)


@pytest.fixture
def elm(app: Flask, clock: Clock) -> Clinic:
    return create_clinic("elm", "Elm Clinic", "America/Chicago", clock.now)


@pytest.fixture
def maya(oak: Clinic, clock: Clock) -> Patient:
    return enrol(oak, MAYA, SYSTEM, clock.now)


def test_a_patient_is_found_again_by_ref_number_and_name(
    oak: Clinic, maya: Patient
) -> None:
    assert patient_by_ref(oak.id, maya.ref) is maya
    assert patients_with_number(oak.id, "+15550100123") == [maya]
    assert search(oak.id, "roe MAY") == [maya]
    assert search(oak.id, "mrn-7") == [maya]
    assert search(oak.id, "aya") == []


def test_another_clinic_finds_nobody(elm: Clinic, maya: Patient) -> None:
    with pytest.raises(NotFound):
        patient_by_ref(elm.id, maya.ref)
    assert patients_with_number(elm.id, "+15550100123") == []
    assert search(elm.id, "maya") == []


def test_every_wrong_field_is_named_and_nothing_is_stored(
    oak: Clinic, clock: Clock
) -> None:
    wrong = PatientDraft(
        name=" ",
        date_of_birth=date(2090, 1, 1),
        phone="call me",
        time_zone="Mars/Olympus",
        language="tlh",
        external_id="a b",
    )
    with pytest.raises(Invalid) as caught:
        enrol(oak, wrong, SYSTEM, clock.now)
    assert set(caught.value.fields) == {
        "name",
        "date_of_birth",
        "phone",
        "time_zone",
        "language",
        "external_id",
    }
    assert "Mars/Olympus" in caught.value.fields["time_zone"]
    assert db.session.query(Patient).count() == 0


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2008, 3, 5), "under 18"),
        (date(2026, 3, 5), "in the future"),
        (date(1890, 1, 1), "too long ago"),
    ],
)
def test_a_birth_date_must_make_an_adult(
    oak: Clinic, clock: Clock, born: date, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        enrol(oak, replace(MAYA, date_of_birth=born), SYSTEM, clock.now)


def test_somebody_who_is_eighteen_today_is_an_adult(oak: Clinic, clock: Clock) -> None:
    born = replace(MAYA, date_of_birth=date(2008, 3, 4))
    assert enrol(oak, born, SYSTEM, clock.now).id


@pytest.mark.parametrize("name", ["A\x00B", "A\ud800B"])
def test_what_cannot_be_kept_is_refused(oak: Clinic, clock: Clock, name: str) -> None:
    with pytest.raises(Invalid, match="cannot be kept"):
        enrol(oak, replace(MAYA, name=name), SYSTEM, clock.now)


def test_a_clinics_own_number_is_given_once(
    oak: Clinic, elm: Clinic, maya: Patient, clock: Clock
) -> None:
    with pytest.raises(Invalid, match="has this number"):
        enrol(oak, MAYA, SYSTEM, clock.now)
    assert enrol(elm, MAYA, SYSTEM, clock.now).id


def test_consent_is_by_purpose_and_can_be_taken_back(
    maya: Patient, clock: Clock
) -> None:
    assert has_consent(maya, Purpose.DIARY)
    assert not has_consent(maya, Purpose.BOOSTERS)
    withdraw_consent(maya, Purpose.DIARY, SYSTEM, clock.now)
    assert not has_consent(maya, Purpose.DIARY)
    assert has_consent(maya, Purpose.RIDES)


def test_a_new_number_carries_its_own_consents(
    oak: Clinic, maya: Patient, clock: Clock
) -> None:
    changes = PatientChanges(phone="+15550100999", check_in_at=time(18, 0))
    change(oak, maya, changes, SYSTEM, clock.now)
    assert maya.phone == "+15550100999"
    assert maya.check_in_at == time(18, 0)
    assert has_consent(maya, Purpose.DIARY)
    assert patients_with_number(oak.id, "+15550100123") == []


def test_a_wrong_change_changes_nothing(
    oak: Clinic, maya: Patient, clock: Clock
) -> None:
    with pytest.raises(Invalid):
        change(oak, maya, PatientChanges(name="New", phone="no"), SYSTEM, clock.now)
    assert maya.name == "Maya Róe"


def test_a_discharged_patient_is_texted_no_more(
    oak: Clinic, maya: Patient, clock: Clock
) -> None:
    discharge(maya, SYSTEM, clock.now)
    db.session.flush()
    assert not has_consent(maya, Purpose.DIARY)
    assert patients_with_number(oak.id, maya.phone) == []


def test_each_write_leaves_a_trace(oak: Clinic, maya: Patient, clock: Clock) -> None:
    change(oak, maya, PatientChanges(language="es"), SYSTEM, clock.now)
    actions = [event.action for event in events_about(oak.id, maya.ref)]
    assert actions == ["change", "consent", "consent", "enrol"]


def test_consent_says_how_it_was_given(oak: Clinic, clock: Clock) -> None:
    enrol(oak, MAYA, SYSTEM, clock.now, ConsentHow.API)
    assert {row.how for row in db.session.query(Consent)} == {ConsentHow.API}
