"""A texted link opens one form for a day, and after the answer for 15 minutes more."""

from datetime import timedelta

from flask import Flask

from diary import auth
from diary.auth import FormLink
from diary.db import db
from tests.driven_clock import Clock
from tests.factories import make_patient, today


def make_link(clock: Clock) -> str:
    patient = make_patient()
    return auth.make_form_link(patient.clinic_id, patient.id, today(patient), clock.now)


def test_a_link_lives_a_day(app: Flask, clock: Clock) -> None:
    token = make_link(clock)
    assert auth.form_link(token, clock.travel(hours=23, minutes=59))
    assert auth.form_link(token, clock.travel(minutes=1)) is None


def test_an_answer_leaves_15_minutes_to_change_it(app: Flask, clock: Clock) -> None:
    token = make_link(clock)
    link = auth.form_link(token, clock.now)
    assert link is not None
    auth.note_submitted(link, clock.now)
    assert auth.form_link(token, clock.travel(minutes=14, seconds=59))
    assert auth.form_link(token, clock.travel(seconds=1)) is None


def test_changing_the_answer_gives_no_more_time(app: Flask, clock: Clock) -> None:
    token = make_link(clock)
    link = auth.form_link(token, clock.now)
    assert link is not None
    auth.note_submitted(link, clock.now)
    auth.note_submitted(link, clock.travel(minutes=10))
    assert auth.form_link(token, clock.travel(minutes=6)) is None


def test_an_answer_late_in_the_day_does_not_lengthen_it(
    app: Flask, clock: Clock
) -> None:
    token = make_link(clock)
    link = auth.form_link(token, clock.travel(hours=23, minutes=50))
    assert link is not None
    auth.note_submitted(link, clock.now)
    assert auth.dies_at(link) == link.created_at + timedelta(hours=24)


def test_a_guess_opens_nothing(app: Flask, clock: Clock) -> None:
    token = make_link(clock)
    assert len(token) >= 43
    assert (
        auth.form_link(token[:-1] + ("a" if token[-1] != "a" else "b"), clock.now)
        is None
    )


def test_the_token_itself_is_not_stored(app: Flask, clock: Clock) -> None:
    token = make_link(clock)
    row = db.session.query(FormLink).one()
    assert token not in [str(value) for value in vars(row).values()]
