"""What a process still knows when the database went away under it.

A commit whose answer was lost may have taken place, and calls that ended may have
found nobody to write their outcome down. The rows alone would make doubts of both,
and of some an unresolved text that was never called. Memory does not: it is settled
before the next claim. If the process dies too, ``reconciling`` asks the carrier.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from diary.db import db
from diary.outbox import outcomes
from diary.outbox.handing_over import locked
from diary.outbox.intents import Order
from diary.outbox.outcomes import Result


@dataclass
class Leftovers:
    """``unsure`` are intents whose commit nobody confirmed; none of them was called."""

    unsure: Sequence[Order] = ()
    results: list[Result] = field(default_factory=list)

    def settle(self, owner: str, now: datetime) -> None:
        """Write down what could not be; commits. Raises as long as the database does.

        Nothing is claimed before, so an intent under ``owner`` is the one meant.
        """
        if self.results:
            outcomes.record_surely(self.results, now)
            self.results = []
        if self.unsure:
            for order in self.unsure:
                _give_back(order, owner, now)
            db.session.commit()
            self.unsure = ()


def _give_back(order: Order, owner: str, now: datetime) -> None:
    message = locked(order.message_id)
    is_mine = message.owner == owner and message.tries == order.number
    if is_mine and message.state in outcomes.UNDER_WAY[:2]:
        outcomes.plan_again(message, now, timedelta(), None)
        db.session.flush()
