"""Answers to the question whether somebody comes, beside that about the ride."""

from datetime import date, time, timedelta

import pytest

from diary import courses, reminders
from diary.audit import Actor
from diary.courses import RideStatus, Route, TreatmentSession
from diary.db import db
from diary.entries import has_answer
from diary.inbox import TextState, waiting
from diary.localtime import instant_of
from diary.outbox import Gateways, dispatch_due
from diary.reminders import Question
from diary.tasks import TaskKind, open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import today
from tests.inbox.asked import ask_what_is_due, desk_tasks, ride
from tests.inbox.phones import Phone
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()
GATEWAYS = Gateways(Pretend(), Pretend(), calls_at_once=2)
VISIT_ON = date(2026, 3, 12)


@pytest.fixture
def visit(cast: Cast, clock: Clock) -> TreatmentSession:
    """A session in a week that was asked about this morning, after the check-in."""
    planned = courses.plan_session(
        cast.clinic, cast.patient, VISIT_ON, time(14), Route.IV, SYSTEM, clock.now
    )
    go_to(cast, clock, date(2026, 3, 5), time(11))
    assert open_now(cast, clock) == {Question.VISIT, Question.DIARY}
    return planned


def go_to(cast: Cast, clock: Clock, day: date, at: time) -> None:
    """Let the clock's jobs run every hour until then."""
    until = instant_of(day, at, cast.patient.zone)
    while clock.now < until:
        clock.travel(to=min(until, clock.now + timedelta(hours=1)))
        ask_what_is_due(cast, clock)
        dispatch_due(GATEWAYS, clock.now, "https://diary.example")


def plan_sooner(cast: Cast, clock: Clock) -> TreatmentSession:
    """Plan a visit in two days and let its ride be asked about."""
    day, patient = date(2026, 3, 7), cast.patient
    planned = courses.plan_session(
        cast.clinic, patient, day, time(9), Route.IV, SYSTEM, clock.now
    )
    go_to(cast, clock, date(2026, 3, 5), time(13))
    return planned


def open_now(cast: Cast, clock: Clock) -> set[Question]:
    patient = cast.patient
    asked = reminders.open_questions(patient.clinic_id, patient.id, clock.now)
    return {one.question for one in asked}


def again(cast: Cast, visit: TreatmentSession) -> TreatmentSession:
    db.session.expire_all()
    return courses.session_by_ref(cast.clinic.id, visit.ref)


@pytest.mark.parametrize(
    "words", ["Y", "yes", "yes I'll be there", "see you then", "sí", "👍"]
)
def test_a_yes_confirms_the_visit_and_not_its_ride(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock, words: str
) -> None:
    answer = ada.texts(words)

    assert answer == "Thank you, your visit is confirmed. If that changes, text MOVE."
    assert again(cast, visit).confirmed_at == clock.now
    assert ride(cast, visit).status is RideStatus.NONE
    assert ada.last_text.state is TextState.SETTLED


@pytest.mark.parametrize("words", ["N", "no", "I can't make it", "not coming sorry"])
def test_a_no_is_the_desks_to_ring_about_and_calls_nothing_off(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    answer = ada.texts(words)

    assert answer is not None
    assert "will call you" in answer
    found = again(cast, visit)
    assert found.declined_at is not None
    assert found.status is courses.SessionStatus.PLANNED
    assert desk_tasks(cast) == [TaskKind.MOVE_VISIT]
    (task,) = open_tasks(cast.clinic.id, clinical=False)
    assert task.sentence == "Said no to the visit on Thu 12 Mar, 14:00: please ring."


def test_a_no_may_become_a_yes_and_a_no_again(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    for words, tasks in (("N", 1), ("N", 1), ("Y", 0), ("N", 1)):
        clock.travel(minutes=20)
        ada.texts(words)
        assert len(desk_tasks(cast)) == tasks
    assert again(cast, visit).confirmed_at is None


def test_move_is_understood_and_leaves_the_visit_as_it_is(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    answer = ada.texts("MOVE")

    assert answer is not None
    assert "new time" in answer
    assert desk_tasks(cast) == [TaskKind.MOVE_VISIT]
    assert again(cast, visit).declined_at is None


def test_a_number_beside_the_answer_is_the_diarys(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    answer = ada.texts("Y, and mood 4")

    assert answer is not None
    assert "visit is confirmed" in answer
    assert "Saved: 4 of 10" in answer
    assert again(cast, visit).confirmed_at is not None
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_a_late_answer_still_counts(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    clock.travel(days=3)
    ada.texts("y")

    assert again(cast, visit).confirmed_at == clock.now


def test_the_question_about_the_ride_takes_yes_and_no_over(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    go_to(cast, clock, date(2026, 3, 10), time(11, 30))
    assert Question.RIDE in open_now(cast, clock)
    assert Question.VISIT not in open_now(cast, clock)

    ada.texts("Y")
    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert again(cast, visit).confirmed_at is None
    ada.texts("N")
    assert ride(cast, visit).status is RideStatus.REFUSED
    assert again(cast, visit).declined_at is None


def test_who_confirmed_is_asked_about_the_ride_all_the_same(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    ada.texts("Y")
    confirmed_at = again(cast, visit).confirmed_at
    go_to(cast, clock, date(2026, 3, 10), time(11, 30))
    assert Question.RIDE in open_now(cast, clock)

    ada.texts("no")
    assert ride(cast, visit).status is RideStatus.REFUSED
    assert again(cast, visit).confirmed_at == confirmed_at


def test_of_ride_and_visit_the_one_asked_about_last_is_answered(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    sooner = plan_sooner(cast, clock)
    assert open_now(cast, clock) >= {Question.RIDE, Question.VISIT}

    ada.texts("Y, my sister")
    assert ride(cast, sooner).status is RideStatus.CONFIRMED
    assert again(cast, visit).confirmed_at is None
    ada.texts("Y")
    assert again(cast, visit).confirmed_at == clock.now
    assert ride(cast, visit).status is RideStatus.NONE


def test_undo_takes_the_answer_back_and_the_desks_task_with_it(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    ada.texts("N")
    clock.travel(minutes=3)
    answer = ada.texts("UNDO")

    assert answer is not None
    assert answer.startswith("Taken back: your answer about the visit.")
    assert again(cast, visit).declined_at is None
    assert desk_tasks(cast) == []
    assert Question.VISIT in open_now(cast, clock)
    ada.texts("Y")
    assert again(cast, visit).confirmed_at is not None


def test_undo_takes_back_the_later_of_number_and_visit(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    ada.texts("Y")
    clock.travel(minutes=2)
    ada.texts("6")
    clock.travel(minutes=2)
    answer = ada.texts("UNDO")

    assert answer is not None
    assert "visit" not in answer
    assert again(cast, visit).confirmed_at is not None


@pytest.mark.parametrize("deed", ["move", "hour", "cancel"])
def test_a_moved_or_canceled_visit_closes_the_question(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock, deed: str
) -> None:
    ada.texts("N")
    if deed == "cancel":
        courses.cancel_session(cast.clinic, visit, SYSTEM, clock.now)
    else:
        day = VISIT_ON + timedelta(days=deed == "move")
        clock.travel(minutes=5)
        at = time(9)
        courses.move_session(cast.clinic, visit, day, at, SYSTEM, clock.now)
    ask_what_is_due(cast, clock)

    assert desk_tasks(cast) == []
    assert Question.VISIT not in open_now(cast, clock)
    ada.texts("Y")
    assert again(cast, visit).confirmed_at is None
    assert len(waiting(cast.clinic.id, clinical=False)) == 1


def test_a_no_is_about_the_visit_that_was_answered_about_last(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    sooner = plan_sooner(cast, clock)
    for words in ("Y, my sister", "Y", "N"):
        clock.travel(minutes=2)
        ada.texts(words)

    assert ride(cast, sooner).status is RideStatus.CONFIRMED
    assert again(cast, visit).declined_at == clock.now


def test_undo_leaves_what_the_desk_heard_since(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    ada.texts("N")
    clock.travel(minutes=3)
    courses.answer_visit(cast.clinic, visit, True, SYSTEM, clock.now)
    heard_at = clock.now
    clock.travel(minutes=3)
    answer = ada.texts("UNDO")

    assert answer is not None
    assert answer.startswith("There is nothing")
    assert again(cast, visit).confirmed_at == heard_at


def test_a_no_that_comes_back_within_the_second_is_to_be_rung_about(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    for words in ("N", "Y", "N"):
        ada.texts(words)

    assert again(cast, visit).declined_at is not None
    assert desk_tasks(cast) == [TaskKind.MOVE_VISIT]


@pytest.mark.parametrize("words", ["N 5", "5 n", "no, mood 5", "5 no"])
def test_a_no_beside_a_number_is_heard_too(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    answer = ada.texts(words)

    assert answer is not None
    assert "will call you" in answer
    assert again(cast, visit).declined_at is not None
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
