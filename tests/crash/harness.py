"""Kills workers at named steps and at random, then counts what became of each text.

A warm parent forks one worker after another; a carrier in another process is the
witness. Every round moves the clock on by minutes, so that what the dead left behind
is stale. The same seed kills at the same steps.
"""

import gc
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.request import Request, urlopen

from flask import Flask
from sqlalchemy import select

from diary.db import db
from diary.outbox import (
    Gateways,
    Lane,
    Message,
    MessageState,
    Sender,
    TwilioGateway,
)
from diary.sealed import blind_index
from tests.crash.designs import AT_ONCE, Design

OWN_STEPS = (
    *("before_claim", "before_intent_commit", "after_intent_commit"),
    *("before_call", "after_call"),
    *("before_outcome_commit", "after_outcome_commit", "before_reconcile"),
)
CARRIER_STEPS = ("mid_request", "after_request", "before_answer", "mid_answer")
AT_RANDOM = "at_random"
STEPS = (*OWN_STEPS, *CARRIER_STEPS, AT_RANDOM)
ROUNDS_A_KILL = 20
BEGINNING = datetime(2026, 3, 4, 15, tzinfo=UTC)
ROUND = timedelta(minutes=5)
MESSAGES_A_ROUND = 6
NUMBERS = 40
ACCOUNT = "AC" + "0" * 32
SETTLED_IN_ROUNDS = 8
WARM_ROUNDS = 4
LIVES_AT_MOST_S = 0.08
EXPLAINED = {
    MessageState.UNRESOLVED,
    MessageState.REJECTED,
    MessageState.EXPIRED,
    MessageState.SUPPRESSED,
    MessageState.CANCELED,
}


@dataclass
class Verdict:
    """What became of ``count`` texts; ``history`` says which worker died where."""

    count: int
    lost: list[str]
    doubled: list[str]
    unresolved: int
    killed: Counter[str] = field(default_factory=Counter)
    history: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"lost {len(self.lost)} doubled {len(self.doubled)} "
            f"unresolved {self.unresolved} of {self.count}"
        )


@dataclass
class Witness:
    """The carrier in its own process."""

    url: str

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data=data)  # noqa: S310 - loopback
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def witness(module: str = "tests.outbox.carrier", **rules: Any) -> Iterator[Witness]:
    """Start a carrier process; rules as in ``tests.outbox.carrier``."""
    command = [sys.executable, "-m", module, json.dumps(rules)]
    carrier = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert carrier.stdout
    try:
        yield Witness(carrier.stdout.readline().strip())
    finally:
        carrier.kill()
        carrier.wait()
        carrier.stdout.close()


class Harness:
    """One run over one database, which holds one sender and nothing due."""

    def __init__(
        self,
        app: Flask,
        carrier: Witness,
        sender_id: int,
        design: Design,
        seed: int = 1,
    ) -> None:
        self.app, self.carrier, self.design = app, carrier, design
        self.sender_id = sender_id
        self.chance = random.Random(seed)
        self.now = BEGINNING
        self.count = 0
        self.killed: Counter[str] = Counter()
        self.history: list[str] = []

    def run(self, kills: int, workers: int = 1, freezes: int = 0) -> Verdict:
        """Kill and freeze that many workers, let one finish the work, and count."""
        self._warm_up()
        with _kept_out_of_forks():
            return self._tried(kills, workers, freezes)

    def _tried(self, kills: int, workers: int, freezes: int) -> Verdict:
        for _ in range(freezes):
            self._until_it_happens("frozen", self._freeze_one)
        order = [step for step in STEPS if step not in self.design.never_at]
        for turn in range(kills):
            if turn % len(order) == 0:
                self.chance.shuffle(order)
            step = order[turn % len(order)]
            self._until_it_happens(step, partial(self._kill_one, step, workers))
        for _ in range(SETTLED_IN_ROUNDS):
            self._begin_round(0)
            self._wait(self._fork(lambda _step: None))
        return self._verdict()

    def _until_it_happens(self, step: str, attempt: Callable[[int], None]) -> None:
        """Go on in further rounds until a step has got its worker."""
        before = self.killed[step]
        for go in range(ROUNDS_A_KILL):
            self._begin_round(MESSAGES_A_ROUND)
            attempt(go)
            if self.killed[step] > before:
                return
        raise AssertionError(f"nobody {step} in {ROUNDS_A_KILL} rounds: {self.history}")

    def _warm_up(self) -> None:
        """Send and settle here: what that loads and compiles, no child must again."""
        for _ in range(WARM_ROUNDS):
            self._begin_round(MESSAGES_A_ROUND)
            gateways = self._gateways()
            self.design.work(gateways, self.now, lambda _step: None)
            gateways.close()
            db.session.remove()

    def _gateways(self) -> Gateways:
        carrier = TwilioGateway(ACCOUNT, "token", None, self.carrier.url)
        return Gateways(ordinary=carrier, demo=carrier, calls_at_once=AT_ONCE)

    def _begin_round(self, messages: int) -> None:
        self.now += ROUND
        self.carrier.ask("/_clock", {"now": self.now.timestamp()})
        sender = db.session.get_one(Sender, self.sender_id)
        for _ in range(messages):
            self._add(sender)
        db.session.commit()
        # A child must not inherit a connection.
        db.session.remove()
        db.engine.dispose()

    def _add(self, sender: Sender) -> None:
        self.count += 1
        to = f"+1555010{self.chance.randrange(NUMBERS):04d}"
        db.session.add(
            Message(
                clinic_id=sender.clinic_id,
                sender_id=sender.id,
                key=f"text-{self.count}",
                purpose="crash",
                lane=Lane.REMINDERS,
                to=to,
                to_index=blind_index(to),
                body=f"Text {self.count:06d}.",
                due_at=self.now,
                useless_after=self.now + timedelta(days=30),
                created_at=self.now,
            )
        )

    def _kill_one(self, step: str, workers: int, go: int) -> None:
        """Kill a worker at a step, or note that it never got there.

        Of several workers one may take everything before the victim meets its step:
        whoever has missed it once is alone the next time, and dies the first time.
        """
        # What happens once a call comes round more often than what is once a batch.
        most = 5 if step in CARRIER_STEPS or step.endswith("_call") else 2
        nth = 1 if go else self.chance.randint(1, most)
        count = 1 if go else workers
        others = [self._fork(lambda _step: None) for _ in range(count - 1)]
        victim = self._fork(
            _at_nth(step, nth, signal.SIGKILL) if step in OWN_STEPS else None
        )
        if step in CARRIER_STEPS:
            kill = {"pid": victim, "step": step, "nth": nth}
            self.carrier.ask("/_kill", kill)
            os.kill(victim, signal.SIGCONT)
        elif step == AT_RANDOM:
            os.kill(victim, signal.SIGCONT)
            time.sleep(self.chance.random() * LIVES_AT_MOST_S / 2**go)
            os.kill(victim, signal.SIGKILL)
        # Not reaped before nobody is to be killed: its number may become another's.
        os.waitid(os.P_PID, victim, os.WEXITED | os.WNOWAIT)
        self.carrier.ask("/_kill", {"pid": 0, "step": "never", "nth": 1})
        self._note(step, nth, self._wait(victim))
        for other in others:
            self._wait(other)

    def _freeze_one(self, go: int) -> None:
        """Stop a worker before a call, have another clear up after it, let it go on."""
        nth = 1 if go else self.chance.randint(1, MESSAGES_A_ROUND)
        frozen = self._fork(_at_nth("before_call", nth, signal.SIGSTOP))
        if not os.WIFSTOPPED(os.waitpid(frozen, os.WUNTRACED)[1]):
            return
        self._begin_round(0)
        self._wait(self._fork(lambda _step: None))
        os.kill(frozen, signal.SIGCONT)
        self._wait(frozen)
        self.killed["frozen"] += 1

    def _note(self, step: str, nth: int, status: int) -> None:
        is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if is_killed:
            self.killed[step] += 1
        end = "killed" if is_killed else f"ended {os.waitstatus_to_exitcode(status)}"
        self.history.append(f"{self.now:%H:%M} {step} {nth} {end}")

    def _fork(self, at_step: Callable[[str], None] | None) -> int:
        """Start a worker; without ``at_step`` it waits until it is told to go on."""
        pid = os.fork()
        if pid:
            if at_step is None:
                os.waitpid(pid, os.WUNTRACED)
            return pid
        try:
            if at_step is None:
                os.kill(os.getpid(), signal.SIGSTOP)
            self._work(at_step or (lambda _step: None))
            os._exit(0)
        finally:
            os._exit(1)

    def _work(self, at_step: Callable[[str], None]) -> None:
        with self.app.app_context():
            self.design.work(self._gateways(), self.now, at_step)

    def _wait(self, pid: int) -> int:
        return os.waitpid(pid, 0)[1]

    def _verdict(self) -> Verdict:
        taken = Counter(one["body"] for one in self.carrier.ask("/_taken")["taken"])
        messages = list(db.session.scalars(select(Message)))
        unresolved = [m for m in messages if m.state is MessageState.UNRESOLVED]
        return Verdict(
            count=len(messages),
            lost=[m.key for m in messages if _is_lost(m, taken[m.body])],
            doubled=[m.key for m in messages if taken[m.body] > 1],
            unresolved=len(unresolved),
            killed=self.killed,
            history=self.history,
        )


@contextmanager
def _kept_out_of_forks() -> Iterator[None]:
    """Keep the collector off what is there: a child would copy it page by page."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _at_nth(step: str, nth: int, sign: signal.Signals) -> Callable[[str], None]:
    """Return what sends a signal to its own process when a step is reached again."""
    left = nth

    def at_step(reached: str) -> None:
        nonlocal left
        left -= reached == step
        if reached == step and left == 0:
            os.kill(os.getpid(), sign)

    return at_step


def _is_lost(message: Message, taken: int) -> bool:
    """Neither sent nor explained: or taken, and we say it was not."""
    if taken:
        return message.state in EXPLAINED - {MessageState.UNRESOLVED}
    return message.state not in EXPLAINED
