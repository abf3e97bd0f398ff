"""Sending what is due: claim and intent, commit, call, outcome, commit.

The one place below the edges that commits: no transaction is open during a call, and
no call begins before its intent is on disk. Whatever dies in between is settled by
``reconciling``. Any number of processes may run this at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from diary import clock
from diary.db import db
from diary.logs import log
from diary.outbox import breaker, claims, outcomes
from diary.outbox.breaker import Standing
from diary.outbox.calling import awaited, sent
from diary.outbox.gateway import (
    CalledOff,
    Failure,
    SendRequest,
)
from diary.outbox.gateways import Gateways
from diary.outbox.intents import Order
from diary.outbox.lookout import Lookout
from diary.outbox.models import Message
from diary.outbox.outcomes import Result
from diary.outbox.tokens import status_token
from diary.sealed import unseal

BEGIN_WITHIN_S = 5.0
"""A call that did not begin so soon after its intent never begins."""
LINGER_S = 0.05
"""What an answer waits for others at most, to be recorded with them."""
VALID_MOST_S = 36_000
VALID_LEAST_S = 60
TO_PLACE = f"{Message.__tablename__}.to"
BODY_PLACE = f"{Message.__tablename__}.body"
_log = log("outbox")


@dataclass(slots=True)
class Tally:
    """What one run did."""

    begun: int = 0
    handed_over: int = 0
    failed: int = 0


def _never() -> bool:
    return False


def _unwatched(_step: str) -> None:
    return None


def dispatch_due(
    gateways: Gateways,
    now: datetime,
    base_url: str,
    *,
    seconds: float = 20.0,
    stopping: Callable[[], bool] = _never,
    at_step: Callable[[str], None] = _unwatched,
) -> Tally:
    """Send every message that is due, for at most ``seconds``; commits as it goes.

    Call it on every tick, in every process, outside any transaction. ``base_url`` is
    where the carrier's callbacks come back to. It returns when nothing is due, time
    is up or ``stopping()`` says so, always after the last outcome is recorded.
    ``at_step`` is told the name of every step, for those who try what happens when
    the process dies there.
    """
    with gateways.turn:
        gateways.leftovers.settle(gateways.owner, now)
        run = _Run(gateways, now, base_url, seconds, stopping, at_step)
        tally = run.to_the_end()
    gateways.tick()
    return tally


class _Run:
    """One run: the books are kept by this thread, the calls made by others."""

    def __init__(
        self,
        gateways: Gateways,
        now: datetime,
        base_url: str,
        seconds: float,
        stopping: Callable[[], bool],
        at_step: Callable[[str], None],
    ) -> None:
        self.gateways = gateways
        self.base_url = base_url
        self.stopping = stopping
        self.at_step = at_step
        self.tally = Tally()
        self._began_at = now
        self._began = clock.monotonic()
        self._ends = self._began + seconds
        self._begin_before = self._began
        self._is_dry = False
        self._careful = 0
        self._uncalled: list[Order] = []
        self._failed: SQLAlchemyError | None = None
        self._lookout = Lookout(db.engine)
        self._awaited = {
            is_demo: awaited(gateways.of(is_demo=is_demo)) for is_demo in (False, True)
        }

    def now(self) -> datetime:
        """Return this instant: the caller's, moved on by what has passed."""
        passed = clock.monotonic() - self._began
        return self._began_at + timedelta(seconds=passed)

    def to_the_end(self) -> Tally:
        callers = self.gateways.callers
        try:
            while callers.out or self._may_claim():
                if self._may_claim():
                    self._begin_calls()
                if callers.out:
                    # Half of them: the others keep the carrier busy meanwhile.
                    enough = max(self.gateways.ramp.now // 2, 1)
                    self._record(callers.collect(enough, LINGER_S))
        finally:
            self._lookout.close()
        if self._failed:
            raise self._failed
        return self.tally

    def _may_claim(self) -> bool:
        out, limit = self.gateways.callers.out, self.gateways.ramp.now
        if out > limit // 2 or self._failed or self.stopping():
            return False
        if self._lookout.is_blind:
            return False
        # While calls are out, an empty line may have filled again by their end.
        if self._is_dry and not out:
            return False
        return clock.monotonic() < self._ends

    def _begin_calls(self) -> None:
        """Claim as many as can begin at once, and no more: intents must not wait."""
        room = self.gateways.ramp.now - self.gateways.callers.out
        try:
            orders = self._claim(room)
        except claims.CheckFailed as failed:
            self._set_back(failed)
            return
        except SQLAlchemyError as error:
            db.session.rollback()
            self.gateways.leftovers.unsure = self._uncalled
            self._failed = error
            return
        for order in orders:
            self._start(order, self._begin_before)
        self.tally.begun += len(orders)

    def _claim(self, room: int) -> list[Order]:
        now, self._uncalled = self.now(), []
        self.at_step("before_claim")
        stands = breaker.standings(self.gateways.accounts.values(), now)
        probed = [name for name in stands if stands[name] is Standing.PROBE]
        claimed = claims.claim(
            1 if probed or self._careful else room,
            now,
            owner=self.gateways.owner,
            demo_or_not=[
                is_demo
                for is_demo, account in self.gateways.accounts.items()
                if stands[account] is not Standing.OPEN
            ],
            is_live=self.gateways.is_live,
            stood=self.gateways.stood,
        )
        for account in probed if claimed.orders else ():
            breaker.note_probe(account, now)
        self._uncalled = claimed.orders
        self.at_step("before_intent_commit")
        # From here, since a process may freeze inside the commit too.
        self._begin_before = clock.monotonic() + BEGIN_WITHIN_S
        db.session.commit()
        self.at_step("after_intent_commit")
        self._careful = max(self._careful - 1, 0)
        self._is_dry = not claimed.is_changed
        return claimed.orders

    def _set_back(self, failed: claims.CheckFailed) -> None:
        """Go on one by one until the row that is to blame stands alone."""
        db.session.rollback()
        _log.error("a may_send check failed", exc_info=failed.__cause__)
        self._careful = len(failed.message_ids)
        if self._careful == 1:
            outcomes.set_back(failed.message_ids[0], self.now())
            db.session.commit()

    def _start(self, order: Order, begin_before: float) -> None:
        call = self._call(order, begin_before)
        if self._awaited[order.is_demo]:
            self.gateways.callers.begin_awaited(call)
        else:
            self.gateways.callers.begin(call)

    async def _call(self, order: Order, begin_before: float) -> Result:
        """Make one call; everything it can raise is sorted."""
        try:
            request = self._request(order, begin_before)
        except Exception:  # noqa: BLE001 - one bad row must not stop the line
            _log.exception("message cannot be opened", message=order.ref)
            return Result(order, "", is_fault=True)
        self.at_step("before_call")
        gateway = self.gateways.of(is_demo=order.is_demo)
        together = self._awaited[order.is_demo]
        result = await sent(gateway, together, order, request)
        self.at_step("after_call")
        return result

    def _request(self, order: Order, begin_before: float) -> SendRequest:
        left = (order.useless_after - self.now()).total_seconds()
        valid_for = min(max(int(left), VALID_LEAST_S), VALID_MOST_S)
        token = status_token(order.ref, order.number)
        return SendRequest(
            to=unseal(order.to_box, TO_PLACE, order.ref),
            body=unseal(order.body_box, BODY_PLACE, order.ref),
            from_number=order.from_number,
            messaging_service_sid=order.messaging_service_sid,
            status_url=f"{self.base_url}/twilio/status/{token}",
            valid_for=valid_for,
            begin=partial(self._begin, order, begin_before),
        )

    def _begin(self, order: Order, begin_before: float) -> None:
        """Object to a call that may no longer begin: the last word before a byte."""
        self.at_step("before_begin")
        if clock.monotonic() > begin_before or self.now() >= order.useless_after:
            raise CalledOff(is_late=True)
        if self._lookout.is_off(order):
            raise CalledOff(is_late=self._lookout.is_blind)

    def _record(self, results: list[Result]) -> None:
        self._adjust_ramp(results)
        now = self.now()
        try:
            outcomes.record(results, now)
            self.at_step("before_outcome_commit")
            db.session.commit()
        except SQLAlchemyError:
            db.session.rollback()
            _log.exception("outcomes are recorded singly", count=len(results))
            self._record_singly(results, now)
        self.at_step("after_outcome_commit")
        handed_over = sum(1 for result in results if result.sid)
        self.tally.handed_over += handed_over
        self.tally.failed += len(results) - handed_over

    def _record_singly(self, results: list[Result], now: datetime) -> None:
        try:
            outcomes.record_surely(results, now)
        except SQLAlchemyError as error:
            db.session.rollback()
            self.gateways.leftovers.results += results
            self._failed = error

    def _adjust_ramp(self, results: list[Result]) -> None:
        failures = {result.failure for result in results}
        if failures & {Failure.IN_DOUBT, Failure.NOT_SENT}:
            self.gateways.ramp.went_wrong()
        elif Failure.BUSY in failures:
            self.gateways.ramp.was_busy()
        else:
            self.gateways.ramp.went_well()
