"""A clinic's own rules: added, switched, refused, audited."""

from decimal import Decimal

import pytest
from flask import Flask

from diary.audit import events_about
from diary.errors import Invalid, NotFound
from diary.watches import (
    MOST_ANSWERS,
    SHIPPED,
    Shape,
    add_rule,
    rules_in_force,
    rules_of,
    switch_rule,
    watch_activation,
    watches_activation,
)
from tests.cast import Cast, assemble
from tests.driven_clock import Clock

pytestmark = pytest.mark.both_databases


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


def test_a_clinic_begins_with_the_services_rules(cast: Cast) -> None:
    assert rules_in_force(cast.clinic.id) == list(SHIPPED)


def test_the_same_rule_twice_is_one(cast: Cast, clock: Clock) -> None:
    for amount in (Decimal(3), Decimal("3.0")):
        add_rule("pain", Shape.AT_LEAST, amount, 2, cast.clinician, clock.now)

    own = rules_of(cast.clinic.id)[len(SHIPPED) :]
    assert [one.watch.says for one in own] == ["Pain 3 or more in 2 answers in a row."]
    assert own[0].watch.source == "clinic's own"


def test_a_rule_is_switched_off_and_on_by_a_named_person(
    cast: Cast, clock: Clock
) -> None:
    switch_rule("mood.falls.0.3", cast.clinician, clock.now, is_on=False)
    assert SHIPPED[0] not in rules_in_force(cast.clinic.id)
    assert rules_of(cast.clinic.id)[0].set_by_id == cast.clinician.id

    switch_rule("mood.falls.0.3", cast.admin, clock.now, is_on=True)
    assert SHIPPED[0] in rules_in_force(cast.clinic.id)


def test_another_clinics_rule_cannot_be_switched(cast: Cast, clock: Clock) -> None:
    add_rule("pain", Shape.RISES, None, 3, cast.stranger, clock.now)

    with pytest.raises(NotFound):
        switch_rule("pain.rises.0.3", cast.clinician, clock.now, is_on=False)


@pytest.mark.parametrize(
    ("score", "shape", "amount", "answers", "wrong"),
    [
        ("luck", Shape.FALLS, None, 3, {"score"}),
        ("mood", Shape.AT_MOST, None, 3, {"amount"}),
        ("mood", Shape.AT_MOST, Decimal(11), 0, {"amount", "answers"}),
        ("mood", Shape.AT_MOST, Decimal("2.3"), 1, {"amount"}),
        ("mood", Shape.FALLS, None, MOST_ANSWERS + 1, {"answers"}),
    ],
)
def test_a_wrong_rule_names_every_field(
    cast: Cast,
    clock: Clock,
    score: str,
    shape: Shape,
    amount: Decimal | None,
    answers: int,
    wrong: set[str],
) -> None:
    with pytest.raises(Invalid) as refused:
        add_rule(score, shape, amount, answers, cast.clinician, clock.now)

    assert set(refused.value.fields) == wrong


def test_there_is_an_end_to_rules(cast: Cast, clock: Clock) -> None:
    for answers in range(1, 11):
        for score in ("mood", "pain", "energy", "sleep"):
            add_rule(score, Shape.RISES, None, answers, cast.clinician, clock.now)

    with pytest.raises(Invalid, match="40 rules"):
        add_rule("anxiety", Shape.FALLS, None, 9, cast.clinician, clock.now)
    # One that is there can still be switched.
    switch_rule("mood.rises.0.3", cast.clinician, clock.now, is_on=False)


def test_watching_for_activation_is_audited_once(cast: Cast, clock: Clock) -> None:
    for _ in range(2):
        watch_activation(cast.patient, cast.clinician, clock.now, is_on=True)
    assert watches_activation(cast.clinic.id, cast.patient.id)

    watch_activation(cast.patient, cast.clinician, clock.now, is_on=False)
    assert not watches_activation(cast.clinic.id, cast.patient.id)
    details = [event.detail for event in events_about(cast.clinic.id, cast.patient.ref)]
    assert sorted(map(str, details)) == ["activation watch off", "activation watch on"]
