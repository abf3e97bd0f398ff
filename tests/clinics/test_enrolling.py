"""Opening a clinic and adding people."""

import pytest
from flask import Flask

from diary.clinics import Clinic, Role, create_clinic, create_member, has_real_clinic
from diary.errors import Invalid
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases


@pytest.fixture
def oak(app: Flask, clock: Clock) -> Clinic:
    return create_clinic("oak", "Oak Clinic", "America/New_York", clock.now)


@pytest.mark.parametrize(
    ("slug", "name", "zone", "wrong"),
    [
        ("Oak", "Oak", "America/New_York", {"slug"}),
        ("oak", "Oak", "America/New_York", {"slug"}),
        ("elm", " ", "Mars/Olympus", {"name", "zone"}),
        ("", "", "", {"slug", "name", "zone"}),
    ],
)
def test_a_wrong_clinic_names_every_field(
    oak: Clinic, clock: Clock, slug: str, name: str, zone: str, wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        create_clinic(slug, name, zone, clock.now)
    assert set(caught.value.fields) == wrong


@pytest.mark.parametrize(
    "email", ["ada", "ada@oak", "a b@oak.example", "ADA@oak.example"]
)
def test_a_wrong_or_taken_address_is_refused(
    oak: Clinic, clock: Clock, email: str
) -> None:
    create_member(oak, "ada@oak.example", "Ada", Role.DESK, clock.now)
    with pytest.raises(Invalid):
        create_member(oak, email, "Ada", Role.DESK, clock.now)


def test_a_demo_clinic_is_no_real_one(app: Flask, clock: Clock) -> None:
    create_clinic("demo", "Demo", "UTC", clock.now, is_demo=True)
    assert not has_real_clinic()
    create_clinic("oak", "Oak", "UTC", clock.now)
    assert has_real_clinic()
