"""A page that nobody answers goes on by e-mail and by voice, whoever dies between."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from diary import alerts
from diary.alerts import (
    Alert,
    Bringing,
    BringingState,
    Channel,
    acknowledge,
    bringings_of,
    claim_bringing,
    note_brought,
    open_alert,
    pages_of,
    set_on_call,
)
from diary.audit import Actor
from diary.db import db
from diary.outbox import Failure, Gateways, Message, dispatch_due
from jobs import bring_pages, escalate_alerts
from jobs.tick import Tick
from tests.alerts.mail_server import Post
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import CRISIS
from tests.outbox.pretend import Pretend

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()
BASE = "http://localhost"
PHONE, VOICE, EMAIL = "+15557770001", "+15557770002", "kim@oak.example"


class Night:
    """One person on call, a carrier, a mail server, and the jobs that beat."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock) -> None:
        self.cast, self.clock = cast, clock
        self.carrier, self.post = Pretend(), Post()
        self.gateways = Gateways(self.carrier, self.carrier, calls_at_once=2)
        self.settings = dataclasses.replace(
            app.config["SETTINGS"],
            smtp=self.post.settings,
            smtp_from="diary@oak.example",
        )
        set_on_call(
            *(cast.clinic, cast.clinician, 1, PHONE, SYSTEM, clock.now),
            email=EMAIL,
            voice=VOICE,
        )
        self.alert = open_alert(
            cast.patient, CRISIS, "text:1", "I want to die", clock.now
        )
        db.session.commit()

    def beat(self, **passed: Any) -> tuple[int, int, int]:
        """Let time pass and the jobs run; return texts, e-mails and calls so far."""
        db.session.commit()
        now = self.clock.travel(**passed) if passed else self.clock.now
        tick = Tick(now, self.settings, self.gateways, lambda: False)
        escalate_alerts.run(tick)
        dispatch_due(self.gateways, now, BASE)
        bring_pages.run(tick)
        db.session.expire_all()
        texts = len(self.carrier.kept)
        return texts, len(self.post.box.taken), len(self.carrier.calls)

    def states(self) -> dict[Channel, BringingState]:
        """Return how the first page fares by each other channel."""
        clinic_id = self.cast.clinic.id
        page = pages_of(clinic_id, self.alert.id)[0]
        return {one.channel: one.state for one in bringings_of(clinic_id, [page.id])}

    def close(self) -> None:
        self.gateways.close()
        self.post.stop()


@pytest.fixture
def night(app: Flask, cast: Cast, clock: Clock) -> Iterator[Night]:
    held = Night(app, cast, clock)
    yield held
    held.close()


def test_unanswered_it_goes_on_by_email_and_then_by_voice(night: Night) -> None:
    assert night.beat() == (1, 0, 0)
    assert night.beat(minutes=3, seconds=19) == (1, 0, 0)
    assert night.beat(seconds=2) == (1, 1, 0)
    assert night.beat(minutes=3, seconds=18) == (1, 1, 0)
    assert night.beat(seconds=4) == (1, 1, 1)
    assert night.beat(minutes=2) == (1, 1, 1)

    assert night.post.box.recipients == [EMAIL]
    assert [call.to for call in night.carrier.calls] == [VOICE]
    assert set(night.states().values()) == {BringingState.SENT}


def test_with_the_first_carrier_dead_the_email_goes_at_once(night: Night) -> None:
    night.carrier.fail(Failure.NOT_SENT, times=99)

    assert night.beat() == (0, 1, 0)
    assert night.beat(minutes=4) == (0, 1, 1)


def test_a_text_that_nobody_takes_up_is_not_waited_for(
    night: Night, app: Flask, clock: Clock
) -> None:
    tick = Tick(clock.now, night.settings, night.gateways, lambda: False)
    escalate_alerts.run(tick)
    assert bring_pages.run(tick) == ""

    late = dataclasses.replace(tick, now=clock.travel(seconds=21))
    assert bring_pages.run(late) == "brought 1 of 1 pages"
    assert len(night.post.box.taken) == 1


def test_with_texts_and_mail_dead_the_call_goes_at_once(night: Night) -> None:
    night.carrier.fail(Failure.NOT_SENT, times=99)
    night.post.stop()

    night.beat()
    assert night.beat(seconds=3) == (0, 0, 1)
    assert night.states()[Channel.EMAIL] is BringingState.WAITING


def test_an_email_is_tried_until_the_server_is_back(night: Night, app: Flask) -> None:
    night.post.box.says = "451 later"
    night.beat()
    night.beat(minutes=4)
    night.beat(seconds=20)
    assert night.post.box.taken == []

    night.post.box.says = "250 OK"
    night.beat(seconds=31)
    assert len(night.post.box.taken) == 1


def test_a_clinic_without_a_number_to_text_from_is_paged_by_email(
    night: Night, cast: Cast
) -> None:
    db.session.delete(cast.sender)
    db.session.commit()

    assert night.beat() == (0, 1, 0)
    night.beat(minutes=4)
    assert night.states()[Channel.VOICE] is BringingState.FAILED


def test_taken_nothing_more_goes_out(night: Night, cast: Cast, clock: Clock) -> None:
    night.beat()
    acknowledge(night.alert, cast.clinician, clock.travel(minutes=2))

    assert night.beat(minutes=20) == (1, 0, 0)
    assert set(night.states().values()) == {BringingState.NOT_NEEDED}


def test_taken_before_the_text_left_it_does_not_leave(
    night: Night, cast: Cast, clock: Clock
) -> None:
    tick = Tick(clock.now, night.settings, night.gateways, lambda: False)
    escalate_alerts.run(tick)
    acknowledge(night.alert, cast.clinician, clock.now)

    assert night.beat() == (0, 0, 0)
    message = db.session.scalars(select(Message)).one()
    assert message.reason == "somebody has it, or a newer page went out"


def test_paged_anew_the_older_page_is_not_brought_any_more(
    night: Night, clock: Clock
) -> None:
    night.post.box.says = "451 later"
    for _ in range(5):
        night.beat(minutes=3)

    waiting = select(Bringing).where(Bringing.wake_at.is_not(None))
    pages = {one.page_id for one in db.session.scalars(waiting)}
    assert len(pages) == 1


def test_without_a_mail_server_that_is_said_and_the_call_follows(
    night: Night,
) -> None:
    night.settings = dataclasses.replace(night.settings, smtp=None, smtp_from=None)
    night.beat(minutes=1)

    assert night.beat(minutes=4)[2] == 1
    mail = db.session.scalars(
        select(Bringing).where(Bringing.channel == Channel.EMAIL)
    ).first()
    assert mail is not None
    assert mail.reason == "no mail server is set (DIARY_SMTP_URL)"


def test_a_made_up_clinic_mails_nobody(night: Night, cast: Cast) -> None:
    cast.clinic.is_demo = True
    night.carrier.fail(Failure.NOT_SENT, times=99)
    db.session.commit()

    assert night.beat() == (0, 0, 0)
    assert night.beat(seconds=3)[2] == 1


def test_a_rehearsal_tries_everything_at_once(night: Night, clock: Clock) -> None:
    alerts.resolve(
        night.alert, night.cast.clinician, alerts.Disposition.REACHED, "", clock.now
    )
    alerts.rehearse(night.cast.clinic.id, clock.now, BASE)

    assert night.beat() == (1, 1, 1)


def begun(clock: Clock, night: Night) -> tuple[int, datetime]:
    """Let e-mail fall due and return its key and that instant."""
    night.beat()
    now = clock.travel(minutes=3, seconds=25)
    (key,) = alerts.bringings_due(now)
    return key, now


def test_two_workers_do_not_both_try(night: Night, clock: Clock) -> None:
    key, now = begun(clock, night)

    assert claim_bringing(key, now, BASE) is not None
    assert claim_bringing(key, now, BASE) is None


def test_a_worker_that_dies_in_a_try_is_followed_by_another(
    night: Night, clock: Clock
) -> None:
    key, now = begun(clock, night)
    dead = claim_bringing(key, now, BASE)
    db.session.commit()
    assert dead is not None

    assert night.beat(seconds=89)[1] == 0
    assert night.beat(seconds=2)[1] == 1
    note_brought(dead, "late", clock.now)
    assert db.session.get_one(Bringing, key).sid is None


def test_the_longest_wait_still_ends(night: Night, clock: Clock) -> None:
    night.carrier.fail(Failure.NOT_SENT, times=999)
    night.post.box.says = "451 later"
    night.beat()
    alert = db.session.get_one(Alert, night.alert.id)
    alert.next_page_at = clock.now + timedelta(days=1)
    db.session.commit()
    night.beat(hours=5)

    states = {one.state for one in db.session.scalars(select(Bringing))}
    assert BringingState.WAITING not in states
