"""A phone in somebody's hand: ``ada.texts("6, bit dizzy")`` and what comes back."""

import itertools
from dataclasses import dataclass

from diary import clock
from diary.db import db
from diary.inbox import Inbound, InboundText, Reply, receive, text_by_sid
from diary.outbox import Sender
from diary.patients import Patient

_sids = itertools.count(1)


@dataclass
class Phone:
    """A number that texts a clinic's number; ``last_sid`` names its last text."""

    number: str
    sender: Sender
    last_sid: str = ""

    def texts(
        self,
        body: str,
        *,
        sid: str = "",
        media_count: int = 0,
        opt_out_type: str | None = None,
    ) -> str | None:
        """Send a text as the carrier would hand it over; return the answer's words."""
        return self.sends(
            body, sid=sid, media_count=media_count, opt_out_type=opt_out_type
        ).body

    def sends(
        self,
        body: str,
        *,
        sid: str = "",
        media_count: int = 0,
        opt_out_type: str | None = None,
    ) -> Reply:
        self.last_sid = sid or f"SM{next(_sids):032x}"
        inbound = Inbound(
            sid=self.last_sid,
            from_number=self.number,
            to_number=self.sender.number,
            body=body,
            media_count=media_count,
            opt_out_type=opt_out_type,
        )
        reply = receive(inbound, clock.now())
        db.session.commit()
        db.session.expire_all()
        return reply

    @property
    def last_text(self) -> InboundText:
        text = text_by_sid(self.last_sid)
        assert text is not None
        return text


def phone_of(patient: Patient, sender: Sender) -> Phone:
    return Phone(patient.phone, sender)
