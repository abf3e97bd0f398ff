"""Texts the carrier holds for us whose webhook was lost, taken as if it had come.

Leaves asking the carrier to ``outbox`` and its hour to the clock. The edge commits.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from diary.db import db
from diary.inbox.arrivals import Inbound
from diary.inbox.models import InboundText
from diary.inbox.receiving import receive
from diary.outbox import Listed, sender_by_number
from diary.phone import national
from diary.tasks import TaskKind, open_task

WEBHOOK_HAS = timedelta(seconds=60)
"""A webhook and its repeats may take 15 seconds, its fallback as long (messaging 1.3).

Whoever came before them would answer by a call what they answer too.
"""
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_AT_ONCE = 500


def lost(listed: Sequence[Listed], number: str, now: datetime) -> list[Listed]:
    """Return the texts to one of our numbers that never came in, oldest first.

    Every field is checked here again: a carrier's later pages may lose the filter.
    """
    ours = {one.sid: one for one in listed if _is_ours(one, number, now)}
    known = _known(list(ours))
    missing = [one for sid, one in ours.items() if sid not in known]
    return sorted(missing, key=lambda one: one.created_at)


def _is_ours(one: Listed, number: str, now: datetime) -> bool:
    is_text_in = not one.is_outbound and one.to == number and bool(one.from_number)
    is_named = _SID.fullmatch(one.sid) is not None
    return is_text_in and is_named and one.created_at <= now - WEBHOOK_HAS


def _known(sids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(sids), _AT_ONCE):
        part = sids[start : start + _AT_ONCE]
        known = select(InboundText.sid).where(InboundText.sid.in_(part))
        found.update(db.session.scalars(known))
    return found


def receive_late(one: Listed, now: datetime) -> None:
    """Take a lost text by the usual door; its answer leaves as a text of its own.

    The same sid again writes nothing, nor does its webhook if it comes after all.
    """
    inbound = Inbound(
        sid=one.sid,
        from_number=one.from_number or "",
        to_number=one.to,
        body=one.body,
        media_count=one.media_count,
        sent_at=one.created_at,
    )
    receive(inbound, now)


def tell_of_unswept(number: str, since: datetime, now: datetime) -> None:
    """Tell a clinic, once a day, that not all of its texts could be looked through."""
    sender = sender_by_number(number)
    if sender is None:
        return
    open_task(
        sender.clinic_id,
        TaskKind.CHECK_SENDING,
        f"unswept:{sender.id}:{now:%Y-%m-%d}",
        f"So many texts reached {national(number)} that only the newest could be "
        f"looked through for lost ones, not all since {since:%b %d %H:%M} UTC. "
        "Please tell the operator.",
        now,
        now,
    )
