"""The carrier in a process of its own: it obeys, disobeys, and remembers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from diary.config import HOUSE

ACCOUNT = "AC" + "0" * 32
TOKEN = "a token of the account"
FAULTS = {
    "busy": 0.02,
    "busy_wait": 0.01,
    "503": 0.01,
    "503_taken": 0.02,
    "reset": 0.01,
    "reset_taken": 0.02,
    "cut": 0.02,
    "html": 0.01,
    "no_sid": 0.01,
    "moved": 0.01,
    "locked_out": 0.01,
}
"""Shares of calls that go wrong, in every way but silence, which takes long."""

GOSSIP = {"lost": 0.1, "twice": 0.3, "early": 0.2}
"""Shares of texts whose statuses never come, come twice, come before the answer."""
DISOBEDIENT = {"faults": FAULTS, "latency_s": 0.004, "list_lag_s": 20.0}
"""Rules, as in ``tests.outbox.carrier``, of a carrier on a bad day."""


@dataclass
class Witness:
    """A carrier at an address."""

    url: str

    def ask(self, path: str, **body: Any) -> Any:
        """Tell it something; return what it says."""
        data = json.dumps(body).encode()
        request = Request(self.url + path, data=data)  # noqa: S310 - loopback
        with urlopen(request, timeout=120) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def witness(module: str = "tests.outbox.carrier", **rules: Any) -> Iterator[Witness]:
    """Start a carrier process; rules as in ``tests.outbox.carrier``."""
    rules.setdefault("auth_token", TOKEN)
    command = [sys.executable, "-m", module, json.dumps(rules)]
    carrier = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
    assert carrier.stdout
    try:
        yield Witness(carrier.stdout.readline().strip())
    finally:
        carrier.kill()
        carrier.wait()
        carrier.stdout.close()
