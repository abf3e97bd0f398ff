"""The only clock stops: whoever looks at readiness, figures or any page reads so."""

import re
from datetime import timedelta
from signal import SIGSTOP

from diary import clock
from diary.auth import visits
from diary.clinics import Clinic
from diary.db import db
from tests.factories import make_member
from tests.processes.box import Box, until

STOOD = timedelta(minutes=5)
READY = (200, "ready\n")
STANDS = "The clock has stood still for"


def signed_in(box: Box) -> str:
    with box.seeding():
        member = make_member(db.session.query(Clinic).one())
        token = visits.open_visit(member, clock.real_now(), is_complete=True)
    return f"diary-visit={token}"


def last_tick(box: Box) -> float:
    pattern = r'scheduler_last_tick_seconds\{job="dispatch_outbox"\} ([\d.]+)'
    found = re.search(pattern, box.get("/metrics")[1])
    assert found
    return float(found[1])


def test_a_clock_that_stops_is_said_everywhere_until_another_beats(box: Box) -> None:
    box.web()
    (worker,) = box.workers(1)
    until(lambda: "dispatch_outbox" in box.get("/metrics")[1], "its first beat")
    cookie = signed_in(box)
    assert box.get("/readyz") == READY
    assert STANDS not in box.get("/today", cookie)[1]
    worker.tell(SIGSTOP)
    box.let_pass(STOOD)
    assert "The clock is late with: " in box.get("/readyz")[1]
    assert last_tick(box) >= STOOD.total_seconds()
    assert f"{STANDS} 5 minutes" in box.get("/today", cookie)[1]
    worker.end()
    box.workers(1)
    until(lambda: last_tick(box) < STOOD.total_seconds(), "another clock")
    assert STANDS not in box.get("/today", cookie)[1]
