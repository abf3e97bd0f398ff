"""What every carrier looks like from the outbox: one protocol, four ways to fail.

Pure. Leaves the wire to the gateways; how to add one: docs/add-a-carrier.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Failure(StrEnum):
    """What a failed call says about the text it carried."""

    NOT_SENT = "not_sent"  # proven: refused, no name, no handshake
    BUSY = "busy"  # 429, the one answer documented as never processed
    REJECTED = "rejected"  # a definite no, with a code
    IN_DOUBT = "in_doubt"  # everything else: it may be on its way


class GatewayError(Exception):
    """A call that did not end in a sid. Holds codes only: carriers quote numbers."""

    def __init__(
        self,
        failure: Failure,
        code: int | None = None,
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{failure} {code or ''}".strip())
        self.failure = failure
        self.code = code
        self.retry_after = retry_after


class CalledOff(GatewayError):
    """No byte of the text has left, and none must; ``is_late``: not by this call."""

    def __init__(self, *, is_late: bool = False) -> None:
        super().__init__(Failure.NOT_SENT)
        self.is_late = is_late


def _nobody_objects() -> None:
    return None


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One text to hand over; ``valid_for`` is in seconds from now.

    ``begin`` is called by the gateway right before the first byte, once connected: it
    raises CalledOff where the call must not begin.
    """

    to: str
    body: str
    from_number: str
    messaging_service_sid: str | None
    status_url: str
    valid_for: int
    begin: Callable[[], None] = field(default=_nobody_objects, compare=False)


@dataclass(frozen=True, slots=True)
class CallRequest:
    """One voice call; ``twiml`` says what is spoken and asked, in Twilio's words."""

    to: str
    from_number: str
    twiml: str
    status_url: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The carrier took it: under this sid, in this status."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One message as the carrier's own list shows it."""

    sid: str
    to: str
    from_number: str | None
    body: str
    status: str
    error_code: int | None
    is_outbound: bool
    created_at: datetime
    media_count: int = 0


@dataclass(frozen=True, slots=True)
class Reached:
    """Texts that reached a number; not ``is_whole``: only the newest of too many."""

    texts: Sequence[Listed]
    is_whole: bool = True


class Gateway(Protocol):
    """A carrier. Called from many threads at once; touches no transaction of ours."""

    @property
    def account(self) -> str:
        """Name the account, for its breaker: ``twilio:AC…``."""

    def send(self, request: SendRequest) -> Accepted:
        """Hand one text over, once: no retry inside; raises GatewayError.

        Calls ``request.begin()`` last before the first byte, and lets through what it
        raises: a connection may take seconds, and a STOP come in them.
        """

    def ring(self, request: CallRequest) -> Accepted:
        """Begin one voice call, once: no retry inside; raises GatewayError."""

    def find(self, to: str, since: datetime) -> Sequence[Listed]:
        """Return messages to a number created since then, in any order.

        The caller checks every field again. Raises GatewayError where the list could
        not be read whole: a list that is cut short must not pass for an empty one.
        """

    def texts_to(self, number: str, since: datetime) -> Reached:
        """Return the texts that reached one of our numbers since then, in any order.

        Of very many only the newest; whose webhook was lost is found among them. The
        caller checks every field again. Raises GatewayError.
        """

    def redact(self, sid: str) -> bool:
        """Have the carrier forget a text's words and pictures; again does no harm.

        True when they are gone there, False where it is too early. Raises GatewayError.
        """

    def fetch(self, sid: str) -> Listed:
        """Return one message as it stands now; raises GatewayError."""

    def tick(self) -> None:
        """Do what the carrier does by itself; only the simulated one needs to be told.

        Called after a run of dispatch, outside any transaction.
        """

    def close(self) -> None:
        """Let go of connections; the gateway may still be used after."""


@runtime_checkable
class AwaitedGateway(Protocol):
    """A carrier whose calls may wait side by side in one thread: far cheaper.

    What it awaits are ``Exchange``s and nothing else. One that lacks this is called
    in a thread for each call.
    """

    async def send_awaited(self, request: SendRequest) -> Accepted:
        """Do the same as ``send``; raises the same."""
