"""What a reminder costs with 10,000 texts stored and with a million.

``python bench/growing.py [--stored 1000000] [--texts 2000] [--postgresql]``

Nine of ten stored texts were delivered within a year, each with its attempt; the
others wait for the days to come. Then a number falls due at once and is sent as in
``dispatch.py``: CPU ms each, the process's peak memory, and what the looks of
operators and staff take. To reach: 1.2 times, 150 MB. Prints one line of JSON.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import event, text

from bench import dispatch
from diary import clock, outbox
from diary.db import db
from tests.factories import make_clinic, make_sender

FEW = 10_000
LOOKS = 5
PARTS = 4
FILL = """
    INSERT INTO message (ref, clinic_id, sender_id, key, purpose, lane, mode, rank,
        to_box, to_index, body_box, state, due_at, useless_after, wake_at, created_at,
        handed_over_at, final_at, redacted_at, tries, faults, sid)
    SELECT {ref}, s.clinic_id, s.id, 'old-' || n, 'diary', 'reminders', 'call', 50,
        {box}, {ref}, {box},
        CASE WHEN n % 10 = 0 THEN 'planned' ELSE 'delivered' END,
        {due}, {late}, {due}, {made},
        CASE WHEN n % 10 > 0 THEN {due} END, CASE WHEN n % 10 > 0 THEN {due} END,
        CASE WHEN n % 10 > 0 THEN {due} END,
        CASE WHEN n % 10 = 0 THEN 0 ELSE 1 END, 0,
        CASE WHEN n % 10 > 0 THEN 'SM' || {ref} END
    FROM {numbers} JOIN sender s ON s.id = (SELECT min(id) FROM sender)
"""
ATTEMPTS = """
    INSERT INTO attempt (clinic_id, message_id, number, lane, mode, to_index,
        started_at, ended_at, outcome)
    SELECT clinic_id, id, 1, lane, mode, to_index, due_at, due_at, 'accepted'
    FROM message WHERE state = 'delivered' AND key LIKE 'old-%'
"""
# The past of a year in order, or one of the three days to come.
SECONDS = "CASE WHEN n % 10 = 0 THEN 3600 + n % 255600 ELSE -86400 - {span} END"
SQLITE = {
    "ref": "printf('%026d', n)",
    "box": "zeroblob(80)",
    "moment": "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', ({s}) || ' seconds')",
    "numbers": (
        "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c"
        " WHERE n < :most) SELECT n FROM c)"
    ),
}
POSTGRESQL = {
    "ref": "lpad(n::text, 26, '0')",
    "box": "decode(repeat('00', 80), 'hex')",
    "moment": "now() + make_interval(secs => {s})",
    "numbers": "generate_series(1, :most) AS n",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--one", type=int, help="this many stored, for the parent")
    asked = parser.parse_args()
    print(json.dumps(measured(asked, asked.one) if asked.one else compared(asked)))


def compared(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure few and many, each in a process of its own."""
    command = [sys.executable, __file__, "--texts", str(asked.texts)]
    command += ["--postgresql"] if asked.postgresql else []
    told = {}
    for stored in (FEW, asked.stored):
        done = subprocess.run(
            [*command, "--one", str(stored)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        told[f"{stored:,} stored"] = json.loads(done.stdout.splitlines()[-1])
    few, many = told.values()
    return {
        "bench": "growing",
        "database": "postgresql" if asked.postgresql else "sqlite",
        "texts": asked.texts,
        **told,
        "times the cost": round(many["cpu_ms"] / few["cpu_ms"], 2),
    }


def measured(asked: argparse.Namespace, stored: int) -> dict[str, Any]:
    """Fill, send what is due in parts, look."""
    server = dispatch.make_server() if asked.postgresql else None
    servers = partial(dispatch.server_s, server) if server else lambda: 0.0
    with tempfile.TemporaryDirectory() as folder, dispatch.carrier(0) as url:
        box = argparse.Namespace(
            folder=Path(folder), carrier=url, resumed=True, texts=0
        )
        gateways = dispatch.opened(box, server)
        sender = make_sender(make_clinic())
        fill(stored, is_sqlite=server is None)
        texts = range(asked.texts)
        parts = [
            _part(gateways, sender, texts[turn::PARTS], servers)
            for turn in range(PARTS)
        ]
        told = {
            "cpu_ms": round(median(parts), 3),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "looks, ms": looks(),
            "whole tables read": scans() if server is None else "not asked",
        }
        gateways.close()
        db.session.remove()
        db.engine.dispose()
    if server:
        server.stop()
    return told


def _part(
    gateways: outbox.Gateways,
    sender: outbox.Sender,
    texts: range,
    servers: Callable[[], float],
) -> float:
    dispatch.store(sender, [f"+1555{number:07d}" for number in texts])
    began = dispatch.cpu_s() + servers()
    dispatch.send_all(gateways, len(texts))
    return (dispatch.cpu_s() + servers() - began) * 1000 / len(texts)


def fill(count: int, *, is_sqlite: bool) -> None:
    """Store that many texts by SQL alone, and have the database count them."""
    words = SQLITE if is_sqlite else POSTGRESQL
    span = f"(n * 31000000.0 / {count})"
    past = SECONDS.format(span=f"(31000000 - {span})")
    moments = {
        "due": words["moment"].format(s=past),
        "made": words["moment"].format(s=f"({past}) - 260000"),
        "late": words["moment"].format(s=f"({past}) + 7200"),
    }
    names = {name: words[name] for name in ("ref", "box", "numbers")}
    db.session.execute(text(FILL.format(**names, **moments)), {"most": count})
    db.session.execute(text(ATTEMPTS))
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def looks() -> dict[str, float]:
    """Return what the figures of operators and staff take, each the median."""
    now = clock.now()
    clinic_id = db.session.query(outbox.Sender.clinic_id).first()[0]
    soon = now + timedelta(days=1)
    asked: dict[str, Callable[[], object]] = {
        "/metrics": lambda: outbox.figures(now),
        "/operations": lambda: (
            outbox.figures(now, clinic_id),
            outbox.forecast(clinic_id, now, soon),
        ),
        "every page of staff": lambda: outbox.trouble(clinic_id, now),
        "unresolved texts": lambda: outbox.unresolved(clinic_id),
    }
    return {
        name: round(median(_ms(look) for _ in range(LOOKS)), 1)
        for name, look in asked.items()
    }


def _ms(look: Callable[[], object]) -> float:
    began = time.perf_counter()
    look()
    db.session.rollback()
    return (time.perf_counter() - began) * 1000


def scans() -> str:
    """Name the growing tables that a look reads whole, by SQLite's own plan."""
    said: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, query: str, given: Any, *_rest: Any) -> None:
        said.append((query, given))

    event.listen(db.engine, "before_cursor_execute", note)
    looks()
    event.remove(db.engine, "before_cursor_execute", note)
    cursor = db.session.connection().connection.cursor()
    found = set()
    for query, given in said:
        if query.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {query}", given)
            found |= {row[3] for row in cursor.fetchall()}
    db.session.rollback()
    tables = ("message", "attempt", "carrier_event", "audit_event")
    whole = sorted(found & {f"SCAN {table}" for table in tables})
    return ", ".join(whole) or "none"


if __name__ == "__main__":
    main()
