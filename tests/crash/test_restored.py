"""The database is put back to a copy from before: what it lacks goes out once."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from diary import runs
from diary.db import db
from diary.outbox import Message, MessageState
from jobs import dispatch_outbox, release_reminders
from tests.crash import workers
from tests.crash.conftest import MakeHarness
from tests.crash.designs import OURS
from tests.crash.harness import Harness
from tests.crash.population import Load
from tests.databases import SIDE_FILES

LATER = timedelta(minutes=20)


def test_nothing_that_the_copy_does_not_know_of_goes_out_twice(
    make_harness: MakeHarness, tmp_path: Path
) -> None:
    harness = make_harness(OURS, load=Load(messages=5, check_ins=3))
    turn(harness)
    harness.begin_round(1)
    file = Path(str(db.engine.url.database))
    with (
        closing(sqlite3.connect(file)) as now,
        closing(sqlite3.connect(tmp_path / "copy")) as copy,
    ):
        now.backup(copy)
    turn(harness)
    sent = taken_count(harness)
    assert sent == 8
    restore(file, tmp_path / "copy")
    harness.begin_round(0, LATER)
    for _ in range(3):
        turn(harness)
        harness.begin_round(0, timedelta(seconds=11))
    assert taken_count(harness) == sent
    states = {message.state for message in db.session.query(Message)}
    assert states == {MessageState.QUEUED}
    # And what falls due from now on goes as ever.
    harness.begin_round(1)
    turn(harness)
    assert taken_count(harness) == sent + 8


def turn(harness: Harness) -> None:
    """Have a worker of its own release and dispatch, and write down that it did."""
    assert workers.wait(workers.fork(lambda _step: _turn(harness))) == 0


def _turn(harness: Harness) -> None:
    with harness.app.app_context():
        tick = harness.tick(harness.gateways())
        release_reminders.run(tick)
        dispatch_outbox.run(tick)
        runs.note_tick(dispatch_outbox.NAME, tick.now, "", tick.now)
        db.session.commit()


def taken_count(harness: Harness) -> int:
    return int(harness.carrier.ask("/_drain")["taken_count"])


def restore(file: Path, copy: Path) -> None:
    """Put the copy in the file's place, as whoever restores it does."""
    db.session.remove()
    db.engine.dispose()
    for side in SIDE_FILES:
        file.with_name(file.name + side).unlink(missing_ok=True)
    file.unlink()
    shutil.copyfile(copy, file)
