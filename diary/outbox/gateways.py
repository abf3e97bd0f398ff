"""Which carrier a text goes through: the one that is set, or the simulated phone.

Leaves what a carrier is to ``gateway``. A demo number never reaches a real one.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from os import getpid
from secrets import token_hex
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from diary.config import Settings
from diary.outbox.callers import Callers
from diary.outbox.gateway import Gateway
from diary.outbox.leftovers import Leftovers
from diary.outbox.pacing import Ramp
from diary.outbox.phone_gateway import PhoneGateway
from diary.outbox.phone_wire import PHONE_ACCOUNT_SID, Post
from diary.outbox.standstill import Standstill
from diary.outbox.twilio_gateway import TwilioGateway

if TYPE_CHECKING:
    from diary.outbox.outcomes import Result

CALLS_AT_ONCE = 240


@dataclass
class Gateways:
    """The carriers of a process with the threads that call them.

    Build one after the fork and keep it: connections and threads are kept with it.
    ``ordinary`` serves every number but the demo's; ``is_live`` says that it is the
    real carrier and no stand-in.
    """

    ordinary: Gateway
    demo: Gateway
    calls_at_once: int = CALLS_AT_ONCE
    is_live: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    leftovers: Leftovers = field(default_factory=Leftovers, repr=False)
    stood: Standstill | None = None

    def __post_init__(self) -> None:
        # The last part because containers may share a name and all be process 1.
        self.owner = f"{socket.gethostname()[:24]}:{getpid()}:{token_hex(2)}"
        self.callers: Callers[Result] = Callers(self.calls_at_once)
        self.ramp = Ramp(self.calls_at_once)

    @property
    def accounts(self) -> dict[bool, str]:
        """Return the account of ordinary (False) and of demo numbers (True)."""
        return {False: self.ordinary.account, True: self.demo.account}

    def of(self, *, is_demo: bool) -> Gateway:
        """Return the carrier of a number."""
        return self.demo if is_demo else self.ordinary

    def close(self) -> None:
        """End the threads and let go of connections, once no run is under way."""
        with self.turn:
            self.callers.close()
            self.ordinary.close()
            self.demo.close()

    def tick(self) -> None:
        """Let each carrier do what it does by itself, once."""
        self.ordinary.tick()
        if self.demo is not self.ordinary:
            self.demo.tick()


def open_gateways(
    settings: Settings, engine: Engine, post: Post | None = None
) -> Gateways:
    """Return the carriers these settings name; ``post`` as in ``open_phone``."""
    phone = open_phone(settings, engine, post)
    if settings.carrier == "phone":
        return Gateways(ordinary=phone, demo=phone)
    twilio = TwilioGateway(
        settings.twilio_account_sid or "",
        settings.twilio_auth_token or "",
        settings.twilio_messaging_service_sid,
        settings.twilio_api_url,
    )
    return Gateways(ordinary=twilio, demo=phone, is_live=settings.is_live)


def open_phone(
    settings: Settings, engine: Engine, post: Post | None = None
) -> PhoneGateway:
    """Return the simulated phone, on ``db.engine``.

    ``post`` is how its webhooks travel: over HTTP unless given. Tests give one that
    goes through a test client.
    """
    return PhoneGateway(engine, settings.phone_auth_token, settings.base_url, post)


def account_named(account_sid: str) -> str:
    """Return how its gateway names the account that a Twilio-shaped webhook is of."""
    if account_sid == PHONE_ACCOUNT_SID:
        return PhoneGateway.account
    return f"{TwilioGateway.KIND}:{account_sid}"
