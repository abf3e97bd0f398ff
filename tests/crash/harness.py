"""Kills workers and webhooks at named steps and at random, then counts.

A warm parent forks one worker after another; the service answers at a real port; a
carrier in another process is the witness. Every round moves the clock on by minutes,
so that what the dead left behind is stale. The same seed kills at the same steps.
"""

import gc
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from diary import clock
from diary.config import Settings
from diary.db import db
from diary.outbox import Gateways, TwilioGateway
from diary.outbox.transport import Transport
from jobs.tick import Tick
from tests.crash import workers
from tests.crash.designs import Design
from tests.crash.population import (
    BEGINNING,
    Load,
    Population,
    add_check_in,
    add_message,
    next_round,
    words_of_a_text,
)
from tests.crash.service import Service, watch_commits
from tests.crash.steps import (
    AT_RANDOM,
    CARRIER_STEPS,
    COMMIT_STEPS,
    WEBHOOK_AT_RANDOM,
    WEBHOOK_STEPS,
)
from tests.crash.verdict import Silence, Verdict, judge
from tests.crash.witness import ACCOUNT, GOSSIP, TOKEN, Witness
from tests.outbox.calling_back import signed, text_fields
from tests.outbox.carrier_says import Taken

ROUND = timedelta(minutes=5)
LATER = timedelta(minutes=25)
SETTLED_IN_ROUNDS = 6
WARM_ROUNDS = 4
ROUNDS_A_KILL = 20
LIVES_AT_MOST_S = 0.08
AT_ONCE = 8
ANSWERS_WITHIN_S = 10
STOP_EVERY = 12
SILENT_AT_MOST = 6
WEBHOOK_LOST = 0.15
JUMPS = (*((0,) * 8), 1, -1)
"""Hours by which a worker's clock is wrong: mostly not at all."""


@dataclass
class Harness:
    """One run over one populated database; what happens is in ``history``."""

    app: Flask
    carrier: Witness
    people: Population
    design: Design
    load: Load = field(default_factory=Load)
    service: Service | None = None
    seed: int = 1
    now: datetime = BEGINNING
    count: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    rounds: dict[datetime, str] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        # Apart from the rest, so that the same seed kills in the same order.
        self.order = random.Random(f"order of {self.seed}")
        self.settings: Settings = self.app.config["SETTINGS"]

    def run(self, kills: int, count: int = 1, freezes: int = 0) -> Verdict:
        """Kill and freeze so often among ``count`` workers, settle, and judge."""
        self._warm_up()
        with self.served(), _kept_out_of_forks():
            for _ in range(freezes):
                self._until_it_happens("frozen", self._freeze_one)
            self._kill(kills, count)
            for _ in range(SETTLED_IN_ROUNDS):
                self.begin_round(0, LATER)
                workers.wait(workers.fork(self._work))
                self.carrier.ask("/_drain")
            return self._judged()

    def _kill(self, kills: int, count: int) -> None:
        steps = list(self.design.steps)
        if self.service:
            steps += [*WEBHOOK_STEPS, WEBHOOK_AT_RANDOM]
        for turn in range(kills):
            if turn % len(steps) == 0:
                self.order.shuffle(steps)
            step = steps[turn % len(steps)]
            is_worker = step in self.design.steps
            kill = self._kill_worker if is_worker else self._kill_webhook
            # Every other time the victim has company.
            self._until_it_happens(step, partial(kill, step, count if turn % 2 else 1))

    def _until_it_happens(self, step: str, attempt: Callable[[int], None]) -> None:
        """Go on in further rounds until a step has got its process."""
        before = self.killed[step]
        for go in range(ROUNDS_A_KILL):
            if self.service and len(self.history) % STOP_EVERY == STOP_EVERY - 1:
                self._stop_one()
            self.begin_round(1)
            attempt(go)
            self.carrier.ask("/_drain")
            if self.killed[step] > before:
                return
        raise AssertionError(f"nobody {step} in {ROUNDS_A_KILL} rounds: {self.history}")

    def _kill_worker(self, step: str, count: int, go: int) -> None:
        """Kill a worker at a step, or note that it never got there.

        Of several workers one may take everything before the victim meets its step:
        whoever has missed it once is alone the next time, and dies the first time.
        """
        nth = 1 if go else self.order.randint(1, _most(step))
        others = [workers.fork(self._work) for _ in range(0 if go else count - 1)]
        is_seen = step in CARRIER_STEPS or step == AT_RANDOM
        at_step = workers.at_nth(step, nth, signal.SIGKILL)
        work = partial(self._work, jump=0 if go else self.order.choice(JUMPS))
        victim = workers.fork(work, at_step, held=is_seen)
        if step in CARRIER_STEPS:
            self.carrier.ask("/_kill", pid=victim, step=step, nth=nth)
        if is_seen:
            workers.let_go_on(victim)
        if step == AT_RANDOM:
            time.sleep(self.chance.random() * LIVES_AT_MOST_S / 2**go)
            os.kill(victim, signal.SIGKILL)
        workers.wait_unreaped(victim)
        self.carrier.ask("/_kill", pid=0, step="never", nth=1)
        self._note(step, nth, workers.wait(victim))
        for other in others:
            workers.wait(other)

    def _kill_webhook(self, step: str, count: int, go: int) -> None:
        """Kill who hears the carrier while a worker gives it something to say."""
        assert self.service
        deaths = self.service.death_count
        nth = 1 if go else self.order.randint(1, 3)
        if step in WEBHOOK_STEPS:
            self.service.die_at(step, nth)
        pids = [workers.fork(self._work) for _ in range(count)]
        if step == WEBHOOK_AT_RANDOM:
            time.sleep(self.chance.random() * LIVES_AT_MOST_S)
            self.service.kill()
            self.service.wait_for_deaths(deaths + 1)
        for pid in pids:
            workers.wait(pid)
        self.carrier.ask("/_drain")
        self.service.live_on()
        is_killed = self.service.wait_for_deaths(deaths + 1, 0.1)
        self._note(step, nth, -signal.SIGKILL if is_killed else 0)

    def _freeze_one(self, go: int) -> None:
        """Stop a worker before a call, have another clear up after it, let it go on."""
        nth = 1 if go else self.order.randint(1, self.load.messages)
        stop = workers.at_nth("before_call", nth, signal.SIGSTOP)
        frozen = workers.fork(self._work, stop)
        if not workers.is_stopped(frozen):
            return
        self.begin_round(0)
        workers.wait(workers.fork(self._work))
        workers.let_go_on(frozen)
        workers.wait(frozen)
        self.killed["frozen"] += 1

    def _note(self, step: str, nth: int, code: int) -> None:
        self.rounds[self.now] = step
        is_killed = code == -signal.SIGKILL
        self.killed[step] += is_killed
        end = "killed" if is_killed else f"ended {code}"
        self.history.append(f"{self.now:%d %H:%M} {step} {nth} {end}")

    def _warm_up(self) -> None:
        """Send and settle here: what that loads and compiles, no child must again."""
        for _ in range(WARM_ROUNDS):
            self.begin_round(1, is_heard=False)
            gateways = self.gateways()
            self.design.run(self.tick(gateways), lambda _step: None)
            gateways.close()
            db.session.remove()
        if self.service:
            self._read_one_here()

    def _read_one_here(self) -> None:
        """Take a text in by the door: the first one loads the reader's words."""
        path, sid = "/twilio/inbound", "SM" + "f" * 32
        to = self.people.sender_number
        one = Taken(sid, to, self.people.phones[0], "7", "", 0.0)
        fields = text_fields(one)
        url = f"{self.settings.base_url}{path}"
        headers = {"X-Twilio-Signature": signed(url, fields, TOKEN)}
        answer = self.app.test_client().post(path, data=fields, headers=headers)
        assert answer.status_code == 200

    @contextmanager
    def served(self) -> Iterator[None]:
        """Have the service answer at its port, and the carrier gossip."""
        if self.service is None:
            yield
            return
        db.session.remove()
        db.engine.dispose()
        self.service.start(self.app)
        self.carrier.ask("/_gossip", **GOSSIP)
        try:
            yield
        finally:
            self.service.stop()

    def begin_round(
        self, share: int, by: timedelta = ROUND, *, is_heard: bool = True
    ) -> None:
        """Move every clock on; ``share`` 1 adds what the load says, 0 nothing."""
        self.now = next_round(self.now, by)
        self.carrier.ask("/_clock", now=self.now.timestamp())
        clock.use_offset(self.now - clock.real_now())
        for _ in range(share * self.load.messages):
            self.count += 1
            to = self.chance.choice(self.people.phones)
            add_message(self.people, self.count, to, self.now)
        for _ in range(share * self.load.check_ins):
            add_check_in(self.people, self.now)
        db.session.commit()
        # A child must not inherit a connection.
        db.session.remove()
        db.engine.dispose()
        if self.service and is_heard:
            self.service.live_at(self.now.timestamp())
            for _ in range(share * self.load.texts):
                self._text_in(words_of_a_text(self.chance))

    def _text_in(self, words: str, phone: str = "") -> None:
        """Have a resident text; of some texts the webhook is lost."""
        assert self.service
        is_lost = not phone and self.chance.random() < WEBHOOK_LOST
        url = "" if is_lost else f"{self.service.url}/twilio/inbound"
        sender = phone or self.chance.choice(self.people.phones)
        told = {"from": sender, "to": self.people.sender_number, "body": words}
        self.carrier.ask("/_text", url=url, **told)

    def _stop_one(self) -> None:
        """Have a resident say STOP, and the one who said it longest ago START."""
        silent = [one for one in self.silences if one.until is None]
        if len(silent) >= SILENT_AT_MOST:
            self.silences.remove(silent[0])
            self.silences.append(replace(silent[0], until=self._taken_count()))
            self._text_in("START", silent[0].number)
        heard = {one.number for one in silent}
        phone = next(one for one in self.people.phones if one not in heard)
        self._text_in("STOP", phone)
        # Once it is heard nothing more may go there.
        self.silences.append(Silence(phone, self._taken_count()))

    def _taken_count(self) -> int:
        """Return what the carrier took so far, once nothing is on its way to us."""
        return int(self.carrier.ask("/_drain")["taken_count"])

    def _work(self, at_step: workers.AtStep, jump: int = 0) -> None:
        with self.app.app_context():
            watch_commits(*(partial(at_step, step) for step in COMMIT_STEPS))
            self.design.run(self.tick(self.gateways(), jump), at_step)

    def tick(self, gateways: Gateways, jump: int = 0) -> Tick:
        """Return a turn for a job; ``jump`` hours its clock is wrong."""
        now = self.now + timedelta(hours=jump)
        return Tick(now, self.settings, gateways, lambda: False)

    def gateways(self) -> Gateways:
        """Return a way to the carrier, for one process."""
        transport = Transport(ANSWERS_WITHIN_S)
        carrier = TwilioGateway(ACCOUNT, TOKEN, None, self.carrier.url, transport)
        return Gateways(ordinary=carrier, demo=carrier, calls_at_once=AT_ONCE)

    def _judged(self) -> Verdict:
        told = self.carrier.ask("/_taken")
        verdict = judge(told["taken"], told["heard"], self.silences)
        verdict.killed, verdict.history = self.killed, self.history
        verdict.unresolved_by = Counter(
            self.rounds.get(due_at, "warming up, or a text in")
            for due_at in verdict.unresolved_due
        )
        return verdict


@contextmanager
def _kept_out_of_forks() -> Iterator[None]:
    """Keep the collector off what is there: a child would copy it page by page."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _most(step: str) -> int:
    """Return up to which time a step may be the one.

    What happens once a call comes round more often than what is once a batch.
    """
    if step in COMMIT_STEPS:
        return 8
    return 5 if step in CARRIER_STEPS or step.endswith(("_call", "_begin")) else 2
