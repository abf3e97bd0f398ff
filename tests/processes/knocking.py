"""Texts that come in without end, as the carrier hands them over.

Some dozens a second: enough that one is under way whenever something breaks.
"""

import secrets
import threading
import time
from collections import Counter

from tests.processes.box import Box

FIELDS = {"MessageStatus": "received", "NumMedia": "0", "Body": "7 slept well"}


class Knocking:
    """A carrier's webhooks that never cease; each text is tried until it got 200."""

    def __init__(self, box: Box) -> None:
        self.box = box
        ((self.to,),) = box.rows("SELECT number FROM sender")
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
            self._over.wait(0.02)

    def _told(self, sid: str, number: str) -> int:
        fields = {"MessageSid": sid, "From": number, "To": self.to, **FIELDS}
        status, _ = self.box.post("/twilio/inbound", **fields)
        self.answers[status] += 1
        return status

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def all_stored_once(self) -> None:
        """Hold what was answered with 200 against what is there."""
        stored = Counter(
            sid for (sid,) in self.box.rows("SELECT sid FROM inbound_text")
        )
        assert stored == Counter(self.stored)
        assert self.stored
