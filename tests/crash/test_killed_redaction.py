"""A worker killed after the carrier forgot the words, before that is written down."""

import signal
from datetime import timedelta
from functools import partial

import pytest

from diary.db import db
from diary.outbox import Message, MessageState, dispatch_due
from jobs import redact_bodies
from tests.crash import workers
from tests.crash.conftest import MakeHarness
from tests.crash.designs import OURS
from tests.crash.harness import Harness
from tests.crash.population import Load, add_message
from tests.crash.service import watch_commits
from tests.crash.steps import COMMIT_STEPS


@pytest.mark.both_databases
def test_the_next_one_blanks_it_again_and_writes_it_down(
    make_harness: MakeHarness,
) -> None:
    harness = make_harness(OURS, load=Load(messages=0))
    delivered(harness)
    harness.begin_round(0, timedelta(hours=25))
    die = workers.at_nth("before_any_commit", 1, signal.SIGKILL)
    redact = partial(redacting, harness)
    assert workers.wait(workers.fork(redact, die)) == -signal.SIGKILL
    assert [one["body"] for one in harness.carrier.ask("/_taken")["taken"]] == [""]
    assert redacted_at() is None
    assert workers.wait(workers.fork(redact)) == 0
    assert redacted_at() == harness.now


def delivered(harness: Harness) -> None:
    """Have a text sent, delivered and done."""
    harness.begin_round(0)
    add_message(harness.people, 1, harness.people.phones[1], harness.now)
    db.session.commit()
    gateways = harness.gateways()
    dispatch_due(gateways, harness.now, harness.settings.base_url)
    gateways.close()
    message = db.session.query(Message).one()
    message.state, message.final_at = MessageState.DELIVERED, harness.now
    db.session.commit()


def redacting(harness: Harness, at_step: workers.AtStep) -> None:
    with harness.app.app_context():
        watch_commits(*(partial(at_step, step) for step in COMMIT_STEPS))
        redact_bodies.run(harness.tick(harness.gateways()))


def redacted_at() -> object:
    found = db.session.query(Message).one().redacted_at
    db.session.remove()
    db.engine.dispose()
    return found
