"""The harness catches what is wrong, and finds nothing wrong with ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from diary.db import db
from tests.crash.designs import CLAIM_THEN_SEND, OURS, SEND_THEN_MARK, Design
from tests.crash.harness import BEGINNING, STEPS, Harness, Verdict, Witness, witness
from tests.databases import Database, Databases
from tests.factories import make_clinic, make_sender

FAULTS = {
    "busy": 0.03,
    "503": 0.02,
    "503_taken": 0.02,
    "reset": 0.02,
    "reset_taken": 0.02,
    "cut": 0.02,
    "html": 0.01,
}


@pytest.fixture
def app(all_databases: Databases, database: Database) -> Iterator[Flask]:
    """The service on an empty database, under the real clock: workers are forked."""
    served = all_databases.app(database)
    with served.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", _leave_the_disk_alone)
        yield served
        event.remove(db.engine, "connect", _leave_the_disk_alone)
        db.session.remove()
        db.engine.dispose()


def _leave_the_disk_alone(connection: Any, _record: Any) -> None:
    """What a killed process wrote the kernel has; only a power cut needs the disk."""
    if hasattr(connection, "iterdump"):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def sender_id(app: Flask) -> int:
    clinic = make_clinic(created_at=BEGINNING)
    sender = make_sender(clinic, created_at=BEGINNING)
    db.session.commit()
    return sender.id


@pytest.fixture
def carrier() -> Iterator[Witness]:
    with witness() as held:
        yield held


def tried(
    app: Flask, carrier: Witness, sender_id: int, design: Design, kills: int
) -> Verdict:
    return Harness(app, carrier, sender_id, design).run(kills)


def test_marking_before_sending_loses(
    app: Flask, carrier: Witness, sender_id: int
) -> None:
    verdict = tried(app, carrier, sender_id, CLAIM_THEN_SEND, 2 * len(STEPS))
    assert verdict.lost
    assert not verdict.doubled


def test_marking_after_sending_doubles(
    app: Flask, carrier: Witness, sender_id: int
) -> None:
    verdict = tried(app, carrier, sender_id, SEND_THEN_MARK, 2 * len(STEPS))
    assert verdict.doubled
    assert not verdict.lost


@pytest.mark.both_databases
def test_sixty_kills_lose_nothing_and_double_nothing(
    app: Flask, sender_id: int, database: Database
) -> None:
    workers = 1 if database is Database.SQLITE else 2
    with witness(faults=FAULTS, seed=7) as carrier:
        verdict = Harness(app, carrier, sender_id, OURS, seed=7).run(60, workers)
    assert (verdict.lost, verdict.doubled) == ([], []), verdict.history
    # Each step killed somebody, or it proved nothing.
    assert set(verdict.killed) == set(STEPS)
    assert verdict.killed.total() == 60
    if database is Database.SQLITE:
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.both_databases
def test_a_worker_frozen_past_its_lease_doubles_nothing(
    app: Flask, carrier: Witness, sender_id: int
) -> None:
    verdict = Harness(app, carrier, sender_id, OURS).run(0, freezes=6)
    assert (verdict.lost, verdict.doubled) == ([], [])
    assert verdict.killed["frozen"] == 6
    # It woke up within seconds: its call began, and was taken for what it was.
    assert verdict.unresolved < verdict.count
