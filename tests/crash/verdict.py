"""What became of every text, ours and theirs, held against what the carrier took.

Lost: neither sent nor explained, or sent and called something else. Doubled: more than
one at the carrier. Unresolved: in doubt, shown to a person. Everything else that was
promised and not kept is in ``broken``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from diary.db import db
from diary.entries import Entry, Submission
from diary.inbox import InboundText
from diary.outbox import Message, MessageState

EXPLAINED = {
    MessageState.UNRESOLVED,
    MessageState.REJECTED,
    MessageState.EXPIRED,
    MessageState.SUPPRESSED,
    MessageState.CANCELED,
}
Taken = Mapping[str, Any]


@dataclass(frozen=True)
class Silence:
    """From this many taken texts to that many, nothing may go to a number: STOP."""

    number: str
    since: int
    until: int | None = None


@dataclass
class Verdict:
    """What became of ``count`` texts; ``history`` says which worker died where.

    ``never_taken`` of the unresolved were indeed not sent: their worker died, or the
    carrier failed, before it took them.
    """

    count: int
    lost: list[str]
    doubled: list[str]
    unresolved: int
    never_taken: int = 0
    broken: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    unresolved_due: list[datetime] = field(default_factory=list)
    unresolved_by: Counter[str] = field(default_factory=Counter)
    history: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.broken)

    def __str__(self) -> str:
        return (
            f"lost {len(self.lost)} doubled {len(self.doubled)} "
            f"unresolved {self.unresolved} of {self.count}"
        )


def judge(
    taken: Sequence[Taken], heard: Sequence[str], silences: Sequence[Silence]
) -> Verdict:
    """Count; ``heard`` are sids whose delivery our webhook said it had heard."""
    out = [one for one in taken if one["direction"] != "inbound"]
    times = Counter(ref_of(one) for one in out)
    messages = list(db.session.scalars(select(Message)))
    unresolved = [m for m in messages if m.state is MessageState.UNRESOLVED]
    lost_texts = _lost_texts(taken)
    return Verdict(
        count=len(messages),
        lost=[m.key for m in messages if _is_lost(m, times[m.ref])] + lost_texts,
        doubled=[m.key for m in messages if times[m.ref] > 1],
        unresolved=len(unresolved),
        unresolved_due=[m.due_at for m in unresolved],
        never_taken=sum(1 for m in unresolved if not times[m.ref]),
        broken=[
            *_forgotten(heard, messages),
            *_after_stop(taken, silences),
            *_read_twice(),
        ],
    )


def ref_of(one: Taken) -> str:
    """Return which message of ours the carrier took, by its status address."""
    return str(one["status_url"]).rsplit("/", 1)[-1].partition("-")[0]


def _is_lost(message: Message, taken: int) -> bool:
    """Neither sent nor explained: or taken, and we say it was not."""
    if taken:
        return message.state in EXPLAINED - {MessageState.UNRESOLVED}
    return message.state not in EXPLAINED


def _lost_texts(taken: Sequence[Taken]) -> list[str]:
    held = [one["sid"] for one in taken if one["direction"] == "inbound"]
    known = set(db.session.scalars(select(InboundText.sid)))
    return [f"text in {sid}" for sid in held if sid not in known]


def _forgotten(heard: Sequence[str], messages: Sequence[Message]) -> list[str]:
    """What was said to be delivered, and heard, and is not known as delivered."""
    delivered = {m.sid for m in messages if m.state is MessageState.DELIVERED}
    return [f"status of {sid} forgotten" for sid in heard if sid not in delivered]


def _after_stop(taken: Sequence[Taken], silences: Sequence[Silence]) -> list[str]:
    return [
        f"{one['sid']} sent after STOP"
        for silence in silences
        for one in taken[silence.since : silence.until]
        if one["to"] == silence.number and one["direction"] != "inbound"
    ]


def _read_twice() -> list[str]:
    """Every text that is an answer made one submission, every day has one entry."""
    answers = db.session.scalar(
        select(func.count(InboundText.id)).where(InboundText.submission_id.is_not(None))
    )
    submissions = db.session.scalar(select(func.count(Submission.id)))
    days = db.session.execute(
        select(Entry.patient_id, Entry.day, func.count(Entry.id))
        .group_by(Entry.patient_id, Entry.day)
        .having(func.count(Entry.id) > 1)
    ).all()
    wrong = [f"day {day} has {count} entries" for _, day, count in days]
    if answers != submissions:
        wrong.append(f"{answers} answers made {submissions} submissions")
    return wrong
