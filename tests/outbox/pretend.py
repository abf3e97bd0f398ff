"""A carrier in memory: takes texts, fails as told, lists what it took."""

import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
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

Trouble = Callable[[SendRequest], None]


@dataclass
class Pretend:
    """``troubles`` are used up, one a call; an empty line means all is well."""

    account: str = "pretend"
    requests: list[SendRequest] = field(default_factory=list)
    kept: dict[str, Listed] = field(default_factory=dict)
    troubles: deque[Trouble] = field(default_factory=deque)
    is_list_down: bool = False
    shows_list: bool = True
    calls: list[CallRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def send(self, request: SendRequest) -> Accepted:
        request.begin()
        with self._lock:
            self.requests.append(request)
            trouble = self.troubles.popleft() if self.troubles else None
        if trouble:
            trouble(request)
        return Accepted(self.take(request).sid, "queued")

    def take(self, request: SendRequest) -> Listed:
        """Keep a text as a carrier does that has accepted it."""
        sid = f"SM{next(self._numbers):032x}"
        self.kept[sid] = Listed(
            sid=sid,
            to=request.to,
            from_number=request.from_number,
            body=request.body,
            status="queued",
            error_code=None,
            is_outbound=True,
            created_at=clock.now(),
        )
        return self.kept[sid]

    def ring(self, request: CallRequest) -> Accepted:
        with self._lock:
            self.calls.append(request)
        return Accepted(f"CA{len(self.calls):032x}", "queued")

    def find(self, to: str, since: datetime) -> list[Listed]:
        if self.is_list_down:
            raise GatewayError(Failure.IN_DOUBT, 503)
        return [one for one in self.kept.values() if one.to == to and self.shows_list]

    def texts_to(self, number: str, since: datetime) -> Reached:
        return Reached(())

    def redact(self, sid: str) -> bool:
        return True

    def fetch(self, sid: str) -> Listed:
        return self.kept[sid]

    def say(self, sid: str, status: str) -> None:
        """Let a text fare on without telling anybody."""
        self.kept[sid] = replace(self.kept[sid], status=status)

    def tick(self) -> None:
        return None

    def close(self) -> None:
        return None

    def fail(
        self,
        failure: Failure,
        code: int | None = None,
        *,
        times: int = 1,
        taken: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Fail the next calls; ``taken``: the text was accepted all the same."""

        def trouble(request: SendRequest) -> None:
            if taken:
                self.take(request)
            raise GatewayError(failure, code, retry_after=retry_after)

        self.troubles.extend([trouble] * times)
