"""kill -9 at each place of an alert's way: neither the alert nor a page is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from diary import alerts, inbox
from diary.alerts import Alert, Bringing, Page, open_alerts, set_on_call
from diary.audit import Actor
from diary.db import db
from diary.inbox import Inbound, InboundText
from diary.outbox import Gateways, Message, TwilioGateway, dispatch_due
from diary.outbox.transport import Transport
from jobs import bring_pages, escalate_alerts
from jobs.tick import Tick
from tests.alerts.killing import die, killed_after
from tests.alerts.mail_server import Post
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.outbox.carrier import Carrier

pytestmark = pytest.mark.both_databases

WORDS = "I want to kill myself"
PHONE = "+15557770001"
SID = "SM" + "a1" * 16
ACCOUNT = "AC" + "0" * 32


class Way:
    """A text of crisis, the jobs after it, and both ends of the line."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock) -> None:
        self.app, self.cast, self.clock = app, cast, clock
        self.carrier, self.post = Carrier().start(), Post()
        self.settings = replace(
            app.config["SETTINGS"],
            smtp=self.post.settings,
            smtp_from="diary@oak.example",
        )
        self.inbound = Inbound(SID, cast.patient.phone, cast.sender.number, WORDS)
        set_on_call(cast.clinic, cast.clinician, 1, PHONE, Actor.system(), clock.now)
        db.session.commit()

    def receive(self) -> None:
        """Take the text as the webhook does; the same text again is the same text."""
        inbox.receive(self.inbound, self.clock.now)
        db.session.commit()

    def tick(self) -> Tick:
        """Return a turn with gateways of its own: a child must not share threads."""
        transport = Transport(timeout_s=5)
        twilio = TwilioGateway(ACCOUNT, "token", None, self.carrier.url, transport)
        gateways = Gateways(twilio, twilio, calls_at_once=2)
        return Tick(self.clock.now, self.settings, gateways, lambda: False)

    def send(self) -> None:
        tick = self.tick()
        dispatch_due(tick.gateways, tick.now, "http://localhost")
        tick.gateways.close()

    def bring(self) -> None:
        tick = self.tick()
        bring_pages.run(tick)
        tick.gateways.close()

    def escalate(self) -> None:
        escalate_alerts.run(self.tick())

    def go_on(self) -> None:
        """Let living processes do the rest: the carrier tries again, the jobs beat."""
        self.receive()
        self.escalate()
        self.send()
        self.clock.travel(minutes=3, seconds=25)
        self.bring()
        self.clock.travel(minutes=3, seconds=25)
        self.bring()
        db.session.expire_all()

    def close(self) -> None:
        self.carrier.stop()
        self.post.stop()


@pytest.fixture
def way(app: Flask, cast: Cast, clock: Clock) -> Iterator[Way]:
    held = Way(app, cast, clock)
    yield held
    held.close()


def at_commit(work: Callable[[], object], *, after: bool) -> Callable[[], object]:
    """Return ``work`` that dies at its first commit: just before it, or just after."""

    def dying() -> None:
        if not after:
            event.listen(db.engine, "commit", lambda _connection: die())
            work()
            return
        work()
        die()

    return dying


def count(table: type[Alert | Page | Message | InboundText | Bringing]) -> int:
    return db.session.scalars(select(func.count(table.id))).one()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_the_commit_of_the_text(app: Flask, way: Way, *, after: bool) -> None:
    assert killed_after(app, at_commit(way.receive, after=after))
    assert count(Alert) == count(InboundText) == int(after)

    way.go_on()
    (alert,) = open_alerts(way.cast.clinic.id)
    assert alert.words == WORDS
    assert [one.to for one in way.carrier.taken] == [PHONE]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_the_commit_of_the_page(app: Flask, way: Way, *, after: bool) -> None:
    way.receive()
    assert killed_after(app, at_commit(way.escalate, after=after))
    assert (count(Page), count(Bringing)) == (int(after), 2 * int(after))

    way.go_on()
    assert count(Page) == 1
    assert len(way.carrier.taken) == len(way.post.box.taken) == 1
    assert len(way.carrier.calls) == 1


@pytest.mark.parametrize("place", ["before_the_try", "after_the_try"])
@pytest.mark.parametrize("channel", ["email", "voice"])
def test_killed_around_a_try_it_is_tried_again(
    app: Flask, way: Way, clock: Clock, channel: str, place: str
) -> None:
    way.receive()
    way.escalate()
    way.send()
    clock.travel(minutes=3, seconds=25)
    if channel == "voice":
        way.bring()
        clock.travel(minutes=3, seconds=25)

    def dying() -> None:
        real = alerts.bring

        def tried(*given: object) -> object:
            if place == "after_the_try":
                real(*given)  # type: ignore[arg-type]
            die()
            return None

        alerts.bring = tried  # type: ignore[assignment]
        way.bring()

    assert killed_after(app, dying)
    clock.travel(seconds=91)
    way.bring()

    mails, calls = len(way.post.box.taken), len(way.carrier.calls)
    reached = mails if channel == "email" else calls
    assert reached == (2 if place == "after_the_try" else 1)


def test_killed_over_and_over_nothing_is_lost(app: Flask, way: Way) -> None:
    """A process dies at every commit there is, one after another."""
    for work in (way.receive, way.escalate, way.send, way.bring):
        for after in (False, True):
            killed_after(app, at_commit(work, after=after))
    way.clock.travel(seconds=91)
    way.send()
    way.go_on()

    (alert,) = open_alerts(way.cast.clinic.id)
    assert alert.words == WORDS
    assert {one.to for one in way.carrier.taken} == {PHONE}
    assert len(way.post.box.taken) >= 1
    assert len(way.carrier.calls) >= 1
