"""The demo clock: what is due goes out on the way, and nothing expires by a jump."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from diary import clock as house_clock
from diary import demo
from diary.courses import SessionStatus, TreatmentSession
from diary.db import db
from diary.errors import Refused
from diary.outbox import Message, MessageState, PhoneText
from diary.reminders import Reminder, ReminderKind, ReminderState
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
    question = reminders(ReminderKind.RIDE_QUESTION, MAYA)[0]
    message = db.session.scalars(
        select(Message).filter_by(ref=question.message_ref)
    ).one()
    assert message.handed_over_at is not None
    assert message.handed_over_at - question.due_at < timedelta(minutes=1)
    assert message.state is MessageState.DELIVERED


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
