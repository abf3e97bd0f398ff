"""What runs on every tick looks at what is open, not at all that ever was."""

from typing import Any

from flask import Flask
from sqlalchemy import event, text

from diary.db import db
from diary.outbox import (
    Gateways,
    dispatch_due,
    figures,
    reconcile,
    trouble,
)
from diary.outbox.lookout import _CALLED_OFF
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import make_message
from tests.outbox.pretend import Pretend

GROWING = ("message", "attempt", "suppression", "carrier_event", "audit_event")


def test_no_tick_reads_a_whole_table(
    app: Flask, cast: Cast, gateways: Gateways, carrier: Pretend, clock: Clock
) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, said: str, given: Any, *_rest: Any) -> None:
        seen.append((said, given))

    for _ in range(3):
        make_message(cast.sender)
    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", note)
    dispatch_due(gateways, clock.now, "http://localhost")
    clock.travel(hours=2)
    reconcile(gateways, clock.now)
    event.remove(db.engine, "before_cursor_execute", note)
    db.session.rollback()
    read = [one for one in seen if one[0].startswith(("SELECT", "UPDATE", "INSERT"))]
    assert len(read) > 10
    plans = {line[3] for said, given in read for line in explained(said, given)}
    assert not plans & {f"SCAN {table}" for table in GROWING}


def test_no_look_at_sending_reads_a_whole_table(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, said: str, given: Any, *_rest: Any) -> None:
        seen.append((said, given))

    make_message(cast.sender)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    event.listen(db.engine, "before_cursor_execute", note)
    figures(clock.now)
    figures(clock.now, cast.sender.clinic_id)
    trouble(cast.sender.clinic_id, clock.now)
    event.remove(db.engine, "before_cursor_execute", note)
    read = [one for one in seen if one[0].startswith("SELECT")]
    assert len(read) > 10
    plans = {line[3] for said, given in read for line in explained(said, given)}
    assert not plans & {f"SCAN {table}" for table in GROWING}


def explained(said: str, given: Any) -> list[Any]:
    one = given[0] if isinstance(given, list) else given
    connection = db.session.connection().connection
    cursor = connection.cursor()
    cursor.execute(f"EXPLAIN QUERY PLAN {said}", one)
    return list(cursor.fetchall())


def test_a_look_at_what_is_called_off_reads_nothing_else(cast: Cast) -> None:
    plan = " ".join(line[3] for line in explained(_CALLED_OFF, {"floor": 0}))
    assert "ix_message_recalled" in plan
    assert "SCAN suppression" not in plan
