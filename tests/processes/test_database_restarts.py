"""PostgreSQL is restarted, gently and hard, while texts go out and come in."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests import postgres
from tests.processes.box import Box, complaints, until

FIELDS = {"MessageStatus": "received", "NumMedia": "0", "Body": "7 slept well"}


class Knocking:
    """A carrier's webhooks that never cease; each text is tried until it got 200."""

    def __init__(self, box: Box, to: str) -> None:
        self.box, self.to = box, to
        self.answers: Counter[int] = Counter()
        self.stored: list[str] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._knock) for _ in range(2)]
        for thread in self._threads:
            thread.start()

    def _knock(self) -> None:
        while not self._over.is_set():
            sid = "SM" + secrets.token_hex(16)
            number = f"+1555{secrets.randbelow(10**7):07d}"
            while self._told(sid, number) != 200:
                time.sleep(0.02)
            self.stored.append(sid)

    def _told(self, sid: str, number: str) -> int:
        fields = {"MessageSid": sid, "From": number, "To": self.to, **FIELDS}
        status, _ = self.box.post("/twilio/inbound", **fields)
        self.answers[status] += 1
        return status

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_restarted_under_load_it_loses_nothing_and_doubles_nothing(
    make_box: Callable[..., Box], server: postgres.Server, mode: str
) -> None:
    box = make_box(latency_s=0.05)
    web = box.web()
    workers = box.workers(2)
    ((to,),) = box.rows("SELECT number FROM sender")
    knocking = Knocking(box, to)
    box.add_texts(300)
    until(lambda: box.calls() > 20, "the first calls")
    server.stop(mode)
    until(lambda: knocking.answers[503] > 3, "a webhook that is not stored")
    assert box.get("/readyz")[0] == 503
    server.restart(mode)
    until(lambda: box.get("/readyz")[0] == 200, "the web to be ready again")
    knocking.stop()
    box.all_handed_over(300)
    stored = Counter(sid for (sid,) in box.rows("SELECT sid FROM inbound_text"))
    assert stored == Counter(knocking.stored)
    assert set(knocking.answers) == {200, 503}
    assert not any(one.has_ended() for one in (web, *workers))
    print(mode, knocking.answers, complaints(web.said)[:3])
