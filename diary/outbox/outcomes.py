"""Writing down how calls ended: the many that went well at once, the others singly.

Leaves the calls to ``dispatch`` and doubts to ``reconciling``. An outcome counts only
while its attempt is the message's latest: an owner that was given up changes nothing
but what it proves, a sid.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update

from diary.audit import Action, Actor, record_each
from diary.db import db
from diary.outbox import breaker, news, pacing
from diary.outbox.codes import SET_ASIDE, Act, meaning_of
from diary.outbox.consequences import RESTS, draw
from diary.outbox.gateway import Failure
from diary.outbox.handing_over import back_in_line, bind, end_attempts, locked
from diary.outbox.intents import Order
from diary.outbox.models import Attempt, Message
from diary.outbox.states import Lane, MessageState, Outcome
from diary.outbox.statuses import merged

FIRST_LOOK = timedelta(seconds=3)
PAGE_AGAIN = timedelta(seconds=5)
BREAKER_WAIT = timedelta(seconds=30)
FAULT_WAIT = timedelta(minutes=1)
FAULTS_MOST = 5
UNDER_WAY = (
    MessageState.DISPATCHING,
    MessageState.UNCERTAIN,
    MessageState.UNRESOLVED,
)
M, A = Message.__table__, Attempt.__table__


@dataclass(frozen=True, slots=True)
class Result:
    """How one call ended. Without ``failure`` or fault there is a sid.

    ``account`` is empty where the end says nothing about the carrier. ``is_off``: it
    was called off before it began. ``is_fault``: our own code failed before the call.
    """

    order: Order
    account: str
    sid: str | None = None
    status: str = ""
    failure: Failure | None = None
    code: int | None = None
    retry_after: float | None = None
    is_off: bool = False
    is_fault: bool = False


def record(results: Sequence[Result], now: datetime) -> None:
    """Record outcomes in the caller's transaction; again does no harm."""
    taken = [result for result in results if result.sid]
    if taken:
        _record_taken(taken, now)
    for result in sorted(results, key=lambda one: one.order.message_id):
        if not result.sid:
            _record_failed(result, now)
    _judge_accounts(results, now)


_TAKE = (
    update(M)
    .where(
        M.c.id == bindparam("message_id"),
        # Not IN: its list is written into the statement, which many rows cannot share.
        or_(*(M.c.state == state for state in UNDER_WAY)),
    )
    .values(
        state=bindparam("new_state", type_=M.c.state.type),
        sid=bindparam("new_sid"),
        handed_over_at=bindparam("at", type_=M.c.handed_over_at.type),
        error_code=None,
    )
)


def _record_taken(taken: Sequence[Result], now: datetime) -> None:
    """A callback may have been faster; then the message is further on and stays so."""
    ordered = sorted(taken, key=lambda one: one.order.message_id)
    waiting = [result.order.message_id for result in ordered]
    _audit(waiting, now)
    db.session.connection().execute(
        _TAKE,
        [
            {
                "message_id": result.order.message_id,
                "new_state": merged(MessageState.DISPATCHING, result.status),
                "new_sid": result.sid,
                "at": now,
            }
            for result in ordered
        ],
    )
    attempts = [result.order.attempt_id for result in ordered]
    db.session.execute(
        update(A)
        .where(A.c.id.in_(attempts), A.c.ended_at.is_(None))
        .values(ended_at=now, outcome=Outcome.ACCEPTED)
    )


def _audit(ids: list[int], now: datetime) -> None:
    """One row for each that is not noted as handed over yet."""
    deeds = select(M.c.clinic_id, M.c.about, M.c.ref, M.c.purpose).where(
        M.c.id.in_(ids), M.c.handed_over_at.is_(None)
    )
    record_each(Action.TEXT_OUT, Actor.system(), now, deeds)


def _record_failed(result: Result, now: datetime) -> None:
    message = locked(result.order.message_id)
    is_latest = message.tries == result.order.number
    if not is_latest or message.state not in UNDER_WAY[:2]:
        return
    if result.is_off:
        # The next claim decides on what holds then: a STOP may have been lifted.
        plan_again(message, now, timedelta(), None)
    elif result.is_fault:
        _set_back(message, result.code, now)
    elif result.failure is Failure.REJECTED:
        _record_rejected(message, result, now)
    elif result.failure is Failure.IN_DOUBT:
        _record_doubt(message, result, now)
    else:
        plan_again(message, now, _backoff(message, result), result.code)
    db.session.flush()


def set_back(message_id: int, now: datetime) -> None:
    """Put off a message over which our own code fails, in the caller's transaction."""
    message = locked(message_id)
    if message.state == MessageState.PLANNED:
        _set_back(message, None, now)
        db.session.flush()


def _set_back(message: Message, code: int | None, now: datetime) -> None:
    """A row that breaks our own code five times is set aside; others flow."""
    message.faults += 1
    if message.faults >= FAULTS_MOST:
        _end(message, MessageState.REJECTED, "set aside", SET_ASIDE, now)
    else:
        plan_again(message, now, FAULT_WAIT * 2**message.faults, code)


def _record_rejected(message: Message, result: Result, now: datetime) -> None:
    act = meaning_of(result.code).act
    if act is not Act.SLOW_DOWN:  # that one slows the calls, not the sender
        draw(message, result.code, "", now)
    if act is Act.SUPPRESS:
        _end(message, MessageState.SUPPRESSED, "opted out", result.code, now)
    elif act is Act.BREAK:
        plan_again(message, now, BREAKER_WAIT, result.code)
    elif act is Act.PAUSE:
        plan_again(message, now, RESTS, result.code)
    elif act is Act.SLOW_DOWN:
        plan_again(message, now, _backoff(message, result), result.code)
    else:
        _end(message, MessageState.REJECTED, "refused", result.code, now)


def _record_doubt(message: Message, result: Result, now: datetime) -> None:
    """Ask the carrier before anything else; a page goes out again meanwhile."""
    message.error_code = result.code
    if message.lane == Lane.PAGES:
        end_attempts(message, Outcome.UNRESOLVED, now, result.code)
        back_in_line(message, now, PAGE_AGAIN)
    else:
        message.state = MessageState.UNCERTAIN
        message.lease_until = now + FIRST_LOOK


def plan_again(
    message: Message, now: datetime, wait: timedelta, code: int | None
) -> None:
    """It was not sent: back in line, unless its caller has taken it back meanwhile."""
    end_attempts(message, Outcome.NOT_SENT, now, code)
    message.error_code = code
    back_in_line(message, now, wait)


def _end(
    message: Message,
    state: MessageState,
    reason: str,
    code: int | None,
    now: datetime,
) -> None:
    end_attempts(message, Outcome.REJECTED, now, code)
    message.state, message.reason = state, reason
    message.error_code, message.final_at = code, now
    news.tell(message)


def _backoff(message: Message, result: Result) -> timedelta:
    return pacing.wait_before_retry(message.tries, random.random(), result.retry_after)


def _judge_accounts(results: Sequence[Result], now: datetime) -> None:
    """One success clears an account; refusals of the account itself stop it."""
    for account in {result.account for result in results} - {""}:
        mine = [result for result in results if result.account == account]
        broken = next((r for r in mine if _is_account_refused(r)), None)
        failed = [r for r in mine if r.failure in (Failure.IN_DOUBT, Failure.NOT_SENT)]
        if broken:
            breaker.open_for(account, broken.code, now)
        elif any(result.sid for result in mine):
            breaker.note_success(account, now)
        elif failed:
            breaker.note_failures(account, len(failed), failed[-1].code, now)
    db.session.flush()


def _is_account_refused(result: Result) -> bool:
    is_refused = result.failure is Failure.REJECTED
    return is_refused and meaning_of(result.code).act is Act.BREAK


def record_surely(results: Sequence[Result], now: datetime) -> None:
    """Record singly what could not be recorded together; each in its own commit."""
    for result in results:
        if result.sid:
            message = locked(result.order.message_id)
            if bind(message, result.sid, Outcome.ACCEPTED, now):
                message.state = merged(message.state, result.status)
        else:
            _record_failed(result, now)
        db.session.commit()
