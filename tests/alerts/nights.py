"""Nights on which phones fail and people sleep, played by the real clock of alerts.

A night opens one alert and lets minutes pass: the jobs' own steps run on a real
database, and a world made from a seed decides which text arrives, who wakes, who takes
the alert, and who falls asleep over it again. Counted is every minute in which the
alert was open and **unowned**: nobody had it in hand, and nobody was being called
within the clinic's own time.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from diary import alerts
from diary.alerts import (
    Alert,
    Channel,
    Disposition,
    NotBrought,
    Page,
    Timers,
)
from diary.audit import Actor
from diary.clinics import Clinic, member_by_id
from diary.db import db
from diary.outbox import (
    Accepted,
    Failure,
    GatewayError,
    Gateways,
    Message,
    MessageState,
    SendRequest,
)
from diary.outbox import dispatch_due as dispatch
from tests.factories import CRISIS, make_clinic, make_member, make_patient, make_sender
from tests.outbox.pretend import Pretend

MINUTE = timedelta(minutes=1)
EIGHT_HOURS = 8 * 60
BASE = "https://diary.example"
DEAD_CARRIER, DEAD_MAIL = 0.2, 0.25
ENDS_IT = 0.75
Step = Callable[[int, datetime], object]


@dataclass
class Sleeper:
    """One person on call: what reaches them tonight, and what wakes them."""

    number: str
    works: dict[Channel | str, bool]
    wakes: dict[Channel | str, float]

    @classmethod
    def tonight(cls, number: str, chance: random.Random) -> "Sleeper":
        works = {"text": 0.7, Channel.EMAIL: 0.7, Channel.VOICE: 0.75}
        wakes = {"text": 0.25, Channel.EMAIL: 0.05, Channel.VOICE: 0.6}
        return cls(
            number, {way: chance.random() < odds for way, odds in works.items()}, wakes
        )

    def hears(self, way: Channel | str, chance: random.Random) -> bool:
        return self.works[way] and chance.random() < self.wakes[way]


@dataclass
class Told:
    """What a night came to; minutes count from the disclosure."""

    unowned: int = 0
    first_taken: int | None = None
    closed: int | None = None
    pages: int = 0
    handed_on: int = 0
    longest_silence: int = 0


class BadCarrier(Pretend):
    """The world's carrier: down all night, or taking texts that some phones get."""

    def __init__(self, night: "Night") -> None:
        super().__init__()
        # Nights of one database share no sid.
        self._numbers = itertools.count(night.seed * 10_000 + 1)
        self.night = night

    def send(self, request: SendRequest) -> Accepted:
        request.begin()
        if self.night.is_carrier_dead:
            raise GatewayError(Failure.NOT_SENT)
        self.night.brought(request.to, "text")
        return Accepted(self.take(request).sid, "queued")


@dataclass
class Night:
    """One clinic, one alert, and the people who are to hear of it.

    ``step`` is what pages people; the jobs' own unless a test gives a wrong one.
    """

    seed: int
    begins_at: datetime
    step: Step | None = None
    minutes: int = EIGHT_HOURS
    told: Told = field(default_factory=Told)

    def play(self) -> Told:
        """Let the night pass, minute by minute, until somebody has ended it."""
        self._begin()
        minute = 0
        while minute < self.minutes:
            now = self.begins_at + minute * MINUTE
            self._people_act(now)
            self._jobs_run(now)
            if self._look(now, minute):
                break
            minute = max(minute + 1, self._nothing_before())
        self._clear_away()
        return self.told

    def _nothing_before(self) -> int:
        """Return the minute before which nothing can happen: somebody has it."""
        alert = self._alert()
        if alert.acknowledged_at is None or alert.next_page_at is None:
            return 0
        first = min([alert.next_page_at, *(at for at, _ in self.deeds)])
        return int((first - self.begins_at) / MINUTE)

    def _clear_away(self) -> None:
        """End what is open, so that the next night of this database is its own."""
        alert = self._alert()
        self.deeds.clear()
        if alert.closed_at is None:
            alert.closed_at, alert.next_page_at = self.now, None
        db.session.commit()
        self.gateways.close()

    def _begin(self) -> None:
        self.chance = random.Random(self.seed)
        self.is_carrier_dead = self.chance.random() < DEAD_CARRIER
        self.is_mail_dead = self.chance.random() < DEAD_MAIL
        self.carrier = BadCarrier(self)
        self.gateways = Gateways(self.carrier, self.carrier, calls_at_once=1)
        clinic = make_clinic(created_at=self.begins_at)
        make_sender(clinic, created_at=self.begins_at)
        self.sleepers = dict(self._put_on_call(clinic))
        self.deeds: list[tuple[datetime, Callable[[datetime], None]]] = []
        patient = make_patient(clinic, enrolled_at=self.begins_at)
        alert = alerts.open_alert(patient, CRISIS, "night", "…", self.begins_at)
        self.alert_id, self.clinic_id = alert.id, clinic.id
        self.last_page_at = self.begins_at
        db.session.commit()

    def _put_on_call(self, clinic: Clinic) -> Iterator[tuple[int, Sleeper]]:
        for place in range(1, self.chance.randint(1, 4) + 1):
            member = make_member(clinic, created_at=self.begins_at)
            number = f"+1555{self.chance.randrange(10**7):07d}"
            actor = Actor.system()
            alerts.set_on_call(clinic, member, place, number, actor, self.begins_at)
            yield member.id, Sleeper.tonight(number, self.chance)

    def brought(self, to: str, way: Channel | str) -> None:
        """A page came out at somebody's end: do they hear it, and when do they act?"""
        for member_id, sleeper in self.sleepers.items():
            if sleeper.number == to and sleeper.hears(way, self.chance):
                wait = timedelta(seconds=self.chance.randint(20, 14 * 60))
                self._later(wait, partial(self._take, member_id))

    def _later(self, wait: timedelta, deed: Callable[[datetime], None]) -> None:
        self.deeds.append((self.now + wait, deed))

    def _people_act(self, now: datetime) -> None:
        self.now = now
        due = [deed for at, deed in self.deeds if at <= now]
        self.deeds = [(at, deed) for at, deed in self.deeds if at > now]
        for deed in due:
            deed(now)
            db.session.commit()

    def _take(self, member_id: int, now: datetime) -> None:
        """Answer the newest page with its code; then reach the patient, or sleep on."""
        page = self._newest_page(member_id)
        number = self.sleepers[member_id].number
        if page is None or self._alert().closed_at is not None:
            return
        if alerts.answer_page(self.clinic_id, number, page.code, now) is None:
            return
        if self.chance.random() < ENDS_IT:
            wait = timedelta(minutes=self.chance.randint(5, 50))
            self._later(wait, partial(self._close, member_id))

    def _close(self, member_id: int, now: datetime) -> None:
        alert = self._alert()
        member = member_by_id(member_id)
        assert member
        if alert.closed_at is None and alert.acknowledged_by_id == member_id:
            alerts.resolve(alert, member, Disposition.REACHED, "spoke", now)

    def _alert(self) -> Alert:
        return db.session.get_one(Alert, self.alert_id)

    def _newest_page(self, member_id: int) -> Page | None:
        pages = alerts.pages_of(self.clinic_id, self.alert_id)
        mine = [page for page in pages if page.member_id == member_id]
        return mine[-1] if mine else None

    def _jobs_run(self, now: datetime) -> None:
        """The three jobs of a page: step, texts, other channels; each commits."""
        for alert_id in alerts.alerts_to_page(now):
            (self.step or _own_step)(alert_id, now)
            db.session.commit()
        if self._is_text_due(now):
            dispatch(self.gateways, now, BASE)
        for key in alerts.bringings_due(now):
            self._bring(key, now)

    def _is_text_due(self, now: datetime) -> bool:
        due = select(Message.id).where(
            Message.state == MessageState.PLANNED, Message.wake_at <= now
        )
        return db.session.scalars(due).first() is not None

    def _bring(self, key: int, now: datetime) -> None:
        order = alerts.claim_bringing(key, now, BASE)
        db.session.commit()
        if order is None:
            return
        is_mail = order.channel is Channel.EMAIL
        if self.is_mail_dead if is_mail else self.is_carrier_dead:
            failed = NotBrought("nobody answers there", is_final=False)
            alerts.note_not_brought(order, failed, now)
        else:
            alerts.note_brought(order, None, now)
            self.brought(self._number_of(order.id), order.channel)
        db.session.commit()

    def _number_of(self, bringing_id: int) -> str:
        found = (
            select(Page.member_id)
            .join(alerts.Bringing, alerts.Bringing.page_id == Page.id)
            .where(alerts.Bringing.id == bringing_id)
        )
        return self.sleepers[db.session.scalars(found).one()].number

    def _look(self, now: datetime, minute: int) -> bool:
        """Count this minute; say whether the night is over."""
        db.session.expire_all()
        alert, told = self._alert(), self.told
        pages = alerts.pages_of(self.clinic_id, self.alert_id)
        if len(pages) > told.pages:
            told.pages, self.last_page_at = len(pages), now
        if alert.closed_at is not None:
            told.closed = minute
        elif alert.acknowledged_at is not None:
            if told.first_taken is None:
                told.first_taken = minute
            told.unowned += alert.end_by is None or alert.end_by < now
            self.last_page_at = now
        else:
            self._nobody_has_it(alert, now)
        told.handed_on = sum(
            event.deed is alerts.Deed.HANDED_ON
            for event in alerts.events_of(self.clinic_id, self.alert_id)
        )
        return alert.closed_at is not None

    def _nobody_has_it(self, alert: Alert, now: datetime) -> None:
        silence = now - self.last_page_at
        timers = alerts.timers_of(self.clinic_id)
        is_called = silence < _longest_gap(timers)
        is_to_be_called = alert.next_page_at is not None and alert.next_page_at > now
        self.told.unowned += not (is_called and is_to_be_called)
        self.told.longest_silence = max(
            self.told.longest_silence, int(silence / MINUTE)
        )


def _own_step(alert_id: int, now: datetime) -> object:
    return alerts.page_people(alert_id, now, BASE)


def _longest_gap(timers: Timers) -> timedelta:
    return max(timers.gap_after(step) for step in range(4))
