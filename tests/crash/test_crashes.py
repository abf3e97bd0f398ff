"""The harness catches what is wrong, and finds nothing wrong with ours."""

import pytest
from sqlalchemy import text

from diary.db import db
from tests.crash.conftest import MakeHarness
from tests.crash.designs import CLAIM_THEN_SEND, OURS, SEND_THEN_MARK
from tests.crash.population import WHOLE_TICK
from tests.crash.steps import ALL_STEPS
from tests.crash.witness import DISOBEDIENT
from tests.databases import Database


def test_marking_before_sending_loses(make_harness: MakeHarness) -> None:
    harness = make_harness(CLAIM_THEN_SEND)
    verdict = harness.run(2 * len(CLAIM_THEN_SEND.steps))
    assert verdict.lost
    assert not verdict.doubled


def test_marking_after_sending_doubles(make_harness: MakeHarness) -> None:
    harness = make_harness(SEND_THEN_MARK)
    verdict = harness.run(2 * len(SEND_THEN_MARK.steps))
    assert verdict.doubled
    assert not verdict.lost


@pytest.mark.both_databases
def test_sixty_kills_lose_nothing_and_double_nothing(
    make_harness: MakeHarness, database: Database
) -> None:
    harness = make_harness(OURS, load=WHOLE_TICK, rules=DISOBEDIENT, heard=True, seed=7)
    verdict = harness.run(60, count=2)
    assert verdict.is_good, (verdict, verdict.broken, verdict.history)
    # Each step killed somebody, or it proved nothing.
    assert set(verdict.killed) == set(ALL_STEPS)
    assert verdict.killed.total() == 60
    if database is Database.SQLITE:
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
