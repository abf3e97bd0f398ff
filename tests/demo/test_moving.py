"""The demo clock: what is due goes out on the way, and nothing expires by a jump."""

from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from diary import clock as house_clock
from diary import courses, demo
from diary.audit import Actor
from diary.courses import SessionStatus, TreatmentSession
from diary.db import db
from diary.errors import Refused
from diary.outbox import Message, MessageState, PhoneText
from diary.reminders import Reminder, ReminderKind, ReminderState, open_questions
from tests.demo.running import carrier_of, run_advance, run_filling

MAYA, OWEN = 0, 1


@pytest.fixture
def opened(app: Flask) -> datetime:
    """The instant a small demo opened: a Wednesday, 9:31 in New York."""
    run_filling(app, demo.Size(patients=2, months=1))
    demo.use_clock()
    return house_clock.now()


def reminders(kind: ReminderKind, place: int) -> list[Reminder]:
    patient = demo.cast().patient(place)
    found = select(Reminder).filter_by(patient_id=patient.id, kind=kind)
    return list(db.session.scalars(found.order_by(Reminder.due_at)))


def test_nothing_expires_however_far_the_jump(app: Flask, opened: datetime) -> None:
    run_advance(app, opened + timedelta(days=3), played=MAYA)
    expired = select(func.count()).select_from(Message)
    assert not db.session.scalar(expired.filter_by(state=MessageState.EXPIRED))
    asked = reminders(ReminderKind.CHECK_IN, MAYA)
    lived = [one for one in asked if opened < one.due_at < house_clock.now()]
    assert len(lived) == 3
    assert {one.state for one in lived} == {ReminderState.RELEASED}


def test_texts_go_out_at_their_own_minute(app: Flask, opened: datetime) -> None:
    run_advance(app, opened + timedelta(days=1), played=MAYA)
    asked = reminders(ReminderKind.CHECK_IN, MAYA)
    question = next(one for one in asked if one.due_at > opened)
    message = db.session.scalars(
        select(Message).filter_by(ref=question.message_ref)
    ).one()
    assert message.handed_over_at is not None
    assert message.handed_over_at - question.due_at < timedelta(minutes=1)
    assert message.state is MessageState.DELIVERED


def test_a_question_behind_another_goes_out_when_its_turn_comes(
    app: Flask, opened: datetime
) -> None:
    run_advance(app, opened + timedelta(days=1), played=MAYA)
    ride = reminders(ReminderKind.RIDE_QUESTION, MAYA)[0]
    before = [one.released_at for one in reminders(ReminderKind.CHECK_IN, MAYA)]
    assert ride.released_at is not None
    assert ride.released_at - timedelta(hours=1) in before


def test_each_step_to_the_next_text_brings_it(app: Flask, opened: datetime) -> None:
    clinic, maya = demo.cast().clinic, demo.cast().patient(MAYA)
    for _ in range(4):
        heard = len(texts_to(app, MAYA))
        ahead = demo.next_text_at(clinic, maya, house_clock.now())
        assert ahead is not None
        run_advance(app, ahead[0] + timedelta(seconds=4), played=MAYA)
        assert len(texts_to(app, MAYA)) == heard + 1
    assert house_clock.now() > opened


@pytest.mark.parametrize("story", ["ride", "booster"])
def test_a_story_stops_where_its_question_is_out(
    app: Flask, opened: datetime, story: str
) -> None:
    found = demo.scene(story, demo.cast(), opened)
    run_advance(app, found.until, played=found.number)
    patient = demo.cast().patient(found.number)
    asked = open_questions(patient.clinic_id, patient.id, house_clock.now())
    assert story in {one.question for one in asked}


def test_people_say_whether_they_come_and_whoever_is_played_is_asked(
    app: Flask, opened: datetime
) -> None:
    clinic, owen = demo.cast().clinic, demo.cast().patient(OWEN)
    day = opened.date() + timedelta(days=9)
    at, route = time(10), courses.Route.IV
    courses.plan_session(clinic, owen, day, at, route, Actor.system(), opened)
    db.session.commit()
    found = demo.scene("visit", demo.cast(), opened)
    run_advance(app, found.until, played=found.number)
    asked = open_questions(clinic.id, owen.id, house_clock.now())
    assert (found.number, asked[0].question) == (OWEN, "visit")

    run_advance(app, house_clock.now() + timedelta(hours=3))
    visit = courses.session_by_ref(clinic.id, asked[0].anchor_ref or "")
    assert visit.confirmed_at is not None


def test_who_is_played_is_silent_while_the_others_live_on(
    app: Flask, opened: datetime
) -> None:
    run_advance(app, opened + timedelta(days=2), played=MAYA)
    assert not texts_from(app, MAYA, opened)
    assert texts_from(app, OWEN, opened)


def texts_from(app: Flask, place: int, since: datetime) -> list[PhoneText]:
    number = demo.cast().patient(place).phone
    db.session.commit()
    said = carrier_of(app).phone.conversation(number)
    return [text for text in said if text.is_from_phone and text.at > since]


def texts_to(app: Flask, place: int) -> list[PhoneText]:
    number = demo.cast().patient(place).phone
    db.session.commit()
    said = carrier_of(app).phone.conversation(number)
    return [text for text in said if not text.is_from_phone]


def test_sessions_take_place_and_end(app: Flask, opened: datetime) -> None:
    run_advance(app, opened + timedelta(days=2, hours=3), played=MAYA)
    visit = db.session.scalars(
        select(TreatmentSession)
        .filter_by(patient_id=demo.cast().patient(MAYA).id)
        .where(TreatmentSession.starts_at > opened)
        .order_by(TreatmentSession.starts_at)
    ).first()
    assert visit is not None
    assert visit.status is SessionStatus.HELD
    assert reminders(ReminderKind.NO_DRIVE, MAYA)[-1].state is ReminderState.RELEASED


def test_the_clock_moves_for_every_process_and_never_back(
    app: Flask, opened: datetime
) -> None:
    run_advance(app, opened + timedelta(hours=1))
    run_advance(app, opened - timedelta(hours=5))
    house_clock.use_offset(timedelta())
    demo.use_clock()
    assert house_clock.now() - opened >= timedelta(hours=1)
    with pytest.raises(Refused):
        run_advance(app, opened + timedelta(days=30))
