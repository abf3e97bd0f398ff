"""UNDO: what was said last is taken back, whatever it answered."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from diary import courses, reminders
from diary.audit import Actor
from diary.courses import BoosterStatus, Ride, RideStatus, Route, TreatmentSession
from diary.db import db
from diary.entries import has_answer
from diary.localtime import instant_of
from diary.reminders import Reminder
from diary.tasks import TaskKind, finish, open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import today
from tests.inbox.asked import desk_tasks
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()
NOTHING = "There is nothing from the last 15 minutes"


def ask_what_is_due(cast: Cast, clock: Clock) -> None:
    """Release what is due, as if the carrier had it: past taking back."""
    reminders.sync(cast.clinic.id, [cast.patient.id], clock.now)
    reminders.release_due(clock.now, lambda *_: "https://diary.example/f/x")
    released = Reminder.released_at.is_not(None)
    db.session.execute(update(Reminder).where(released).values(is_out=True))
    db.session.commit()


@pytest.fixture
def offered(cast: Cast, clock: Clock) -> None:
    """A booster that was offered this morning."""
    due_on = today(cast.patient) + timedelta(days=10)
    courses.set_booster(cast.clinic, cast.patient, due_on, SYSTEM, clock.now)
    clock.travel(instant_of(date(2026, 3, 5), time(10, 1), cast.patient.zone))
    ask_what_is_due(cast, clock)


def booster_status(cast: Cast) -> tuple[BoosterStatus, int]:
    booster = courses.booster_of(cast.clinic.id, cast.patient.id)
    assert booster is not None
    return booster.status, booster.later_count


@pytest.fixture
def visit(cast: Cast, clock: Clock) -> TreatmentSession:
    """A session that ended an hour ago, whose ride nobody had."""
    on = today(cast.patient) + timedelta(days=2)
    planned = courses.plan_session(
        cast.clinic, cast.patient, on, time(10), Route.IV, SYSTEM, clock.now
    )
    clock.travel(minutes=1)
    ask_what_is_due(cast, clock)
    return planned


def end(cast: Cast, clock: Clock, visit: TreatmentSession) -> None:
    clock.travel(visit.starts_at + timedelta(hours=2))
    courses.end_session(cast.clinic, visit, clock.now, SYSTEM, clock.now)
    clock.travel(hours=1)


def ride(cast: Cast, visit: TreatmentSession) -> Ride:
    return courses.ride_of(cast.clinic.id, visit.id)


@pytest.mark.usefixtures("offered")
def test_a_wish_for_the_offer_is_taken_back_with_its_task(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    ada.texts("CALL")
    assert desk_tasks(cast) == [TaskKind.PLAN_BOOSTER]
    clock.travel(minutes=1)

    assert ada.texts("UNDO") == (
        "Taken back: your answer about the next visit. "
        "Text CALL or LATER once you know."
    )
    assert booster_status(cast) == (BoosterStatus.OFFERED, 0)
    assert desk_tasks(cast) == []

    ada.texts("call")
    assert booster_status(cast) == (BoosterStatus.CALL_WANTED, 0)
    assert desk_tasks(cast) == [TaskKind.PLAN_BOOSTER]


@pytest.mark.usefixtures("offered")
def test_a_later_taken_back_does_not_count(cast: Cast, ada: Phone) -> None:
    ada.texts("LATER")
    assert booster_status(cast) == (BoosterStatus.LATER, 1)

    ada.texts("UNDO")
    assert booster_status(cast) == (BoosterStatus.OFFERED, 0)

    answer = ada.texts("LATER")
    assert answer is not None
    assert "ask again" in answer
    assert booster_status(cast) == (BoosterStatus.LATER, 1)


@pytest.mark.usefixtures("offered")
def test_who_says_later_after_all_is_not_called(cast: Cast, ada: Phone) -> None:
    ada.texts("CALL")
    reply = ada.texts("actually not now")

    assert reply is not None
    assert "ask again" in reply
    assert booster_status(cast) == (BoosterStatus.LATER, 1)
    assert desk_tasks(cast) == []


@pytest.mark.usefixtures("offered")
def test_what_was_said_last_goes_first(cast: Cast, ada: Phone, clock: Clock) -> None:
    ada.texts("6")
    clock.travel(minutes=1)
    ada.texts("CALL")
    clock.travel(minutes=1)

    first, second, third = (ada.texts("undo") for _ in range(3))

    assert first is not None
    assert "the next visit" in first
    assert second is not None
    assert "your check-in" in second
    assert third is not None
    assert third.startswith(NOTHING)
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


@pytest.mark.usefixtures("offered")
def test_an_answer_to_the_offer_stands_after_a_quarter_of_an_hour(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    ada.texts("CALL")
    clock.travel(minutes=16)
    answer = ada.texts("UNDO")

    assert answer is not None
    assert answer.startswith(NOTHING)
    assert booster_status(cast) == (BoosterStatus.CALL_WANTED, 0)
    assert desk_tasks(cast) == [TaskKind.PLAN_BOOSTER]


def test_home_is_taken_back_and_the_desk_has_its_ride_again(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    end(cast, clock, visit)
    courses.set_ride(cast.clinic, visit, RideStatus.REFUSED, SYSTEM, clock.now)
    before = desk_tasks(cast)
    assert before == [TaskKind.ARRANGE_RIDE]
    ada.texts("HOME")
    assert desk_tasks(cast) == []
    clock.travel(minutes=1)

    assert ada.texts("UNDO") == (
        "Taken back: that you are home. Text HOME once you are there."
    )
    assert ride(cast, visit).status is RideStatus.REFUSED
    assert desk_tasks(cast) == before

    ada.texts("HOME")
    assert ride(cast, visit).status is RideStatus.ARRIVED
    assert desk_tasks(cast) == []


def test_home_said_twice_goes_back_to_what_was_before(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("Y")
    end(cast, clock, visit)
    ada.texts("HOME")
    ada.texts("home safe")
    ada.texts("UNDO")

    assert ride(cast, visit).status is RideStatus.CONFIRMED


def test_what_a_person_of_the_desk_did_is_not_undone(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    end(cast, clock, visit)
    courses.set_ride(cast.clinic, visit, RideStatus.REFUSED, SYSTEM, clock.now)
    (task,) = open_tasks(cast.clinic.id, clinical=False)
    finish(task, cast.desk, clock.now)
    ada.texts("HOME")
    ada.texts("UNDO")
    assert desk_tasks(cast) == []

    ada.texts("HOME")
    courses.set_ride(cast.clinic, visit, RideStatus.ARRIVED, SYSTEM, clock.now)
    answer = ada.texts("UNDO")
    assert answer is not None
    assert answer.startswith(NOTHING)
    assert ride(cast, visit).status is RideStatus.ARRIVED


@pytest.mark.parametrize(
    ("wish", "kind", "said"),
    [
        ("call me", TaskKind.CALL_PATIENT, "Taken back: your wish to be called."),
        ("MOVE", TaskKind.MOVE_VISIT, "Taken back: your wish for a new time."),
    ],
)
def test_a_wish_is_taken_back_and_may_be_wished_again(
    cast: Cast, ada: Phone, wish: str, kind: TaskKind, said: str
) -> None:
    ada.texts(wish)
    assert desk_tasks(cast) == [kind]

    answer = ada.texts("UNDO")
    assert answer is not None
    assert answer.startswith(said)
    assert desk_tasks(cast) == []

    ada.texts(wish)
    assert desk_tasks(cast) == [kind]


def test_who_was_called_and_asks_again_is_called_again(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    ada.texts("call me")
    (task,) = open_tasks(cast.clinic.id, clinical=False)
    finish(task, cast.desk, clock.now)
    clock.travel(hours=2)
    ada.texts("call me")

    assert desk_tasks(cast) == [TaskKind.CALL_PATIENT]


def test_all_that_one_text_said_goes_together(cast: Cast, ada: Phone) -> None:
    ada.texts("call me, 6")
    answer = ada.texts("UNDO")

    assert answer is not None
    assert "to be called" in answer
    assert "your check-in" in answer
    assert desk_tasks(cast) == []
    assert not has_answer(cast.clinic.id, cast.patient.id, today(cast.patient))


@pytest.mark.usefixtures("offered")
def test_a_yes_to_the_offer_is_a_wish_to_be_called(cast: Cast, ada: Phone) -> None:
    answer = ada.texts("YES")

    assert answer is not None
    assert "We will call you" in answer
    assert booster_status(cast) == (BoosterStatus.CALL_WANTED, 0)


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize("words", ["👌", "yep all set"])
def test_a_nod_at_the_offer_is_asked_back(cast: Cast, ada: Phone, words: str) -> None:
    assert ada.texts(words) == (
        "Sorry, we could not tell. Reply CALL to be called or LATER."
    )
    assert booster_status(cast) == (BoosterStatus.OFFERED, 0)


def test_a_ride_the_desk_found_since_is_not_undone(
    cast: Cast, ada: Phone, clock: Clock, visit: TreatmentSession
) -> None:
    ada.texts("N")
    clock.travel(minutes=3)
    courses.set_ride(cast.clinic, visit, RideStatus.CONFIRMED, SYSTEM, clock.now)
    clock.travel(minutes=3)
    answer = ada.texts("UNDO")

    assert answer is not None
    assert answer.startswith(NOTHING)
    assert ride(cast, visit).status is RideStatus.CONFIRMED
