"""What a carrier's code means beyond its text: for number, sender and account.

A refusal and a late status say the same by the same codes. Leaves the text itself to
``outcomes`` and ``handing_over``.
"""

from datetime import datetime, timedelta

from sqlalchemy import case, update

from diary.db import db
from diary.outbox import breaker
from diary.outbox.codes import DAY_LIMIT, Act, meaning_of
from diary.outbox.models import Message, Sender
from diary.outbox.suppressions import suppress_index

RESTS = timedelta(minutes=15)
RESTS_A_DAY = timedelta(days=1)
SLOWED = timedelta(minutes=1)


def draw(message: Message, code: int | None, account: str, now: datetime) -> None:
    """Suppress, rest the sender or stop the account, as the code says.

    ``account`` as its gateway names it; empty where nobody knows it.
    """
    act = meaning_of(code).act
    if act is Act.SUPPRESS:
        suppress_index(message.sender_id, message.to_index, "carrier", now)
    elif act is Act.PAUSE:
        rest(message.sender_id, RESTS_A_DAY if code == DAY_LIMIT else RESTS, now)
    elif act is Act.SLOW_DOWN:
        rest(message.sender_id, SLOWED, now)
    elif act is Act.BREAK and account:
        breaker.open_for(account, code, now)


def rest(sender_id: int, span: timedelta, now: datetime) -> None:
    """Let nothing but pages leave a sender for a while; a longer rest stays."""
    until = now + span
    later = case((Sender.free_at < until, until), else_=Sender.free_at)
    mine = update(Sender).where(Sender.id == sender_id).values(free_at=later)
    db.session.execute(mine.execution_options(synchronize_session=False))
