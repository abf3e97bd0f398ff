"""A box whose texts go through Twilio's own client to our stand-in, over HTTP."""

from dataclasses import dataclass

from diary import clock
from diary.config import Settings
from diary.db import db
from diary.outbox import Gateways, TwilioGateway, dispatch_due
from diary.outbox.transport import Transport
from jobs.tick import Tick
from jobs.timetable import job_named
from tests.outbox.carrier import Carrier
from tests.outbox.pretend import Pretend

ACCOUNT = "AC" + "0" * 32
TOKEN = "a token of the account"


@dataclass
class Box:
    """The stand-in follows the driven clock; ``turn`` gives a job its turn."""

    carrier: Carrier
    gateways: Gateways
    settings: Settings

    def follow_clock(self) -> None:
        self.carrier.ahead_s = 0.0
        self.carrier.ahead_s = clock.now().timestamp() - self.carrier.now()

    def turn(self, job: str) -> str:
        """Run a job as the clock does; return what it says it did."""
        found = job_named(job)
        assert found is not None
        self.follow_clock()
        db.session.commit()
        tick = Tick(clock.now(), self.settings, self.gateways, lambda: False)
        done = found.run(tick)
        db.session.expire_all()
        return done

    def lead_nowhere(self, path: str) -> None:
        """Have the gateway call an address at which nobody answers as a carrier."""
        self.gateways.ordinary.close()
        self.gateways.ordinary = gateways_to(self.carrier, path).ordinary

    def send_due(self) -> None:
        self.follow_clock()
        db.session.commit()
        dispatch_due(self.gateways, clock.now(), self.settings.base_url)
        db.session.expire_all()


def gateways_to(carrier: Carrier, path: str = "") -> Gateways:
    """Return gateways whose ordinary numbers are the stand-in's."""
    transport = Transport(timeout_s=5)
    twilio = TwilioGateway(ACCOUNT, TOKEN, None, carrier.url + path, transport)
    return Gateways(ordinary=twilio, demo=Pretend(), calls_at_once=2)
