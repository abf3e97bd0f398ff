"""Restart everything at random under load and count: nothing lost, nothing doubled.

``python bench/restarts.py [--rounds 40] [--seed 1] [--latency 0.2] [--texts 40]``

Two ``python -m jobs``, a gunicorn with the clock inside, a carrier, a PostgreSQL, and
texts in without end. Each round has more texts due and then ends a worker or the web
with SIGTERM, kills one, freezes one for a minute, or restarts PostgreSQL gently or
hard. Prints one line, ``lost 0 doubled 0 unresolved N of M``; exit 0 only then, if
every process told to end did so with 0 within 25 s and every text in is there once.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import databases, postgres
from tests.crash.verdict import EXPLAINED
from tests.processes.box import OURS, Box, Nursery, Running, until
from tests.processes.knocking import Knocking
from tests.processes.opening import opened_box, opened_server

ENDS_WITHIN_S = 25.0
MINUTE = timedelta(minutes=1)
SETTLED_IN = 5


class Restarts:
    """One run; what happened to whom is told on standard error."""

    def __init__(
        self, box: Box, server: postgres.Server, seed: int, latency_s: float
    ) -> None:
        self.box, self.server = box, server
        self.chance = random.Random(seed)
        self.workers = box.workers(2)
        self.web = box.web(clock="on")
        self.latency_s = latency_s
        self.slowest = 0.0
        self.faults: list[str] = []

    def round(self, texts: int) -> None:
        self.box.add_texts(texts)
        time.sleep(self.chance.random() * 2)
        deed = self.chance.choice(
            [self.roll, self.roll_web, self.kill, self.freeze, self.gently, self.hard]
        )
        print(deed.__name__, end=" ", file=sys.stderr, flush=True)
        deed()

    def roll(self) -> None:
        old = self.workers.pop(0)
        self._told_to_end(old, lambda: self.workers.extend(self.box.workers(1)))

    def roll_web(self) -> None:
        old = self.web
        self._told_to_end(old, lambda: None)
        self.web = self.box.web(clock="on")

    def kill(self) -> None:
        self.workers.pop(0).tell(signal.SIGKILL)
        self.workers += self.box.workers(1)

    def freeze(self) -> None:
        one = self.workers.pop(0)
        one.tell(signal.SIGSTOP)
        self.workers += self.box.workers(1)
        self._let_pass()
        time.sleep(self.chance.random() * 8)
        one.tell(signal.SIGCONT)
        self.workers.append(one)
        self._told_to_end(self.workers.pop(0), lambda: None)

    def gently(self) -> None:
        self.server.restart("fast")

    def hard(self) -> None:
        self.server.restart("immediate")

    def _told_to_end(self, old: Running, meanwhile: Callable[[], None]) -> None:
        began = time.monotonic()
        old.tell(signal.SIGTERM)
        meanwhile()
        code, took = old.ended(), time.monotonic() - began
        self.slowest = max(self.slowest, took)
        if code != 0 or took > ENDS_WITHIN_S:
            self.faults.append(f"ended with {code} after {took:.1f} s")

    def settle(self) -> None:
        """Let what the dead left behind grow old, and somebody look after it."""
        for _ in range(SETTLED_IN):
            self._let_pass()
            self.workers += self.box.workers(1)
            time.sleep(5)
        until(self._is_quiet, "the outbox to settle")

    def _let_pass(self) -> None:
        """Make all older by a minute, once the carrier has taken what reached it."""
        time.sleep(self.latency_s)
        self.box.let_pass(MINUTE)

    def _is_quiet(self) -> bool:
        under_way = "state IN ('planned', 'dispatching', 'uncertain')"
        asked = f"SELECT 1 FROM message WHERE {OURS} AND {under_way}"  # noqa: S608
        return not self.box.rows(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds")
    parser.add_argument("--texts", type=int, default=40, help="due in each round")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="restarts-"))
    databases.begin_run(folder)
    nursery = Nursery()
    server = opened_server(folder / "own")
    try:
        with opened_box(server, nursery, folder, latency_s=asked.latency) as box:
            is_well = tried(box, server, asked)
    finally:
        nursery.close()
        server.stop()
        databases.end_run(folder)
    sys.exit(not is_well)


def tried(box: Box, server: postgres.Server, asked: argparse.Namespace) -> bool:
    """Run it; print the verdict and say whether all is well."""
    run = Restarts(box, server, asked.seed, asked.latency)
    knocking = Knocking(box)
    for _ in range(asked.rounds):
        run.round(asked.texts)
    knocking.stop()
    run.settle()
    knocking.all_stored_once()
    answers = dict(sorted(knocking.answers.items()))
    print(f"\nwebhooks {answers}", file=sys.stderr)
    print(f"slowest end {run.slowest:.1f} s {run.faults}", file=sys.stderr)
    lost, doubled, unresolved, total = counted(box)
    print(f"lost {lost} doubled {doubled} unresolved {unresolved} of {total}")
    return not (lost or doubled or run.faults or 500 in answers)


def counted(box: Box) -> tuple[int, int, int, int]:
    taken = box.taken()
    rows = box.rows(f"SELECT key, state FROM message WHERE {OURS}")  # noqa: S608
    explained = {state.value for state in EXPLAINED}
    lost = [
        key
        for key, state in rows
        if not taken[f"Text {key}."] and state not in explained
    ]
    doubled = [key for key, _ in rows if taken[f"Text {key}."] > 1]
    states = Counter(state for _, state in rows)
    return len(lost), len(doubled), states["unresolved"], len(rows)


if __name__ == "__main__":
    main()
