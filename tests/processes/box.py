"""A box of real processes: workers, web, carrier and a PostgreSQL of their own.

Everything beats by the real clock; what takes the service long (a lease, two minutes
of doubt) is let pass in the database, by ``let_pass``.
"""

import base64
import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask

from diary.app import create_app
from diary.db import db
from diary.outbox import Sender, signed
from tests import postgres
from tests.architecture.source import HOUSE
from tests.crash.witness import Witness
from tests.databases import settings_for
from tests.factories import make_message

PATIENCE_S = 60.0
"""For what must happen; on a quiet machine it takes a second or two."""
ACCOUNT = "AC" + "0" * 32
TOKEN = "a token of the account, known to all"
OURS = "message.key LIKE 'text-%'"
"""The texts a test had sent; answers to texts in are messages too."""
CLOCKS = {
    "message": ("lease_until", "wake_at"),
    "attempt": ("started_at",),
    "job_run": ("started_at", "finished_at", "late_at"),
}


def until(condition: Callable[[], object], what: str) -> None:
    """Poll until it holds; fail with ``what`` was waited for."""
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, f"waited in vain for {what}"
        time.sleep(0.02)


class Nursery:
    """The interpreter that forks; see ``nursery.py``."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.nursery"],
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._is_ready = False

    def ask(self, **asked: Any) -> Any:
        self._is_ready = self._is_ready or self._heard()["ready"]
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._heard()

    def _heard(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=PATIENCE_S)


@dataclass
class Running:
    """One process we started, with what it wrote."""

    nursery: Nursery
    pid: int
    log: Path
    code: int | None = None

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def has_said(self, event: str, times: int = 1) -> bool:
        return self.said.count(event) >= times

    def tell(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def has_ended(self) -> bool:
        if self.code is None:
            self.code = self.nursery.ask(wait=self.pid)["code"]
        return self.code is not None

    def ended(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        until(self.has_ended, f"the end of a process: {self.said}")
        assert self.code is not None
        return self.code

    def end(self) -> None:
        """Kill it with whatever it forked, frozen or not."""
        if not self.has_ended():
            os.killpg(self.pid, signal.SIGKILL)
            until(self.has_ended, "a killed process")


@dataclass
class Box:
    """One database with the processes on it; ``url`` is where they look for it."""

    server: postgres.Server
    database: str
    url: str
    nursery: Nursery
    folder: Path
    running: list[Running] = field(default_factory=list)
    port: int = 0
    carrier: Witness = field(default_factory=lambda: Witness(""))

    @property
    def direct_url(self) -> str:
        """Return the server's own address, whatever stands before it."""
        return self.server.url(self.database)

    def environment(self, **changes: str) -> dict[str, str]:
        keys = [base64.b64encode(key * 32).decode() for key in (b"1", b"2")]
        return {
            "PATH": os.environ["PATH"],
            "DIARY_INSTANCE": str(self.folder),
            "DIARY_DATABASE_URL": self.url,
            "DIARY_SECRET_KEY": "a signing key that everybody may know",
            "DIARY_FIELD_KEYS": f"k1:{keys[0]},index:{keys[1]}",
            "DIARY_CARRIER": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
            "TWILIO_API_URL": self.carrier.url,
            **changes,
        }

    def start(self, *module: str, **changes: str) -> Running:
        """Run a module with these settings changed."""
        log = self.folder / f"{module[0]}-{len(self.running)}.log"
        log.touch()
        pid = self.nursery.ask(
            module=module, environment=self.environment(**changes), log=str(log)
        )["pid"]
        self.running.append(Running(self.nursery, pid, log))
        return self.running[-1]

    def open_carrier(self, rules: dict[str, Any]) -> None:
        """Start the carrier that the others will call; rules as in its module."""
        carrier = self.start("tests.processes.gate", json.dumps(rules))
        until(lambda: carrier.has_said("\n"), "the carrier's address")
        self.carrier = Witness(carrier.said.strip())

    def workers(self, count: int) -> list[Running]:
        """Start ``python -m jobs`` so many times, each past its first beat."""
        started = [self.start("jobs") for _ in range(count)]
        for one in started:
            until(partial(one.has_said, "clock_started"), "a worker's clock")
        return started

    def web(self, processes: int = 1, clock: str = "off") -> Running:
        """Start gunicorn, listening."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        started = self.start(
            *("gunicorn", "-w", str(processes), "wsgi:app"),
            PORT=str(self.port),
            DIARY_CLOCK=clock,
        )
        until(lambda: self.get("/livez")[0] == 200, "the web")
        if clock == "on":
            said = partial(started.has_said, "clock_started", processes)
            until(said, "the web's clocks")
        return started

    def get(self, path: str, cookie: str = "") -> tuple[int, str]:
        """Return status and text; status 0 where nobody answers."""
        return self._asked("GET", path, None, {"Cookie": cookie})

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Call a webhook as the carrier does, signed."""
        told = {"AccountSid": ACCOUNT, **fields}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signed(
                f"http://127.0.0.1:{self.port}{path}", told, TOKEN
            ),
        }
        return self._asked("POST", path, urlencode(told), headers)

    def _asked(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    @cached_property
    def _app(self) -> Flask:
        return create_app(settings_for(self.direct_url, self.folder))

    @contextmanager
    def seeding(self) -> Iterator[Flask]:
        """A context in which the factories write into this box."""
        with self._app.app_context():
            yield self._app
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    def add_texts(self, count: int) -> None:
        """Have so many more texts due, each to a number of its own."""
        with self.seeding():
            sender = db.session.query(Sender).first()
            assert sender
            for _ in range(count):
                key = f"text-{secrets.token_hex(6)}"
                make_message(sender, key=key, body=f"Text {key}.")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database itself; a server that restarts is asked again."""
        address = self.direct_url.replace("+psycopg", "")
        for _ in range(200):
            try:
                with psycopg.connect(address, autocommit=True) as connection:
                    done = connection.execute(query.encode())
                    return done.fetchall() if done.description else []
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise AssertionError("the database stays away")

    def let_pass(self, span: timedelta) -> None:
        """Make everything the database waits for so much older."""
        for table, columns in CLOCKS.items():
            older = ", ".join(
                f"{column} = {column} - interval '{span.total_seconds()} seconds'"
                for column in columns
            )
            self.rows(f"UPDATE {table} SET {older}")

    def states(self) -> Counter[str]:
        asked = f"SELECT state, count(*) FROM message WHERE {OURS} GROUP BY 1"
        return Counter(dict(self.rows(asked)))

    def handed_over(self) -> int:
        asked = f"SELECT 1 FROM message WHERE {OURS} AND sid IS NOT NULL"
        return len(self.rows(asked))

    def taken(self) -> Counter[str]:
        """Return how often the carrier took each text."""
        return Counter(one["body"] for one in self.carrier.ask("/_taken")["taken"])

    def hold(self, calls: int) -> None:
        """Shut the carrier's gate until so many more calls are there."""
        self.carrier.ask("/_hold", until=calls)

    def calls(self) -> int:
        """Return how many calls have reached the carrier, answered or not."""
        return int(self.carrier.ask("/_calls")["calls"])

    def lists_of(self, number: str) -> int:
        """Return how often somebody asked the carrier for the texts to a number."""
        return int(self.carrier.ask("/_calls")["lists_of"].count(number))

    def claims(self) -> Counter[int]:
        """Return how many messages each process, by pid, was the last to claim."""
        asked = (
            "SELECT split_part(owner, ':', 2)::int, count(*) FROM message "
            f"WHERE {OURS} AND owner > '' GROUP BY 1"
        )
        return Counter(dict(self.rows(asked)))

    def open_gate(self) -> None:
        self.carrier.ask("/_open")

    def all_handed_over(self, count: int) -> None:
        """Wait for it, then hold both sides' books against each other."""
        until(lambda: self.handed_over() == count, f"{count} texts")
        taken = self.taken()
        assert (len(taken), set(taken.values())) == (count, {1})
        assert self.states() == {"queued": count}
        assert not self.rows(
            "SELECT 1 FROM attempt JOIN message ON message.id = message_id "
            f"WHERE {OURS} AND ended_at IS NULL"
        )

    def close(self) -> None:
        for one in self.running:
            one.end()


def complaints(said: str) -> list[str]:
    """Return the lines of a log that no run without trouble writes.

    A lock that a busy machine made somebody wait for is none: the next beat is near.
    """
    found = re.findall(r".*(?:Traceback|\"error\"|\"critical\").*", said)
    return [line for line in found if "OperationalError" not in line]
