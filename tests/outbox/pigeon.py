"""A third carrier, written by the recipe alone: words and codes of its own.

What ``docs/add-a-carrier.md`` asks for is here in one file. Its loft stands for the
other company's service.
"""

import itertools
import threading
from collections.abc import Sequence
from datetime import datetime

from diary import clock
from diary.outbox import (
    Accepted,
    CallRequest,
    Failure,
    GatewayError,
    Listed,
    Reached,
    SendRequest,
)

STATUSES = {"in_the_air": "sent", "landed": "delivered", "hawk": "undelivered"}
CODES = {"unwanted": 21610, "no_such_roof": 21211, "unpaid": 20005}


class PigeonGateway:
    """One loft."""

    account = "pigeon:loft-1"

    def __init__(self) -> None:
        self._rings = itertools.count(1)
        self._lock = threading.Lock()
        self._flown: dict[str, Listed] = {}
        # What the loft says to the next call, in its own words; empty: all is well.
        self.next_word = ""

    def send(self, request: SendRequest) -> Accepted:
        request.begin()
        word, self.next_word = self.next_word, ""
        if word == "closed":
            raise GatewayError(Failure.NOT_SENT)
        if word == "later":
            raise GatewayError(Failure.BUSY, retry_after=3)
        if word in CODES:
            raise GatewayError(Failure.REJECTED, CODES[word])
        sid = self._let_fly(request)
        if word == "fog":
            raise GatewayError(Failure.IN_DOUBT)
        return Accepted(sid, STATUSES["in_the_air"])

    def _let_fly(self, request: SendRequest) -> str:
        with self._lock:
            sid = f"PG{next(self._rings):032x}"
        self._flown[sid] = Listed(
            sid=sid,
            to=request.to,
            from_number=request.from_number,
            body=request.body,
            status=STATUSES["in_the_air"],
            error_code=None,
            is_outbound=True,
            created_at=clock.now(),
        )
        return sid

    def ring(self, request: CallRequest) -> Accepted:
        raise GatewayError(Failure.REJECTED)

    def find(self, to: str, since: datetime) -> Sequence[Listed]:
        flown = list(self._flown.values())
        return [one for one in flown if one.to == to and one.created_at >= since]

    def texts_to(self, number: str, since: datetime) -> Reached:
        return Reached(())

    def redact(self, sid: str) -> bool:
        return sid in self._flown

    def fetch(self, sid: str) -> Listed:
        if sid not in self._flown:
            raise GatewayError(Failure.REJECTED, 20404)
        return self._flown[sid]

    def tick(self) -> None:
        """Do nothing: pigeons come back by themselves."""

    def close(self) -> None:
        """Hold nothing open."""
