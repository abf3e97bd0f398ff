"""A disk that is full, a database that is locked, a log that is torn: no false yes.

SQLite really cannot write: the process may make no file larger. PostgreSQL is made to
say so at the commit.
"""

import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from diary.db import db
from diary.inbox import InboundText
from diary.outbox import Message, MessageState, dispatch_due, reconcile, status_token
from tests.crash.conftest import MakeHarness
from tests.crash.designs import OURS
from tests.crash.harness import LATER, Harness
from tests.crash.population import Load, add_message
from tests.crash.witness import TOKEN
from tests.outbox.calling_back import signed, status_fields, text_fields
from tests.outbox.carrier_says import Taken

BOTH = pytest.mark.both_databases
NO_SPACE = """
    CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$;
"""
FULL = "CREATE CONSTRAINT TRIGGER full_{0} AFTER INSERT OR UPDATE ON {0} \
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_space();"
WRITTEN = ("inbound_text", "carrier_event", "attempt", "message")
Full = Callable[[], Any]


@pytest.fixture
def harness(make_harness: MakeHarness) -> Harness:
    held = make_harness(OURS, load=Load(messages=0))
    held.begin_round(0)
    return held


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no commit reach the disk meanwhile."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with _no_larger_file() if is_sqlite else _no_commit():
        yield


@contextmanager
def _no_larger_file() -> Iterator[None]:
    log = Path(f"{db.engine.url.database}-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    length = log.stat().st_size if log.exists() else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _no_commit() -> Iterator[None]:
    _told(NO_SPACE + "".join(FULL.format(table) for table in WRITTEN))
    try:
        yield
    finally:
        _told("DROP FUNCTION no_space CASCADE")


def _told(statements: str) -> None:
    address = db.engine.url.set(drivername="postgresql")
    with psycopg.connect(
        address.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(statements.encode())


def heard(harness: Harness, path: str, fields: dict[str, str]) -> int:
    """Post as the carrier does; return the status."""
    db.session.remove()
    signature = signed(f"{harness.settings.base_url}{path}", fields, TOKEN)
    headers = {"X-Twilio-Signature": signature}
    client = harness.app.test_client()
    return client.post(path, data=fields, headers=headers).status_code


def text_in(harness: Harness) -> tuple[str, dict[str, str]]:
    people = harness.people
    one = Taken("SM" + "a" * 32, people.sender_number, people.phones[0], "6", "", 0)
    return "/twilio/inbound", text_fields(one)


def status_in(harness: Harness) -> tuple[str, dict[str, str]]:
    message = due(harness)
    message.state, message.tries = MessageState.DISPATCHING, 1
    db.session.commit()
    one = Taken("SM" + "b" * 32, message.to, "", "", "", 0)
    path = f"/twilio/status/{status_token(message.ref, 1)}"
    return path, status_fields(one, "delivered")


def due(harness: Harness) -> Message:
    add_message(harness.people, 1, harness.people.phones[1], harness.now)
    db.session.commit()
    return db.session.query(Message).one()


def taken_count(harness: Harness) -> int:
    return int(harness.carrier.ask("/_drain")["taken_count"])


@BOTH
@pytest.mark.parametrize("what", [text_in, status_in])
def test_what_cannot_be_kept_is_not_said_to_be(
    harness: Harness, what: Callable[[Harness], tuple[str, dict[str, str]]]
) -> None:
    path, fields = what(harness)
    with full_disk():
        assert heard(harness, path, fields) == 503
    db.session.remove()
    assert db.session.query(InboundText).count() == 0
    assert heard(harness, path, fields) == 200
    states = {message.state for message in db.session.query(Message)}
    assert states <= {MessageState.DELIVERED, MessageState.DISPATCHING}
    assert db.session.query(InboundText).count() == (what is text_in)


@BOTH
def test_a_database_that_others_hold_is_no_yes_either(harness: Harness) -> None:
    path, fields = text_in(harness)
    db.session.remove()
    is_sqlite = db.engine.dialect.name == "sqlite"
    asked = "PRAGMA busy_timeout = 50" if is_sqlite else "SET lock_timeout = '50ms'"

    def be_impatient(connection: Any, *_: Any) -> None:
        connection.execute(asked)

    event.listen(db.engine, "checkout", be_impatient)
    with db.engine.connect() as other:
        if not is_sqlite:
            other.execute(text("LOCK TABLE inbound_text IN ACCESS EXCLUSIVE MODE"))
        else:
            other.begin()
        assert heard(harness, path, fields) == 503
        other.rollback()
    assert heard(harness, path, fields) == 200
    event.remove(db.engine, "checkout", be_impatient)


@BOTH
def test_without_room_for_the_intent_no_call_begins(harness: Harness) -> None:
    due(harness)
    gateways = harness.gateways()
    with full_disk(), pytest.raises(SQLAlchemyError):
        dispatch_due(gateways, harness.now, harness.settings.base_url)
    assert taken_count(harness) == 0
    dispatch_due(gateways, harness.now, harness.settings.base_url)
    assert taken_count(harness) == 1
    gateways.close()


@BOTH
def test_without_room_for_the_outcome_the_list_tells_it(harness: Harness) -> None:
    due(harness)
    gateways, disk = harness.gateways(), full_disk()

    def fill(step: str) -> None:
        if step == "after_call":
            disk.__enter__()

    with pytest.raises(SQLAlchemyError):
        dispatch_due(gateways, harness.now, harness.settings.base_url, at_step=fill)
    disk.__exit__(None, None, None)
    gateways.close()
    # That worker is gone, and what it remembered with it.
    harness.begin_round(0, LATER)
    heir = harness.gateways()
    reconcile(heir, harness.now)
    dispatch_due(heir, harness.now, harness.settings.base_url)
    heir.close()
    assert taken_count(harness) == 1
    assert db.session.query(Message).one().state is MessageState.QUEUED


def test_a_torn_log_holds_the_whole_claim_or_nothing_of_it(
    harness: Harness, tmp_path: Path
) -> None:
    due(harness)
    file = Path(str(db.engine.url.database))
    log = file.with_name(f"{file.name}-wal")
    before = log.stat().st_size

    def keep(step: str) -> None:
        if step == "after_intent_commit" and not (tmp_path / "kept").exists():
            shutil.copyfile(file, tmp_path / "kept")
            shutil.copyfile(log, tmp_path / "kept-wal")

    gateways = harness.gateways()
    dispatch_due(gateways, harness.now, harness.settings.base_url, at_step=keep)
    gateways.close()
    after = (tmp_path / "kept-wal").stat().st_size
    cuts = range(before, after + 1, max((after - before) // 20, 1))
    found = [_found_after(tmp_path, cut) for cut in (*cuts, after)]
    # Whole or not at all: never an intent that no attempt stands for.
    assert set(found) == {("planned", 0), ("dispatching", 1)}
    assert found == sorted(found, reverse=True)


def _found_after(folder: Path, length: int) -> tuple[str, int]:
    """Open a copy whose log ends there; say how the message and its attempts stand."""
    shutil.copyfile(folder / "kept", folder / "torn")
    (folder / "torn-shm").unlink(missing_ok=True)
    whole = (folder / "kept-wal").read_bytes()
    (folder / "torn-wal").write_bytes(whole[:length])
    with closing(sqlite3.connect(folder / "torn")) as torn:
        assert torn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        asked = "SELECT state, (SELECT count(*) FROM attempt) FROM message"
        state, attempts = torn.execute(asked).fetchone()
    return state, attempts
