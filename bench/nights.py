"""Nights of failing phones and sleeping people: is a minute ever nobody's?

``python bench/nights.py [--nights 1000] [--first 0]``

The alert's own clock on a real SQLite database; the world that fails is made from each
night's number, see ``tests/alerts/nights.py``. Prints one line of JSON and ends with 1
where a minute was unowned. To reach: 0. A night costs more than a second of CPU: a
thousand take the better part of half an hour, the page of performance has forty.
"""

import argparse
import json
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import event

from diary.app import create_app
from diary.db import db
from tests.alerts.nights import Night, Told
from tests.databases import migrate, settings_for

MIDNIGHT = datetime(2026, 3, 5, 5, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = played(range(asked.first, asked.first + asked.nights), Path(folder))
    print(json.dumps({"bench": "nights", **summed(told)}))
    sys.exit(any(night.unowned for night in told))


def played(seeds: range, folder: Path) -> list[Told]:
    """Play the nights on one database, each two days after the one before."""
    settings = settings_for(f"sqlite:///{folder / 'nights.sqlite3'}", folder)
    migrate(settings)
    with create_app(settings).app_context():
        event.listen(db.engine, "connect", _leave_the_disk_alone)
        db.engine.dispose()
        told = [
            Night(seed, MIDNIGHT + timedelta(days=2 * place)).play()
            for place, seed in enumerate(seeds)
        ]
        db.session.remove()
    return told


def _leave_the_disk_alone(connection: Any, _record: Any) -> None:
    """No night is about power cuts."""
    connection.execute("PRAGMA synchronous = OFF")


def summed(told: list[Told]) -> dict[str, Any]:
    """Return the figures of all nights; minutes from the disclosure on."""
    taken = sorted(n.first_taken for n in told if n.first_taken is not None)
    return {
        "nights": len(told),
        "unowned_minutes": sum(night.unowned for night in told),
        "longest_silence_minutes": max(night.longest_silence for night in told),
        "taken_p50_minutes": statistics.median(taken),
        "taken_p95_minutes": taken[int(len(taken) * 0.95)],
        "nobody_ever_woke": sum(night.first_taken is None for night in told),
        "handed_on": sum(night.handed_on for night in told),
        "ended_by_morning": sum(night.closed is not None for night in told),
        "pages": sum(night.pages for night in told),
    }


if __name__ == "__main__":
    main()
