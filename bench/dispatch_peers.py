"""What a user would write instead of the outbox, each as plain as it gets.

Each sends ``count`` stored reminders through the official client and notes the sid.
None has a crash protocol, a consent check, an audit row, sealed columns or a token.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

BODY = "Oak: how is today, 0 to 10? Reply with a number and any words. STOP ends."
ACCOUNT = "AC" + "0" * 32
THREADS = 32


def client(url: str, at_once: int = THREADS) -> Any:
    """Return the official client as its documentation has it, on another address."""
    from requests.adapters import HTTPAdapter
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    http = TwilioHttpClient(timeout=30)
    # Its own pool keeps cpu + 4 connections; more threads would reconnect each call.
    http.session.mount("http://", HTTPAdapter(pool_maxsize=at_once))
    made = Client(ACCOUNT, "token", http_client=http)
    made.api.base_url = url
    return made


def _table(folder: Path, count: int) -> sqlite3.Connection:
    store = sqlite3.connect(folder / "peer.sqlite3", check_same_thread=False)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE reminder (id INTEGER PRIMARY KEY, phone, body, sid)")
    rows = [(f"+1555{number:07d}", BODY) for number in range(count)]
    store.executemany("INSERT INTO reminder (phone, body) VALUES (?, ?)", rows)
    store.commit()
    return store


def _send(twilio: Any, phone: str, body: str) -> str:
    made = twilio.messages.create(to=phone, from_="+15550001111", body=body)
    return str(made.sid)


def lean_table(url: str, count: int, folder: Path) -> Callable[[], None]:
    """A table, a thread pool, the official client; one commit for the batch."""
    store, twilio = _table(folder, count), client(url)

    def work() -> None:
        rows = store.execute("SELECT id, phone, body FROM reminder WHERE sid IS NULL")
        found = rows.fetchall()
        with ThreadPoolExecutor(THREADS) as pool:
            sids = pool.map(lambda row: _send(twilio, row[1], row[2]), found)
            done = [(sid, row[0]) for sid, row in zip(sids, found, strict=True)]
        store.executemany("UPDATE reminder SET sid = ? WHERE id = ?", done)
        store.commit()

    return work


_sent = threading.Semaphore(0)
_job: dict[str, Any] = {}


def _scheduled(reminder_id: int) -> None:
    """Send one reminder: APScheduler finds this by its name."""
    store, lock = _job["store"], _job["lock"]
    with lock:
        found = "SELECT phone, body FROM reminder WHERE id = ?"
        phone, body = store.execute(found, (reminder_id,)).fetchone()
    sid = _send(_job["twilio"], phone, body)
    with lock:
        store.execute("UPDATE reminder SET sid = ? WHERE id = ?", (sid, reminder_id))
        store.commit()
    _sent.release()


def apscheduler_jobs(url: str, count: int, folder: Path) -> Callable[[], None]:
    """APScheduler 3, one date job for each reminder in its SQLAlchemy job store."""
    from apscheduler.executors.pool import ThreadPoolExecutor as Pool
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    _job.update(store=_table(folder, count), twilio=client(url), lock=threading.Lock())
    jobs = SQLAlchemyJobStore(url=f"sqlite:///{folder / 'jobs.sqlite3'}")
    scheduler = BackgroundScheduler(
        jobstores={"default": jobs}, executors={"default": Pool(THREADS)}, timezone=UTC
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(seconds=1)
    for number in range(1, count + 1):
        scheduler.add_job(
            "bench.dispatch_peers:_scheduled",
            "date",
            run_date=due,
            args=(number,),
            misfire_grace_time=None,
        )

    def work() -> None:
        scheduler.resume()
        for _ in range(count):
            _sent.acquire()
        scheduler.shutdown()

    return work


def huey_tasks(url: str, count: int, folder: Path) -> Callable[[], None]:
    """Huey on SQLite, one task for each reminder, threads as its consumer has them."""
    from huey import SqliteHuey

    queue = SqliteHuey(filename=str(folder / "huey.sqlite3"), fsync=True)
    store, twilio, lock = _table(folder, count), client(url), threading.Lock()

    @queue.task()
    def send(reminder_id: int, phone: str, body: str) -> None:
        sid = _send(twilio, phone, body)
        with lock:
            store.execute(
                "UPDATE reminder SET sid = ? WHERE id = ?", (sid, reminder_id)
            )
            store.commit()

    for row in store.execute("SELECT id, phone, body FROM reminder").fetchall():
        send(*row)

    def drain() -> None:
        while task := queue.dequeue():
            queue.execute(task)

    def work() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in range(THREADS):
                pool.submit(drain)

    return work


PEERS: dict[str, Callable[[str, int, Path], Callable[[], None]]] = {
    "lean table + official client": lean_table,
    "APScheduler, a job each": apscheduler_jobs,
    "Huey on SQLite": huey_tasks,
}


def prepared(name: str, url: str, count: int) -> Callable[[], None]:
    """Return a peer with ``count`` reminders stored, ready to be measured."""
    folder = Path(tempfile.mkdtemp(prefix="peer-"))
    return PEERS[name](url, count, folder)
