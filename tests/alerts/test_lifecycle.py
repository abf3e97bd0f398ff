"""An alert from being opened to a disposition by a named person."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from diary.alerts import (
    Alert,
    AlertDraft,
    AlertKind,
    Disposition,
    acknowledge,
    alert_by_ref,
    alerts_of,
    closed_alerts,
    count_open,
    has_open_crisis,
    open_alert,
    open_alerts,
    resolve,
)
from diary.audit import Action, events_about
from diary.db import db
from diary.errors import Invalid, NotFound, Refused
from tests.cast import Cast, assemble
from tests.driven_clock import Clock
from tests.factories import CRISIS

pytestmark = pytest.mark.both_databases

SIGN = AlertDraft(
    AlertKind.RED_FLAG, 1, "same_day.double", "Seeing double.", "2026-03-04:None"
)
WORDS = "I can't do this anymore"


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


@pytest.fixture
def alert(cast: Cast, clock: Clock) -> Alert:
    return open_alert(cast.patient, CRISIS, "text:1", WORDS, clock.now)


def count() -> int:
    return db.session.scalars(select(func.count(Alert.id))).one()


def test_an_alert_holds_the_persons_own_words(cast: Cast, alert: Alert) -> None:
    db.session.expire_all()

    (found,) = open_alerts(cast.clinic.id)
    assert found.words == WORDS
    assert count_open(cast.clinic.id) == 1
    assert has_open_crisis(cast.clinic.id, [cast.patient.id]) == {cast.patient.id}


def test_opening_one_leaves_a_trace(cast: Cast, alert: Alert) -> None:
    (event,) = events_about(cast.clinic.id, cast.patient.ref)

    assert (event.action, event.about) == (Action.ALERT, alert.ref)


def test_the_same_answer_never_opens_two(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    again = open_alert(cast.patient, CRISIS, "text:1", WORDS, clock.now)

    assert again is alert
    assert (count(), alert.repeat_count) == (1, 0)


def test_the_same_words_again_fold_while_nobody_has_taken_it(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    later = clock.travel(minutes=2)
    again = open_alert(
        cast.patient, CRISIS, "text:2", "i CAN'T do this, anymore!", later
    )

    assert again is alert
    assert (alert.repeat_count, alert.last_said_at) == (1, later)


def test_other_words_open_another(cast: Cast, alert: Alert, clock: Clock) -> None:
    open_alert(cast.patient, CRISIS, "text:2", "I want to die", clock.now)

    assert count() == 2


def test_the_same_words_open_another_once_somebody_has_taken_the_first(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    acknowledge(alert, cast.clinician, clock.travel(minutes=1))
    open_alert(cast.patient, CRISIS, "text:2", WORDS, clock.travel(minutes=5))

    assert count() == 2


def test_an_answer_that_is_amended_without_new_words_opens_no_other(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    acknowledge(alert, cast.clinician, clock.now)
    open_alert(cast.patient, CRISIS, "text:1", WORDS, clock.travel(minutes=5))
    assert count() == 1

    open_alert(cast.patient, CRISIS, "text:1", "I have a plan", clock.now)
    assert count() == 2


def test_a_sign_of_the_same_day_is_one_alert_even_when_taken(
    cast: Cast, clock: Clock
) -> None:
    first = open_alert(cast.patient, SIGN, "text:1", "seeing double", clock.now)
    acknowledge(first, cast.clinician, clock.now)
    open_alert(cast.patient, SIGN, "text:2", "still double", clock.travel(hours=1))
    assert count() == 1

    open_alert(
        cast.patient, replace(SIGN, repeat="2026-03-05:None"), "text:3", "", clock.now
    )
    assert count() == 2


def test_two_patients_with_the_same_words_have_two_alerts(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    open_alert(cast.other_patient, CRISIS, "text:1", WORDS, clock.now)

    assert len(open_alerts(cast.clinic.id)) == 1
    assert count() == 2


def test_the_first_to_take_it_has_it(cast: Cast, alert: Alert, clock: Clock) -> None:
    first = clock.travel(minutes=3)

    assert acknowledge(alert, cast.clinician, first)
    assert not acknowledge(alert, cast.admin, clock.travel(minutes=1))
    assert (alert.acknowledged_by_id, alert.acknowledged_at) == (
        cast.clinician.id,
        first,
    )


def test_taking_does_not_close(cast: Cast, alert: Alert, clock: Clock) -> None:
    acknowledge(alert, cast.clinician, clock.now)

    assert open_alerts(cast.clinic.id) == [alert]
    assert count_open(cast.clinic.id) == 0
    assert has_open_crisis(cast.clinic.id, [cast.patient.id])


def test_a_disposition_closes(cast: Cast, alert: Alert, clock: Clock) -> None:
    resolve(alert, cast.clinician, Disposition.REACHED, "Safe at home", clock.now)

    db.session.expire_all()
    (closed,) = closed_alerts(cast.clinic.id, clock.now)
    assert open_alerts(cast.clinic.id) == []
    assert not has_open_crisis(cast.clinic.id, [cast.patient.id])
    assert (closed.note, closed.closed_by_id) == ("Safe at home", cast.clinician.id)
    assert closed.acknowledged_by_id == cast.clinician.id


def test_what_is_closed_stays_closed(cast: Cast, alert: Alert, clock: Clock) -> None:
    resolve(alert, cast.clinician, Disposition.REACHED, "", clock.now)

    with pytest.raises(Refused):
        resolve(alert, cast.admin, Disposition.NOT_A_CRISIS, "", clock.now)
    assert alert.disposition is Disposition.REACHED


def test_a_note_may_not_be_endless(cast: Cast, alert: Alert, clock: Clock) -> None:
    with pytest.raises(Invalid):
        resolve(alert, cast.clinician, Disposition.REACHED, "x" * 2001, clock.now)


def test_every_deed_is_in_the_trail(cast: Cast, alert: Alert, clock: Clock) -> None:
    acknowledge(alert, cast.clinician, clock.travel(minutes=1))
    resolve(alert, cast.admin, Disposition.SENT_HELP, "", clock.travel(minutes=1))

    deeds = events_about(cast.clinic.id, cast.patient.ref)
    assert [(event.action, event.actor_ref) for event in deeds] == [
        (Action.RESOLVE, cast.admin.ref),
        (Action.ACKNOWLEDGE, cast.clinician.ref),
        (Action.ALERT, None),
    ]


def test_another_clinic_sees_none_of_it(cast: Cast, alert: Alert) -> None:
    other = cast.other_clinic.id

    assert open_alerts(other) == []
    assert alerts_of(other, cast.patient.id) == []
    assert has_open_crisis(other, [cast.patient.id]) == set()
    with pytest.raises(NotFound):
        alert_by_ref(other, alert.ref)


def test_another_clinics_clinician_cannot_take_it(
    cast: Cast, alert: Alert, clock: Clock
) -> None:
    assert not acknowledge(alert, cast.stranger, clock.now)
    assert alert.acknowledged_at is None
