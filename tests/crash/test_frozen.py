"""A worker that stood still for minutes between two steps begins no call after."""

from datetime import timedelta

import pytest

from diary import clock
from diary.db import db
from diary.outbox import Message, MessageState, dispatch_due, reconcile
from tests.crash.conftest import MakeHarness
from tests.crash.designs import OURS
from tests.crash.harness import Harness
from tests.crash.population import Load, add_message

pytestmark = pytest.mark.both_databases


@pytest.fixture
def harness(make_harness: MakeHarness) -> Harness:
    held = make_harness(OURS, load=Load(messages=0))
    held.begin_round(0)
    return held


@pytest.mark.parametrize("seconds", [200, 2000])
@pytest.mark.parametrize("step", ["after_intent_commit", "before_call", "before_begin"])
def test_it_begins_no_call(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, step: str, seconds: int
) -> None:
    add_message(harness.people, 1, harness.people.phones[1], harness.now)
    db.session.commit()
    steady, lost = clock.monotonic, [0]
    monkeypatch.setattr(clock, "monotonic", lambda: steady() + sum(lost))

    def freeze(reached: str) -> None:
        if reached == step and len(lost) == 1:
            lost.append(seconds)

    gateways = harness.gateways()
    base_url = harness.settings.base_url
    dispatch_due(gateways, harness.now, base_url, at_step=freeze)
    assert harness.carrier.ask("/_drain")["taken_count"] == 0
    assert db.session.query(Message).one().state is MessageState.PLANNED
    db.session.rollback()
    # Nobody is in doubt about it, and the next turn sends it.
    harness.begin_round(0, timedelta(hours=1))
    assert reconcile(gateways, harness.now).unresolved == 0
    dispatch_due(gateways, harness.now, base_url)
    assert harness.carrier.ask("/_drain")["taken_count"] == 1
    gateways.close()


def test_one_that_stood_still_for_a_second_goes_on(harness: Harness) -> None:
    """Stopped by the system and continued, within its time: its call begins."""
    harness.load = Load(messages=6)
    verdict = harness.run(0, freezes=6)
    assert verdict.is_good, verdict.history
    assert verdict.killed["frozen"] == 6
    # Its calls began, and were taken for what they were.
    assert verdict.unresolved < verdict.count
