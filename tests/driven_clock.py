"""A clock that stands still until a test moves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import time_machine

# A Wednesday far from both clock changes: 10:00 in New York, 16:00 in Berlin.
START = datetime(2026, 3, 4, 15, tzinfo=UTC)


class Clock:
    """The wall clock of a test; what ``diary.clock`` reads."""

    def __init__(self, machine: time_machine.Traveller) -> None:
        self._machine = machine

    @property
    def now(self) -> datetime:
        """This instant, aware and in UTC."""
        return datetime.now(UTC)

    def travel(self, to: datetime | None = None, **span: float) -> datetime:
        """Move to an aware instant, or by a span: ``travel(hours=2)``; return now."""
        if to is None:
            self._machine.shift(timedelta(**span))
        elif to.tzinfo is None:
            raise ValueError(f"a naive instant: {to}")
        else:
            self._machine.move_to(to.astimezone(UTC), tick=False)
        return self.now


@contextmanager
def stopped() -> Iterator[Clock]:
    """Stop the clock at START."""
    with time_machine.travel(START, tick=False) as machine:
        yield Clock(machine)
