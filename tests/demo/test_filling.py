"""Filling the demo clinic: whole, once, and again after it was interrupted."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from diary import clock as house_clock
from diary import demo
from diary.alerts import Alert, pages_of
from diary.auth import known_member
from diary.clinics import Clinic, demo_clinic
from diary.courses import TreatmentSession, courses_of, sessions_of
from diary.db import db
from diary.entries import Entry, EntrySymptom, Submission
from diary.errors import Invalid, Refused
from diary.inbox import InboundText
from diary.outbox import Message, MessageState, Sender
from diary.patients import Patient, search
from diary.reminders import Reminder, ReminderKind
from tests.demo.running import carrier_of, run_advance, run_filling
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_patient

SMALL = demo.Size(patients=1, months=1)


def fill(size: demo.Size = SMALL) -> list[int]:
    """Fill as an edge does and return the percents it was told."""
    return run_filling(current_app._get_current_object(), size)  # type: ignore[attr-defined]


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.both_databases
def test_a_filled_clinic_has_people_visits_and_diaries(app: Flask) -> None:
    fill(demo.Size(patients=3, months=1))
    assert count(Patient) == 3
    assert count(TreatmentSession) > 10
    assert count(Entry) == count(Submission) > 60
    assert count(EntrySymptom) > 5


def test_everybody_is_in_a_course_that_says_what_it_treats(app: Flask) -> None:
    fill(SMALL)
    clinic = demo_clinic()
    assert clinic is not None
    for patient in search(clinic.id, ""):
        (course,) = courses_of(clinic.id, patient.id)
        visits = sessions_of(clinic.id, patient.id)
        assert course.starts_on == visits[0].starts_on
        assert course.ended_on is None


def test_a_filled_clinic_is_whole_marked_and_reaches_no_carrier(app: Flask) -> None:
    shares = fill()
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert demo.is_filled()
    assert not demo.is_wanted()
    assert demo_clinic() is not None
    assert list(db.session.scalars(select(Sender.is_demo))) == [True]


def test_everybody_on_the_list_can_sign_in(app: Flask) -> None:
    fill()
    for one in demo.SIGN_INS:
        member = known_member(one.email, one.password)
        assert member is not None
        assert member.role is one.role


def test_a_filling_that_was_killed_is_begun_anew(app: Flask) -> None:
    demo.claim_filling("killed", house_clock.real_now())
    carrier = demo.open_carrier(app, app.config["SETTINGS"], db.engine)
    for _ in islice(demo.fill(SMALL, house_clock.real_now(), carrier), 5):
        db.session.commit()
    fill()
    assert count(Clinic) == 1
    assert count(Patient) == 1


def test_filling_again_replaces_everything(app: Flask) -> None:
    fill()
    fill()
    assert count(Clinic) == 1
    assert count(Patient) == 1


def test_only_one_process_fills(app: Flask, clock: Clock) -> None:
    assert demo.claim_filling("one", clock.now)
    assert not demo.claim_filling("two", clock.now)


def test_the_claim_of_a_killed_process_runs_out(app: Flask, clock: Clock) -> None:
    demo.claim_filling("one", clock.now)
    assert demo.claim_filling("two", clock.travel(minutes=1))


def test_progress_keeps_the_claim(app: Flask, clock: Clock) -> None:
    demo.claim_filling("one", clock.now)
    demo.note_progress(10, clock.travel(seconds=15))
    assert not demo.claim_filling("two", clock.travel(seconds=15))


def test_a_filled_clinic_is_claimed_by_nobody(app: Flask, clock: Clock) -> None:
    fill()
    assert not demo.claim_filling("late", clock.travel(hours=1))


def test_the_demo_begins_on_the_next_wednesday(app: Flask, clock: Clock) -> None:
    fill()  # at 10:00 on a Wednesday in New York, before the clocks change
    assert demo.use_clock()
    assert house_clock.now() == datetime(2026, 3, 11, 13, 31, tzinfo=UTC)


def test_early_on_a_monday_it_begins_in_the_same_week(app: Flask, clock: Clock) -> None:
    clock.travel(datetime(2026, 3, 2, 12, tzinfo=UTC))
    fill()
    demo.use_clock()
    assert house_clock.now() == datetime(2026, 3, 4, 14, 31, tzinfo=UTC)


def test_time_does_not_go_on_while_the_clinic_is_filled(app: Flask) -> None:
    demo.claim_filling("me", house_clock.real_now())
    assert not demo.use_clock()


def test_beside_a_real_clinic_the_time_stays(app: Flask) -> None:
    fill()
    make_clinic()
    demo.use_clock()
    assert house_clock.offset() == timedelta()


def test_beside_a_real_clinic_the_time_cannot_be_moved(app: Flask) -> None:
    make_clinic()
    fill()
    with pytest.raises(Refused):
        run_advance(app, house_clock.now() + timedelta(hours=1))


def test_a_real_clinic_survives_a_filling(app: Flask) -> None:
    patient = make_patient()
    fill()
    fill()
    assert db.session.get(Patient, patient.id) is not None


def test_alerts_of_the_past_are_closed_by_a_person(app: Flask) -> None:
    make_clinic()  # beside it nothing is lived through, which takes time
    fill(demo.Size(patients=26, months=9))
    alerts = list(db.session.scalars(select(Alert)))
    assert alerts
    assert all(alert.closed_by_id for alert in alerts)


def test_the_night_before_was_answered_from_the_phone_on_call(app: Flask) -> None:
    fill(demo.Size(patients=36, months=1))
    alert = db.session.scalars(select(Alert).filter_by(tier=0)).one()
    (page,) = pages_of(alert.clinic_id, alert.id)
    assert page.paged_at - alert.opened_at < timedelta(seconds=10)
    assert page.answered_at is not None
    assert page.answered_at - page.paged_at < timedelta(minutes=3)
    assert alert.closed_by_id == alert.acknowledged_by_id == page.member_id
    phone = demo.phone_of(demo.cast(), "on-call-1")
    db.session.commit()
    talk = demo.conversation(phone, carrier_of(app).phone)
    assert [bubble.is_own for day in talk for bubble in day.bubbles] == [
        *(False, True, False)
    ]


@pytest.mark.parametrize("size", [demo.Size(patients=0), demo.Size(months=99)])
def test_a_size_out_of_bounds_is_refused(app: Flask, size: demo.Size) -> None:
    with pytest.raises(Invalid):
        fill(size)


def test_the_last_days_went_through_every_door(app: Flask) -> None:
    fill(demo.Size(patients=3, months=1))
    states = set(db.session.scalars(select(Message.state)))
    assert states == {MessageState.DELIVERED}
    assert count(InboundText) >= 2
    assert count(Reminder) > 10
    kinds = set(db.session.scalars(select(Reminder.kind)))
    assert {ReminderKind.CHECK_IN, ReminderKind.RIDE_QUESTION} <= kinds
