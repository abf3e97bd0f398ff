"""Answers to what was asked: the ride, the booster, the check-in, and wishes."""

from datetime import date, time, timedelta

import pytest

from diary import courses, reminders
from diary.audit import Actor
from diary.courses import BoosterStatus, RideStatus, TreatmentSession
from diary.db import db
from diary.entries import has_answer
from diary.inbox import TextState, waiting
from diary.localtime import instant_of
from diary.tasks import TaskKind
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import today
from tests.inbox.asked import ask_about_the_ride, ask_what_is_due, desk_tasks, ride
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()


@pytest.fixture
def visit(cast: Cast, clock: Clock) -> TreatmentSession:
    """A session in two days, whose ride was asked about this morning."""
    return ask_about_the_ride(cast, clock)


@pytest.mark.parametrize("words", ["Y", "yes", "my sister", "yep my sister"])
def test_a_yes_confirms_the_ride(
    cast: Cast, ada: Phone, visit: TreatmentSession, words: str
) -> None:
    answer = ada.texts(words)

    assert answer is not None
    assert answer.startswith("Thank you, your ride home is noted.")
    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert ride(cast, visit).answer == words
    assert ada.last_text.state is TextState.SETTLED


def test_a_no_is_the_desks_to_arrange(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    answer = ada.texts("N")

    assert answer is not None
    assert "call you about a ride" in answer
    assert ride(cast, visit).status is RideStatus.REFUSED
    assert desk_tasks(cast) == [TaskKind.ARRANGE_RIDE]


def test_a_yes_may_become_a_no_and_a_yes_again(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    ada.texts("Y")
    ada.texts("N")
    assert ride(cast, visit).status is RideStatus.REFUSED

    ada.texts("Y")
    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert desk_tasks(cast) == []


def test_two_acts_in_one_text_are_both_taken(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    answer = ada.texts("Y, and mood 4")

    assert answer is not None
    assert "ride home is noted" in answer
    assert "Saved: 4 of 10" in answer
    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_a_number_is_the_diarys_whatever_is_open(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    ada.texts("1")

    assert ride(cast, visit).status is RideStatus.ASKED
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_a_yes_without_a_question_is_left_for_a_person(cast: Cast, ada: Phone) -> None:
    ada.texts("Y")

    assert len(waiting(cast.clinic.id, clinical=False)) == 1


def booster(cast: Cast, clock: Clock) -> None:
    """Set a booster that is due soon, and offer it."""
    due_on = today(cast.patient) + timedelta(days=10)
    courses.set_booster(cast.clinic, cast.patient, due_on, SYSTEM, clock.now)
    clock.travel(instant_of(date(2026, 3, 5), time(10, 1), cast.patient.zone))
    ask_what_is_due(cast, clock)


def test_call_asks_the_desk_to_call(cast: Cast, ada: Phone, clock: Clock) -> None:
    booster(cast, clock)
    answer = ada.texts("CALL")

    found = courses.booster_of(cast.clinic.id, cast.patient.id)
    assert answer is not None
    assert "call you" in answer
    assert found is not None
    assert found.status is BoosterStatus.CALL_WANTED
    assert desk_tasks(cast) == [TaskKind.PLAN_BOOSTER]


def test_later_puts_the_offer_off(cast: Cast, ada: Phone, clock: Clock) -> None:
    booster(cast, clock)
    answer = ada.texts("later")

    found = courses.booster_of(cast.clinic.id, cast.patient.id)
    assert answer is not None
    assert "ask again" in answer
    assert found is not None
    assert found.status is BoosterStatus.LATER


def test_call_me_opens_a_task_without_any_question(cast: Cast, ada: Phone) -> None:
    assert ada.texts("call me") == "Thank you. The clinic will call you."
    ada.texts("please call me")

    assert desk_tasks(cast) == [TaskKind.CALL_PATIENT]


def test_move_opens_a_task_and_moves_nothing(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    before = visit.starts_at
    answer = ada.texts("MOVE")

    assert answer is not None
    assert "about a new time" in answer
    assert TaskKind.MOVE_VISIT in desk_tasks(cast)
    db.session.expire_all()
    assert visit.starts_at == before


def test_home_is_noted_after_a_session(
    cast: Cast, ada: Phone, visit: TreatmentSession, clock: Clock
) -> None:
    clock.travel(visit.starts_at + timedelta(hours=2))
    courses.end_session(cast.clinic, visit, clock.now, SYSTEM, clock.now)
    clock.travel(hours=1)

    assert ada.texts("HOME") == "Good to know you are home. Rest well."
    assert ride(cast, visit).status is RideStatus.ARRIVED


def test_words_answer_the_check_in_that_is_open(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)
    answer = ada.texts("hello from the lake, lovely weather")

    assert answer is not None
    assert answer.startswith("Your words are saved.")
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    assert len(waiting(cast.clinic.id, clinical=True)) == 1
    assert waiting(cast.clinic.id, clinical=False) == []


def test_an_answer_ends_the_days_nudge(cast: Cast, ada: Phone, clock: Clock) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)
    ada.texts("6")

    found = reminders.reminders_of(
        cast.clinic.id, cast.patient.id, clock.now - timedelta(hours=1)
    )
    today_s = [each for each in found if "2026-03-05" in each.slot]
    assert {each.state for each in today_s} == {reminders.ReminderState.ANSWERED}


def test_undo_takes_back_the_ride_where_that_was_said_last(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("6")
    clock.travel(minutes=1)
    ada.texts("Y")
    clock.travel(minutes=1)

    assert ada.texts("UNDO") == (
        "Taken back: your answer about the ride home. Text Y or N once you know."
    )
    assert ride(cast, visit).status is RideStatus.ASKED
    assert has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))
    assert desk_tasks(cast) == [TaskKind.ARRANGE_RIDE]

    answer = ada.texts("UNDO")
    assert answer is not None
    assert answer.startswith("Taken back: your check-in.")
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_undo_takes_back_the_number_where_that_was_said_last(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("Y")
    clock.travel(minutes=1)
    ada.texts("6")
    ada.texts("UNDO")

    assert ride(cast, visit).status is RideStatus.CONFIRMED
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_undo_takes_back_all_that_one_text_said(
    cast: Cast, ada: Phone, visit: TreatmentSession
) -> None:
    ada.texts("Y, and mood 4")
    answer = ada.texts("UNDO")

    assert answer is not None
    assert "the ride home" in answer
    assert "your check-in" in answer
    assert ride(cast, visit).status is RideStatus.ASKED
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


def test_a_ride_of_more_than_a_quarter_of_an_hour_ago_stays(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("Y")
    clock.travel(minutes=16)
    answer = ada.texts("UNDO")

    assert answer is not None
    assert answer.startswith("There is nothing from the last 15 minutes")
    assert ride(cast, visit).status is RideStatus.CONFIRMED


@pytest.mark.parametrize(("again", "left"), [("Y", 0), ("N", 1)])
def test_after_undo_the_ride_is_answered_anew(
    cast: Cast, ada: Phone, visit: TreatmentSession, again: str, left: int
) -> None:
    ada.texts("N")
    ada.texts("UNDO")
    assert len(desk_tasks(cast)) == 1

    ada.texts(again)
    assert len(desk_tasks(cast)) == left


def test_a_number_that_may_rate_an_effect_is_asked_for(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)

    assert ada.texts("anxious 6") == (
        "Saved: 1 note. UNDO to take it back. Which number is the day as a whole, "
        "0 (worst) to 10 (best)? Reply one number."
    )
    assert ada.last_text.state is TextState.SETTLED
    assert ada.texts("4") == "Saved: 4 of 10. UNDO to take it back."


def test_a_weekdays_number_is_echoed_with_its_day(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)

    answer = ada.texts("tuesday 5")

    assert answer == "Saved: Tue 3 Mar: 5 of 10. UNDO to take it back."
    assert has_answer(cast.clinic.id, cast.patient.id, date(2026, 3, 3))


def test_a_weekday_too_long_ago_is_kept_as_words(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    clock.travel(instant_of(date(2026, 3, 5), time(9, 31), cast.patient.zone))
    ask_what_is_due(cast, clock)

    answer = ada.texts("sunday 5")

    assert answer is not None
    assert "more than three days back" in answer
    assert not has_answer(cast.clinic.id, cast.patient.id, date(2026, 3, 1))
    assert ada.last_text.state is TextState.WAITING


def test_later_to_a_check_in_leaves_the_call_that_was_wished(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    booster(cast, clock)
    ada.texts("CALL")
    clock.travel(instant_of(date(2026, 3, 6), time(18, 1), cast.patient.zone))
    ask_what_is_due(cast, clock)
    ada.texts("later")

    found = courses.booster_of(cast.clinic.id, cast.patient.id)
    assert found is not None
    assert found.status is BoosterStatus.CALL_WANTED
    assert desk_tasks(cast) == [TaskKind.PLAN_BOOSTER]
