"""Settling what is in doubt by asking the carrier what it accepted.

Never sends: what stays unproven is shown to staff as unresolved. Commits after each
message, since a call stands between any two. Leaves new calls to ``dispatch``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import or_, select, text, update

from diary.db import db
from diary.logs import log
from diary.outbox import news, overdue, second_looks
from diary.outbox.delivery import StatusReport, keep
from diary.outbox.gateway import GatewayError, Listed
from diary.outbox.gateways import Gateways
from diary.outbox.handing_over import (
    advance,
    back_in_line,
    bind,
    end_attempts,
    locked,
)
from diary.outbox.matching import CLOCKS_DIFFER, matching
from diary.outbox.models import (
    IS_DOUBTFUL,
    IS_HANDED_OVER,
    Attempt,
    Message,
    Sender,
)
from diary.outbox.states import Lane, MessageState, Mode, Outcome
from diary.outbox.statuses import is_final

UNRESOLVED_AFTER = timedelta(seconds=120)
"""From the attempt's start: twice the longest lag a list was seen to have."""
LOOK_AGAIN = timedelta(seconds=10)
LOOKED_AT_FOR = timedelta(seconds=60)
AT_MOST = 100
SILENT_AFTER = timedelta(hours=1)
GIVE_UP_ON_SILENCE = timedelta(hours=72)
_log = log("outbox")


@dataclass(slots=True)
class Settled:
    """What one run of reconciling did."""

    found: int = 0
    unresolved: int = 0
    open: int = 0
    expired: int = 0
    fetched: int = 0


def _never() -> bool:
    return False


def reconcile(
    gateways: Gateways, now: datetime, *, stopping: Callable[[], bool] = _never
) -> Settled:
    """Settle doubts, fetch what fell silent, expire what waited too long.

    Call it every half minute in any process, outside any transaction; commits as it
    goes. Staff are told through ``listen`` of what stays unresolved or expired. Once
    ``stopping()`` says so the carrier is asked no more: each answer may take seconds.
    """
    settled = Settled()

    def goes_on(_message_id: int) -> bool:
        return not stopping()

    _give_up_leases(now)
    for message_id in takewhile(goes_on, _take_doubtful(now)):
        _settle(gateways, message_id, now, settled)
    for message_id in takewhile(goes_on, _take_unresolved(now)):
        _settle(gateways, message_id, now, settled)
    for message_id in takewhile(goes_on, _take_silent(now)):
        _fetch(gateways, message_id, now, settled)
    settled.expired = overdue.expire(now)
    overdue.tell_of_waiting(now)
    return settled


def _give_up_leases(now: datetime) -> None:
    """Whoever was to record these is dead or frozen: from now on they are doubts."""
    is_over = (
        text(IS_DOUBTFUL),
        Message.state == MessageState.DISPATCHING,
        Message.lease_until < now,
    )
    db.session.execute(
        update(Message)
        .where(*is_over)
        .values(state=MessageState.UNCERTAIN, lease_until=now)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _take_doubtful(now: datetime) -> list[int]:
    """Pick doubts whose look is due; moving the next look keeps others away."""
    due = (
        select(Message.id)
        .where(
            text(IS_DOUBTFUL),
            Message.state == MessageState.UNCERTAIN,
            Message.lease_until <= now,
        )
        .order_by(Message.lease_until)
        .limit(AT_MOST)
        .with_for_update(skip_locked=True)
    )
    return _look_later(list(db.session.scalars(due)), now + LOOKED_AT_FOR)


def _look_later(ids: list[int], at: datetime) -> list[int]:
    if ids:
        db.session.execute(
            update(Message)
            .where(Message.id.in_(ids))
            .values(lease_until=at)
            .execution_options(synchronize_session=False)
        )
    db.session.commit()
    return ids


def _settle(
    gateways: Gateways, message_id: int, now: datetime, settled: Settled
) -> None:
    message = db.session.get_one(Message, message_id, populate_existing=True)
    sender = db.session.get_one(Sender, message.sender_id)
    started_at = _started_at(message)
    db.session.commit()
    try:
        listed = gateways.of(is_demo=sender.is_demo).find(
            message.to, started_at - CLOCKS_DIFFER
        )
    except GatewayError:
        settled.open += 1
        return
    held = locked(message_id)
    if held.state in (MessageState.UNCERTAIN, MessageState.UNRESOLVED):
        _conclude(held, _own(held, list(listed), started_at), started_at, now, settled)
    db.session.commit()


def _started_at(message: Message) -> datetime:
    last = select(Attempt.started_at).filter_by(
        clinic_id=message.clinic_id, message_id=message.id
    )
    found = db.session.scalars(last.order_by(Attempt.number.desc()).limit(1)).first()
    return found or message.created_at


def _own(message: Message, listed: list[Listed], started_at: datetime) -> list[Listed]:
    sids = [one.sid for one in listed]
    taken = select(Message.sid).where(Message.sid.in_(sids), Message.id != message.id)
    # Its number has had other texts since: only what began then can be this one.
    is_late = message.state == MessageState.UNRESOLVED
    until = started_at + second_looks.CREATED_WITHIN if is_late else None
    return matching(
        [one for one in listed if until is None or one.created_at <= until],
        to=message.to,
        body=message.body,
        started_at=started_at,
        taken_sids={sid for sid in db.session.scalars(taken) if sid},
    )


def _conclude(
    message: Message,
    found: list[Listed],
    started_at: datetime,
    now: datetime,
    settled: Settled,
) -> None:
    if found and bind(message, found[0].sid, Outcome.FOUND, now):
        advance(message, found[0].status, found[0].error_code, now)
        _note_others(message, found[1:], now)
        settled.found += 1
    elif message.state == MessageState.UNRESOLVED:
        second_looks.plan(message, started_at, now)
    elif message.lane == Lane.PAGES:
        _page_again(message, now)
    elif now - started_at >= UNRESOLVED_AFTER:
        _leave_unresolved(message, now)
        second_looks.plan(message, started_at, now)
        settled.unresolved += 1
    else:
        message.lease_until = now + LOOK_AGAIN
        settled.open += 1


def _note_others(message: Message, listed: list[Listed], now: datetime) -> None:
    """Keep that the carrier holds the text more than once: the figures count it."""
    for one in listed:
        keep(StatusReport(one.sid, one.status, one.error_code), message.id, now)
        _log.error("carrier holds a text twice", message=message.ref)


def _page_again(message: Message, now: datetime) -> None:
    """Pages go at least once: better twice than not at all."""
    end_attempts(message, Outcome.UNRESOLVED, now)
    message.mode = Mode.CALL
    back_in_line(message, now, timedelta())


def _leave_unresolved(message: Message, now: datetime) -> None:
    end_attempts(message, Outcome.UNRESOLVED, now)
    message.state = MessageState.UNRESOLVED
    message.reason = "the carrier does not know it"
    news.tell(message)


def _take_unresolved(now: datetime) -> list[int]:
    due = second_looks.due(now, AT_MOST).with_for_update(skip_locked=True)
    return _look_later(list(db.session.scalars(due)), now + LOOKED_AT_FOR)


def _take_silent(now: datetime) -> list[int]:
    """Pick what was handed over long ago and never heard of again."""
    silent = (
        select(Message.id)
        .where(
            text(IS_HANDED_OVER),
            Message.handed_over_at < now - SILENT_AFTER,
            or_(Message.lease_until.is_(None), Message.lease_until <= now),
        )
        .order_by(Message.handed_over_at)
        .limit(AT_MOST)
        .with_for_update(skip_locked=True)
    )
    return _look_later(list(db.session.scalars(silent)), now + SILENT_AFTER)


def _fetch(
    gateways: Gateways, message_id: int, now: datetime, settled: Settled
) -> None:
    message = db.session.get_one(Message, message_id, populate_existing=True)
    sender = db.session.get_one(Sender, message.sender_id)
    db.session.commit()
    seen = _seen(gateways, message, is_demo=sender.is_demo)
    held = locked(message_id)
    if seen:
        account = gateways.of(is_demo=sender.is_demo).account
        advance(held, seen.status, seen.error_code, now, account)
        settled.fetched += 1
    is_old = now - (held.handed_over_at or now) >= GIVE_UP_ON_SILENCE
    if is_old and not is_final(held.state):
        held.state, held.final_at = MessageState.SENT_UNCONFIRMED, now
    db.session.commit()


def _seen(gateways: Gateways, message: Message, *, is_demo: bool) -> Listed | None:
    try:
        return gateways.of(is_demo=is_demo).fetch(message.sid or "")
    except GatewayError as error:
        _log.warning("carrier could not be asked", message=message.ref, code=error.code)
        return None
