"""Have the carrier forget the words of texts that are done, ours and theirs.

Blanking again does no harm, so a process that dies between the call and the row
leaves nothing to mend.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from diary import inbox, outbox
from diary.db import db, reading
from diary.outbox import Gateway, GatewayError, Worded
from jobs.tick import Tick

AT_A_TIME = 50
AT_MOST = 500


class Lister(Protocol):
    """Returns texts still worded, oldest first, past those just refused."""

    def __call__(
        self, now: datetime, limit: int, *, skipping: int = 0
    ) -> list[Worded]: ...


Note = Callable[[int, datetime], None]


class CarrierRefused(Exception):
    """The carrier could not be asked, or said no; this turn did not end well."""


def run(tick: Tick) -> str:
    """Blank a few hundred, each committed on its own; the next turn goes on."""
    if tick.settings.carrier != "twilio":
        return ""
    gateway = tick.gateways.of(is_demo=False)
    out = _redact(gateway, outbox.worded, outbox.note_redacted, tick)
    into = _redact(gateway, inbox.worded, inbox.note_redacted, tick)
    return f"redacted {out} out {into} in" if out + into else ""


def _redact(gateway: Gateway, listed: Lister, note: Note, tick: Tick) -> int:
    done = refused = 0
    while done + refused < AT_MOST:
        with reading():
            part = listed(tick.now, AT_A_TIME, skipping=refused)
            db.session.rollback()
        for one in part:
            if tick.stopping():
                return done
            if _is_gone(gateway, one.sid):
                note(one.id, tick.now)
                db.session.commit()
                done += 1
            else:
                refused += 1
        if len(part) < AT_A_TIME:
            break
    return done


def _is_gone(gateway: Gateway, sid: str) -> bool:
    try:
        return gateway.redact(sid)
    except GatewayError as error:
        raise CarrierRefused(str(error)) from None
