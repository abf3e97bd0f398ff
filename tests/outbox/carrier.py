"""A carrier of our own that obeys or disobeys, over real HTTP, in a thread or process.

It answers as Twilio's REST API does and fails in every way that API can: told what to
do with single calls (``next_faults``) or at random by shares. What it took is in
``taken`` and, as JSON, at ``/_taken``. Run as a process it prints its address.
"""

import asyncio
import json
import os
import random
import signal
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.outbox.calling_back import (
    answered,
    call_back,
    gossip,
    insist,
    status_fields,
    text_fields,
)
from tests.outbox.carrier_says import (
    ANSWERS,
    FAULTS,
    TAKEN,
    Call,
    Killing,
    Taken,
    document,
    http_answer,
    magic_code,
    page,
    pictures,
)

__all__ = ["FAULTS", "Carrier", "Rules", "Taken"]


@dataclass
class Rules:
    """How it behaves; ``faults`` are shares of calls by name.

    ``early`` and ``late`` are the statuses called back before and after the answer;
    ``gossip`` are shares of texts whose statuses travel badly, and has them all told.
    """

    latency_s: float = 0.0
    list_lag_s: float = 0.0
    page_size: int = 1000
    faults: dict[str, float] = field(default_factory=dict)
    seed: int = 1
    auth_token: str = ""
    early: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    gossip: dict[str, float] = field(default_factory=dict)


class Carrier:
    """What one account has taken, and what it does with the next call."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.taken: list[Taken] = []
        self.calls: list[Call] = []
        self.call_count = 0
        self.next_faults: deque[str] = deque()
        self.next_errors: deque[tuple[int, int]] = deque()
        self.killing: Killing | None = None
        self.url = ""
        self.ahead_s = 0.0
        self.documents: dict[str, object] = {}
        self.is_magic = False
        self.read_errors: dict[str, tuple[int, int]] = {}
        self.wires: set[_Wire] = set()
        # Whose end was told to a webhook that answered 200.
        self.heard: set[str] = set()
        self.errands: set[asyncio.Task[None]] = set()
        self._chance = random.Random(self.rules.seed)

    def start(self) -> "Carrier":
        """Serve on a free port from a thread of its own; ``url`` says where."""
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self.serve(ready.set)), daemon=True
        )
        self._thread.start()
        ready.wait(10)
        return self

    def stop(self) -> None:
        """Stop serving and hang up on everybody."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def serve(self, ready: Callable[[], object]) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(lambda: _Wire(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready()
        await self._over.wait()
        server.close()
        for wire in list(self.wires):
            wire.transport.abort()
        await asyncio.sleep(0)

    def fault(self) -> str:
        """Draw what goes wrong with this call; nothing is ``""``."""
        if self.next_faults:
            return self.next_faults.popleft()
        drawn = self._chance.random()
        for name, share in self.rules.faults.items():
            drawn -= share
            if drawn < 0:
                return name
        return ""

    def now(self) -> float:
        """Return its own idea of the time, which a harness may move."""
        return time.time() + self.ahead_s

    async def think(self) -> None:
        """Let the rules' latency pass before anything is decided."""
        if self.rules.latency_s:
            await asyncio.sleep(self.rules.latency_s)

    def take(self, form: dict[str, str]) -> Taken:
        one = Taken(
            sid=f"SM{len(self.taken):08x}{self._chance.getrandbits(96):024x}",
            to=form["To"],
            origin=form.get("MessagingServiceSid") or form.get("From", ""),
            body=form.get("Body", ""),
            status_url=form.get("StatusCallback", ""),
            at=self.now(),
        )
        self.taken.append(one)
        return one

    def hold(self, origin: str, to: str, body: str, ago_s: float = 120) -> Taken:
        """Keep a text from a phone whose webhook never reaches us."""
        sid = f"SM{len(self.taken):08x}{self._chance.getrandbits(96):024x}"
        at = self.now() - ago_s
        one = Taken(sid, to, origin, body, "", at, "received", "inbound")
        self.taken.append(one)
        return one

    def listed(self, to: str) -> list[Taken]:
        seen_before = self.now() - self.rules.list_lag_s
        newest = reversed(self.taken)
        found = [o for o in newest if to in ("", o.to) and o.at <= seen_before]
        return sorted(found, key=lambda one: -one.at)

    def reach(self, step: str) -> None:
        """Kill whom we were asked to kill, if this is the step and the call."""
        if self.killing and self.killing.step == step:
            self.killing.nth -= 1
            if self.killing.nth <= 0:
                pid, self.killing = self.killing.pid, None
                os.kill(pid, signal.SIGKILL)

    def call_back(self, one: Taken | None, status: str) -> None:
        """Tell our webhook a status, signed; errors of the other side are its own."""
        if one is None:
            return
        one.status = status
        fields = status_fields(one, status)
        call_back(one.status_url, fields, self.rules.auth_token)

    async def tell(self, one: Taken, statuses: Sequence[str]) -> None:
        """Tell statuses until they are heard, each in its turn."""
        for status in statuses:
            fields = status_fields(one, status)
            heard, _ = await self._insist(one.status_url, fields)
            if heard == 200 and status == "delivered":
                self.heard.add(one.sid)

    async def text_in(self, one: Taken, url: str) -> None:
        """Hand a phone's text to our webhook and send what it answers."""
        _, answer = await self._insist(url, text_fields(one))
        if reply := answered(answer):
            body, status_url = reply
            form = {"To": one.origin, "From": one.to, "Body": body}
            sent = self.take(form | {"StatusCallback": status_url})
            early, late = self.draw_gossip()
            sent.status = "delivered" if late else sent.status
            await self.tell(sent, [*early, *late])

    async def _insist(self, url: str, fields: dict[str, str]) -> tuple[int, str]:
        token, loop = self.rules.auth_token, asyncio.get_running_loop()
        return await loop.run_in_executor(None, insist, url, fields, token)

    def told(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Do what the harness asks, which is no part of a carrier; say what we know."""
        if path == "/_kill":
            self.killing = Killing(**asked)
        elif path == "/_clock":
            self.ahead_s = asked["now"] - time.time()
        elif path == "/_gossip":
            self.rules.gossip = asked
        elif path == "/_text":
            one = self.hold(asked["from"], asked["to"], asked["body"], 0)
            if asked["url"]:
                self.run_errand(self.text_in(one, asked["url"]))
        said: dict[str, Any] = {"calls": self.call_count}
        said["taken_count"] = len(self.taken)
        if path == "/_taken":
            said["taken"] = [asdict(one) for one in self.taken]
            said["rung"] = [asdict(one) for one in self.calls]
            said["heard"] = sorted(self.heard)
        return said

    def run_errand(self, errand: Coroutine[Any, Any, None]) -> None:
        """Have something done while the next call is answered."""
        task = asyncio.get_running_loop().create_task(errand)
        self.errands.add(task)
        task.add_done_callback(self.errands.discard)

    def draw_gossip(self) -> tuple[list[str], list[str]]:
        """Draw how one text's statuses travel."""
        return gossip(self.rules.gossip, self._chance)


class _Wire(asyncio.Protocol):
    """One connection: reads a request, then the next when that is answered."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.held = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.carrier.wires.add(self)
        self.carrier.reach("connected")

    def connection_lost(self, exc: Exception | None) -> None:
        self.carrier.wires.discard(self)

    def data_received(self, data: bytes) -> None:
        if not self.held and data.startswith(b"POST /2010"):
            self.carrier.reach("mid_request")
        self.held += data
        head, found, rest = self.held.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self.held = rest[_length(head) :]
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        body = rest[: _length(head)].decode()
        asyncio.get_running_loop().create_task(self._answer(method, target, body))

    async def _answer(self, method: str, target: str, body: str) -> None:
        path = urlsplit(target).path
        if path.startswith("/_"):
            await self._controlled(path, json.loads(body or "{}"))
        elif method == "POST" and path.endswith("/Calls.json"):
            self._ring(dict(parse_qsl(body, keep_blank_values=True)))
        elif "/Media" in path:
            self._send(*pictures(self.carrier.taken, method, path))
        elif method == "POST" and not path.endswith("/Messages.json"):
            self._update(path, dict(parse_qsl(body, keep_blank_values=True)))
        elif method == "POST":
            await self._create(dict(parse_qsl(body, keep_blank_values=True)))
        else:
            self._read(path, urlsplit(target).query)

    async def _controlled(self, path: str, asked: dict[str, Any]) -> None:
        while path == "/_drain" and self.carrier.errands:
            await asyncio.wait(self.carrier.errands)
        self._send(200, json.dumps(self.carrier.told(path, asked)))

    async def _create(self, form: dict[str, str]) -> None:
        carrier = self.carrier
        carrier.call_count += 1
        carrier.reach("after_request")
        await carrier.think()
        if carrier.next_errors:
            status, code = carrier.next_errors.popleft()
            self._send(status, json.dumps({"code": code, "message": form["To"]}))
            return
        if carrier.is_magic and (magic := magic_code(form)):
            self._send(400, json.dumps({"code": magic, "message": form["To"]}))
            return
        fault = carrier.fault()
        one = carrier.take(form) if not fault or fault in TAKEN else None
        await self._call_back(one, carrier.rules.early)
        early, late = carrier.draw_gossip() if one else ([], [])
        if one and (early or late):
            one.status = "delivered"
            await carrier.tell(one, early)
        carrier.reach("before_answer")
        self._respond(fault, one)
        if one and late:
            carrier.run_errand(carrier.tell(one, late))
        await self._call_back(one, carrier.rules.late)

    def _ring(self, form: dict[str, str]) -> None:
        """Begin a call; next_errors and next_faults are for texts alone."""
        calls = self.carrier.calls
        calls.append(Call(f"CA{len(calls):032x}", form))
        taken = {"sid": calls[-1].sid, "to": form["To"], "status": "queued"}
        self._send(201, json.dumps(taken))

    def _update(self, path: str, form: dict[str, str]) -> None:
        """Blank a body; refuse as told, or whose sid is nobody's."""
        self.carrier.call_count += 1
        one = self._named(path)
        if one is None:
            self._send(404, '{"code": 20404, "message": "not found"}')
        elif one.error_on_update:
            status, code = one.error_on_update
            self._send(status, json.dumps({"code": code, "message": one.to}))
        else:
            one.body = form.get("Body", one.body)
            self._send(200, document(one))

    def _named(self, path: str) -> Taken | None:
        sid = path.rsplit("/", 1)[1].removesuffix(".json")
        return next((one for one in self.carrier.taken if one.sid == sid), None)

    async def _call_back(self, one: Taken | None, said: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        for word in said if one else ():
            await loop.run_in_executor(None, self.carrier.call_back, one, word)

    def _respond(self, fault: str, one: Taken | None) -> None:
        if one and not fault:
            self._send(201, document(one), is_last_step=True)
        elif fault.startswith("reset"):
            self._reset()
        elif one and fault == "cut":
            self.transport.write(http_answer(201, document(one))[:-40])
            self.transport.close()
        elif fault in ANSWERS:
            self._send(*ANSWERS[fault])

    def _reset(self) -> None:
        if not self.transport.is_closing():
            held = self.transport.get_extra_info("socket")
            held.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _read(self, path: str, query: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path.endswith("/Messages.json") and path.startswith("/2010-04-01/"):
            found = self.carrier.listed(asked.get("To", ""))
            self._send(200, page(found, path, asked, self.carrier.rules.page_size))
            return
        if path in self.carrier.read_errors:
            status, code = self.carrier.read_errors[path]
            self._send(status, json.dumps({"code": code, "message": "no"}))
            return
        if path in self.carrier.documents:
            self._send(200, json.dumps(self.carrier.documents[path]))
            return
        one = self._named(path)
        if one is not None:
            self._send(200, document(one))
            return
        self._send(404, '{"code": 20404, "message": "not found"}')

    def _send(
        self, status: int, text: str, more: str = "", *, is_last_step: bool = False
    ) -> None:
        answer = http_answer(status, text, more)
        if is_last_step and self.carrier.killing:
            self.transport.write(answer[:100])
            self.carrier.reach("mid_answer")
            answer = answer[100:]
        self.transport.write(answer)


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def main() -> None:
    """Serve until killed; the first argument holds the rules as JSON."""
    rules = Rules(**json.loads(sys.argv[1])) if len(sys.argv) > 1 else Rules()
    carrier = Carrier(rules)

    def say_where() -> None:
        sys.stdout.write(carrier.url + "\n")
        sys.stdout.flush()

    asyncio.run(carrier.serve(say_where))


if __name__ == "__main__":
    main()
