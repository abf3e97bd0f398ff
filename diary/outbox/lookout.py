"""What was called off since a claim allowed it: asked right before each call.

Between the commit that allows a batch of calls and the last of them lie moments in
which a STOP may be committed, a text recalled, or all sending held. Leaves deadlines
to ``dispatch``, and what becomes of a text that may not go to ``outcomes``.
"""

import sqlite3
import threading
from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from diary import clock
from diary.logs import log
from diary.outbox.states import Lane

FRESH_FOR_S = 0.003
"""On PostgreSQL one look serves the calls that begin so soon after it."""
MARGIN = 64
"""Rows that others were still writing when we looked for the newest."""
_NEWEST = "SELECT coalesce(max(id), 0) FROM suppression"
_CALLED_OFF = """
    SELECT sender_id, to_index, 0 FROM suppression
    WHERE id > :floor AND lifted_at IS NULL
    UNION ALL
    SELECT 0, '', id FROM message
    WHERE state = 'dispatching' AND recalled_at IS NOT NULL
    UNION ALL
    SELECT id, '', 0 FROM sender WHERE paused_at IS NOT NULL
"""
HELD = ""
"""In place of a number: all that a sender has, but for pages."""
_ASKED = text(_CALLED_OFF)
_log = log("outbox")


class Allowed(Protocol):
    """The part of an order that can be called off."""

    @property
    def message_id(self) -> int: ...
    @property
    def lane(self) -> Lane: ...
    @property
    def sender_id(self) -> int: ...
    @property
    def to_index(self) -> str: ...


class Lookout:
    """One run's look at what was called off; the run's threads share it.

    SQLite tells for next to nothing whether anybody wrote since the last look, so there
    every call looks. PostgreSQL is asked at most every few milliseconds.
    """

    def __init__(self, engine: Engine) -> None:
        self._eyes = (_File if engine.dialect.name == "sqlite" else _Server)(engine)
        self._lock = threading.Lock()
        self._numbers: set[tuple[int, str]] = set()
        self._messages: set[int] = set()
        self.is_blind = False

    def is_off(self, order: Allowed) -> bool:
        """Say whether the call must not begin; so too where nobody can tell.

        Once a look failed this run is blind: the next one looks with new eyes.
        """
        with self._lock:
            try:
                if not self.is_blind:
                    self._look()
            except (SQLAlchemyError, sqlite3.Error) as error:
                kind = type(error).__name__
                _log.warning("cannot look what was called off", error=kind)
                self.is_blind = True
            if self.is_blind:
                return True
            is_held = (order.sender_id, HELD) in self._numbers
            is_stopped = (order.sender_id, order.to_index) in self._numbers
            is_off = is_stopped or order.message_id in self._messages
            return is_off or (is_held and order.lane is not Lane.PAGES)

    def close(self) -> None:
        """Give the connection back; the next look takes one again."""
        with self._lock:
            self._eyes.close()

    def _look(self) -> None:
        found = self._eyes.news()
        if found is None:
            return
        self._numbers, self._messages = set(), set()
        for sender_id, to_index, message_id in found:
            if message_id:
                self._messages.add(message_id)
            else:
                self._numbers.add((sender_id, to_index))


class _File:
    """SQLite: a counter in shared memory moves with every commit of somebody else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Any = None
        self._seen = -1
        self._floor = 0

    def news(self) -> Iterable[Any] | None:
        """Return what is called off now; None where nothing can have changed."""
        if self._held is None:
            self._open()
        (version,) = self._ask("PRAGMA data_version").fetchone()
        if version == self._seen:
            return None
        found: Iterable[Any] = self._ask(_CALLED_OFF).fetchall()
        self._seen = version
        return found

    def close(self) -> None:
        held, self._held, self._seen = self._held, None, -1
        if held is not None:
            held.close()

    def _open(self) -> None:
        self._held = self._engine.raw_connection()
        (newest,) = self._ask(_NEWEST).fetchone()
        self._floor = newest - MARGIN

    def _ask(self, query: str) -> Any:
        # Past the engine, whose transactions would take the writer's lock.
        return self._held.driver_connection.execute(query, {"floor": self._floor})


class _Server:
    """PostgreSQL: each look is a journey, so it counts for a moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Any = None
        self._looked_at = 0.0
        self._floor = 0

    def news(self) -> Iterable[Any] | None:
        """Return what is called off now; None where the last look is fresh enough."""
        now = clock.monotonic()
        if self._held is None:
            self._open()
        elif now - self._looked_at < FRESH_FOR_S:
            return None
        found: Iterable[Any] = self._held.execute(_ASKED, {"floor": self._floor}).all()
        self._looked_at = now
        return found

    def close(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _open(self) -> None:
        # No transaction stays open between two looks.
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._held = alone.connect()
        newest = self._held.execute(text(_NEWEST)).scalar_one()
        self._floor = newest - MARGIN
