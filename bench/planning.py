"""Plan 48 hours of reminders over all US zones, pure, and say how many a second.

``python bench/planning.py [patients]``; prints one line of JSON. To reach: 20,000 a
second and core, memory flat.
"""

import json
import resource
import sys
import time as wall
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from diary.localtime import instant_of, local_day
from diary.patients import Purpose
from diary.reminders.planning import Facts, Visit, planned_for

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)  # the night before the clocks change
AHEAD = timedelta(hours=48)
ZONES = [
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "Pacific/Guam"),
]


def facts_of(count: int) -> Facts:
    """Return one patient: every fourth one has a session in three days."""
    zone = ZONES[count % len(ZONES)]
    return Facts(
        zone=zone,
        check_in_at=time(7 + count % 13, count % 60),
        opens=time(9),
        closes=time(20),
        enrolled_at=NOW - timedelta(days=30),
        purposes=frozenset(Purpose),
        visits=(_visit(zone),) if count % 4 == 0 else (),
    )


def _visit(zone: str) -> Visit:
    on = local_day(NOW, zone) + timedelta(days=3)
    return Visit("visit", on, time(10), zone, instant_of(on, time(10), zone))


def main(patients: int) -> None:
    began, planned = wall.process_time(), 0
    for count in range(patients):
        planned += len(planned_for(facts_of(count), NOW, NOW + AHEAD))
    took = wall.process_time() - began
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {
                "bench": "planning",
                "reminders": planned,
                "cpu_s": round(took, 2),
                "reminders_per_s": round(planned / took),
                "peak_mb": used,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
