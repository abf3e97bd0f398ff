"""An answer together with the days before it, on both databases."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from diary import intake
from diary.alerts import open_alerts
from diary.audit import Actor
from diary.courses import (
    Condition,
    Course,
    CourseDraft,
    Protocol,
    Route,
    SessionStatus,
    correct_condition,
    end_course,
    start_course,
)
from diary.entries import EntryDraft, Source
from diary.watches import Shape, add_rule, switch_rule, watch_activation
from tests.cast import Cast, assemble
from tests.driven_clock import Clock
from tests.factories import make_entry, make_patient, make_treatment_session, today

pytestmark = pytest.mark.both_databases
WIRED = {"mood": Decimal(9), "sleep_hours": Decimal(3)}


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


def answer(cast: Cast, clock: Clock, back: int = 0, **said: object) -> list[str]:
    """Answer for a day some days back; return the rules of the alerts it opened."""
    day = today(cast.patient) - timedelta(days=back)
    draft = EntryDraft(
        clinic_id=cast.clinic.id,
        patient_id=cast.patient.id,
        day=day,
        source=Source.FORM,
        client_key=f"{clock.now:%d%H%M}-{back}",
        received_at=clock.now,
        **said,  # type: ignore[arg-type]
    )
    submitted = intake.submit(
        cast.clinic, cast.patient, draft, clock.now, Actor.system()
    )
    return [alert.rule for alert in submitted.alerts]


def moods(*values: int) -> dict[str, Decimal]:
    return {"mood": Decimal(values[0])}


def test_the_answer_that_completes_a_fall_opens_the_alert(
    cast: Cast, clock: Clock
) -> None:
    for back, mood in ((3, 7), (2, 6), (1, 5)):
        make_entry(cast.patient, today(cast.patient) - timedelta(days=back), mood=mood)

    opened = answer(cast, clock, scores=moods(4), words="slept badly again")

    assert opened == ["watch.mood.falls.0.3"]
    (alert,) = open_alerts(cast.clinic.id)
    assert alert.words == "slept badly again"
    assert alert.sentence.endswith("7, 6, 5, 4.")


def test_a_rule_switched_off_is_silent(cast: Cast, clock: Clock) -> None:
    switch_rule("mood.falls.0.3", cast.clinician, clock.now, is_on=False)
    for back, mood in ((3, 7), (2, 6), (1, 5)):
        make_entry(cast.patient, today(cast.patient) - timedelta(days=back), mood=mood)

    assert answer(cast, clock, scores=moods(4)) == []


def test_a_clinics_own_rule_is_nobody_elses(cast: Cast, clock: Clock) -> None:
    add_rule("mood", Shape.AT_MOST, Decimal(2), 1, cast.stranger, clock.now)
    assert answer(cast, clock, scores=moods(2)) == []

    add_rule("mood", Shape.AT_MOST, Decimal(2), 1, cast.clinician, clock.now)
    clock.travel(minutes=5)
    assert answer(cast, clock, scores=moods(1)) == ["watch.mood.at_most.2.1"]


def test_a_day_filled_in_late_completes_a_run(cast: Cast, clock: Clock) -> None:
    add_rule("mood", Shape.AT_MOST, Decimal(2), 3, cast.clinician, clock.now)
    make_entry(cast.patient, today(cast.patient) - timedelta(days=2), mood=1)
    make_entry(cast.patient, today(cast.patient), mood=2)

    assert answer(cast, clock, back=1, scores=moods(2)) == ["watch.mood.at_most.2.3"]


def test_what_outlasts_the_session_is_told_on_the_next_day(
    cast: Cast, clock: Clock
) -> None:
    yesterday = today(cast.patient) - timedelta(days=1)
    # Ten to twelve, no end written down: at 10:00 today it is 22 hours ago.
    make_treatment_session(cast.patient, yesterday)
    make_entry(cast.patient, yesterday, symptoms={"headache": 2, "dissociation": 3})
    ill = {"headache": 1, "dissociation": 1}

    assert answer(cast, clock, symptoms=ill) == []
    clock.travel(hours=3)
    assert answer(cast, clock, symptoms=ill) == ["lasting.dissociation", "outlasting"]


def test_without_a_session_nothing_outlasts_it(cast: Cast, clock: Clock) -> None:
    assert answer(cast, clock, symptoms={"dissociation": 2}) == []


@pytest.mark.parametrize("status", [SessionStatus.MISSED, SessionStatus.CANCELED])
def test_a_session_that_was_not_held_has_no_effects(
    cast: Cast, clock: Clock, status: SessionStatus
) -> None:
    earlier = today(cast.patient) - timedelta(days=2)
    make_treatment_session(cast.patient, earlier, status=status)

    assert answer(cast, clock, symptoms={"dissociation": 2}) == []


def test_the_bladder_in_two_weeks_running(cast: Cast, clock: Clock) -> None:
    before = today(cast.patient) - timedelta(days=8)
    make_entry(cast.patient, before, symptoms={"pee_urgent": None})

    assert answer(cast, clock, symptoms={"pee_often": 2}) == ["bladder.weekly"]


def test_a_denied_symptom_of_last_week_is_none(cast: Cast, clock: Clock) -> None:
    before = today(cast.patient) - timedelta(days=8)
    make_entry(cast.patient, before, symptoms={"pee_urgent": 0})

    assert answer(cast, clock, symptoms={"pee_often": 2}) == []


def test_activation_is_watched_only_where_a_clinician_asked(
    cast: Cast, clock: Clock
) -> None:
    assert answer(cast, clock, scores=WIRED) == []

    watch_activation(cast.patient, cast.clinician, clock.now, is_on=True)
    clock.travel(minutes=5)
    assert answer(cast, clock, scores=WIRED) == ["activation.energy"]


def watched_sentence(cast: Cast) -> str:
    (alert,) = open_alerts(cast.clinic.id)
    return alert.sentence


def treat(cast: Cast, clock: Clock, condition: Condition) -> Course:
    draft = CourseDraft(
        *(Protocol.BY_HAND, Route.IV, condition),
        today(cast.patient) - timedelta(days=60),
        time(10),
    )
    who = Actor.system()
    return start_course(cast.clinic, cast.patient, draft, who, clock.now).course


def test_a_bipolar_course_is_watched_for_activation_by_itself(
    cast: Cast, clock: Clock
) -> None:
    treat(cast, clock, Condition.BIPOLAR_DEPRESSION)

    assert answer(cast, clock, scores=WIRED) == ["activation.energy"]
    assert watched_sentence(cast) == (
        "Slept 3 hours with mood 9. Watched because a course treats bipolar depression."
    )


def test_the_sentence_says_when_a_clinician_asked(cast: Cast, clock: Clock) -> None:
    treat(cast, clock, Condition.TRD)
    watch_activation(cast.patient, cast.clinician, clock.now, is_on=True)

    assert answer(cast, clock, scores=WIRED) == ["activation.energy"]
    assert watched_sentence(cast).endswith("Watched because a clinician ticked it.")


def test_other_courses_are_not_watched_for_activation(cast: Cast, clock: Clock) -> None:
    treat(cast, clock, Condition.TRD)
    assert answer(cast, clock, scores=WIRED) == []


@pytest.mark.parametrize(("ended", "opened"), [(29, ["activation.energy"]), (30, [])])
def test_the_watch_goes_on_for_thirty_days_after_the_course(
    cast: Cast, clock: Clock, ended: int, opened: list[str]
) -> None:
    course = treat(cast, clock, Condition.BIPOLAR_DEPRESSION)
    ended_on = today(cast.patient) - timedelta(days=ended)
    end_course(cast.clinic, course, ended_on, Actor.system(), clock.now)

    assert answer(cast, clock, scores=WIRED) == opened


def test_a_corrected_condition_ends_the_watch_by_course(
    cast: Cast, clock: Clock
) -> None:
    course = treat(cast, clock, Condition.BIPOLAR_DEPRESSION)
    who = Actor.system()
    correct_condition(cast.clinic, course, Condition.TRD, who, clock.now)

    assert answer(cast, clock, scores=WIRED) == []


def test_another_patients_course_watches_nobody_else(cast: Cast, clock: Clock) -> None:
    draft = CourseDraft(
        *(Protocol.BY_HAND, Route.IV, Condition.BIPOLAR_DEPRESSION),
        *(today(cast.patient), time(10)),
    )
    other = make_patient(cast.clinic)
    start_course(cast.clinic, other, draft, Actor.system(), clock.now)

    assert answer(cast, clock, scores=WIRED) == []


def test_sleep_and_mood_may_come_in_two_answers(cast: Cast, clock: Clock) -> None:
    watch_activation(cast.patient, cast.clinician, clock.now, is_on=True)
    assert answer(cast, clock, scores={"sleep_hours": Decimal(3)}) == []

    clock.travel(minutes=5)
    assert answer(cast, clock, scores=moods(9)) == ["activation.energy"]


def test_craving_is_the_clinics_to_bound(cast: Cast, clock: Clock) -> None:
    craving = {"craving": Decimal(7)}

    assert answer(cast, clock, scores=craving) == ["watch.craving.at_least.7.1"]
