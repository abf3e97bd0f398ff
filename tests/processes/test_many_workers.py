"""Any number of clocks at once, meant or by mistake: each text once, each slot once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from diary import clock
from diary.clinics import Clinic
from diary.db import db
from diary.outbox import Sender
from tests.factories import make_patient
from tests.processes.box import Box, complaints, until

MINUTE = timedelta(minutes=1)

CLOSED = 10_000
"""More calls than any test makes: the gate opens when it is told to."""


def noon_now() -> str:
    """Return a zone where it is about noon, whenever the tests run: no quiet hours."""
    ahead = 12 - clock.now().hour
    # Named the wrong way round: GMT-3 is three hours ahead.
    return f"Etc/GMT{-ahead:+d}"


def test_workers_share_what_is_due_and_hand_each_text_over_once(box: Box) -> None:
    workers = box.workers(4)
    # No call is answered before each of the four has some open.
    box.hold(CLOSED)
    box.add_texts(120)
    until(lambda: set(box.claims()) == {one.pid for one in workers}, "all to claim")
    box.open_gate()
    box.all_handed_over(120)
    assert not [line for one in workers for line in complaints(one.said)]


def test_a_clock_in_every_web_process_by_mistake_doubles_nothing(box: Box) -> None:
    web = box.web(processes=2, clock="on")
    (worker,) = box.workers(1)
    box.hold(CLOSED)
    box.add_texts(60)
    until(lambda: len(box.claims()) == 3, "all to claim")
    assert worker.pid in box.claims()
    box.open_gate()
    box.all_handed_over(60)
    assert not complaints(worker.said + web.said)


def test_reminders_are_planned_and_slots_are_run_by_one_of_them(box: Box) -> None:
    with box.seeding():
        clinic = db.session.query(Clinic).one()
        number = db.session.query(Sender).one().number
        clinic.zone = noon_now()
        at = (clock.now() - MINUTE).astimezone(ZoneInfo(clinic.zone)).time()
        for _ in range(12):
            make_patient(clinic, check_in_at=at.replace(second=0, microsecond=0))
    workers = box.workers(3)
    until(lambda: len(box.taken()) == 12, "the check-ins")
    assert set(box.taken().values()) == {1}
    # A sweep asks the carrier once for the one number; a claimed slot is one sweep.
    claimed = "SELECT 1 FROM job_run WHERE job = 'sweep_inbound'"
    until(lambda: box.lists_of(number) == len(box.rows(claimed)) > 0, "the sweep")
    assert not [line for one in workers for line in complaints(one.said)]
