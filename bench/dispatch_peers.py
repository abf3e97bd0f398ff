"""What a user would write instead of the outbox, each as plain as it gets.

Each sends ``count`` stored reminders through the official client and notes the sid.
None has a crash protocol, a consent check, an audit row, sealed columns or a token.
A peer that goes on after a kill finds its work where it left it.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count as counting
from pathlib import Path
from typing import Any

from bench.peers import REDIS_ADDRESS

BODY = "Oak: how is today, 0 to 10? Reply with a number and any words. STOP ends."
ACCOUNT = "AC" + "0" * 32
THREADS = 32
SEEN_AGAIN_AFTER_S = 10
"""Redis hands a task out again when its worker was silent so long; its default, an
hour, would call everything lost that a bench has no time to wait for."""
Work = Callable[[], None]


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


class Reminders:
    """The table of a peer and its client: send one, note its sid, count it."""

    def __init__(self, url: str, count: int, folder: Path) -> None:
        file = folder / "peer.sqlite3"
        is_new = not file.exists()
        self.store = sqlite3.connect(file, check_same_thread=False)
        self.store.execute("PRAGMA journal_mode=WAL")
        self.store.execute("PRAGMA synchronous=FULL")
        if is_new:
            self._fill(count)
        self.is_new = is_new
        self.twilio = client(url)
        self.send("+15559999999", BODY)  # what is loaded once does not count
        self.lock = threading.Lock()
        self.all_sent = threading.Event()
        self._left = counting(count - 1, -1)

    def _fill(self, count: int) -> None:
        columns = "id INTEGER PRIMARY KEY, phone, body, sid"
        self.store.execute(f"CREATE TABLE reminder ({columns})")
        rows = [(f"+1555{number:07d}", BODY) for number in range(count)]
        insert = "INSERT INTO reminder (phone, body) VALUES (?, ?)"
        self.store.executemany(insert, rows)
        self.store.commit()

    def rows(self, where: str = "1") -> list[tuple[int, str, str]]:
        query = f"SELECT id, phone, body FROM reminder WHERE {where}"  # noqa: S608
        return self.store.execute(query).fetchall()

    def send(self, phone: str, body: str) -> str:
        made = self.twilio.messages.create(to=phone, from_="+15550001111", body=body)
        return str(made.sid)

    def send_and_note(self, reminder_id: int) -> None:
        with self.lock:
            ((_, phone, body),) = self.rows(f"id = {int(reminder_id)}")
        sid = self.send(phone, body)
        with self.lock:
            note = "UPDATE reminder SET sid = ? WHERE id = ?"
            self.store.execute(note, (sid, reminder_id))
            self.store.commit()
        if not next(self._left):
            self.all_sent.set()


def lean_table(url: str, count: int, folder: Path) -> Work:
    """A table, a thread pool, the official client; one commit for the batch."""
    held = Reminders(url, count, folder)

    def work() -> None:
        found = held.rows("sid IS NULL")
        with ThreadPoolExecutor(THREADS) as pool:
            sids = pool.map(lambda row: held.send(row[1], row[2]), found)
            done = [(sid, row[0]) for sid, row in zip(sids, found, strict=True)]
        held.store.executemany("UPDATE reminder SET sid = ? WHERE id = ?", done)
        held.store.commit()

    return work


_held: list[Reminders] = []


def _scheduled(reminder_id: int) -> None:
    """Send one reminder: APScheduler finds this by its name."""
    _held[-1].send_and_note(reminder_id)


def apscheduler_jobs(url: str, count: int, folder: Path) -> Work:
    """APScheduler 3, one date job for each reminder in its SQLAlchemy job store."""
    from apscheduler.executors.pool import ThreadPoolExecutor as Pool
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    held = Reminders(url, count, folder)
    _held.append(held)
    jobs = SQLAlchemyJobStore(url=f"sqlite:///{folder / 'jobs.sqlite3'}")
    scheduler = BackgroundScheduler(
        jobstores={"default": jobs}, executors={"default": Pool(THREADS)}, timezone=UTC
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(seconds=1)
    for reminder_id, _, _ in held.rows() if held.is_new else ():
        scheduler.add_job(
            "bench.dispatch_peers:_scheduled",
            "date",
            run_date=due,
            args=(reminder_id,),
            misfire_grace_time=None,
        )

    def work() -> None:
        scheduler.resume()
        held.all_sent.wait()
        scheduler.shutdown()

    return work


def huey_tasks(url: str, count: int, folder: Path) -> Work:
    """Huey on SQLite, one task for each reminder, threads as its consumer has them."""
    from huey import SqliteHuey

    queue = SqliteHuey(filename=str(folder / "huey.sqlite3"), fsync=True)
    held = Reminders(url, count, folder)
    send = queue.task(name="send")(held.send_and_note)
    for reminder_id, _, _ in held.rows() if held.is_new else ():
        send(reminder_id)

    def drain() -> None:
        while task := queue.dequeue():
            queue.execute(task)

    def work() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in range(THREADS):
                pool.submit(drain)

    return work


def celery_tasks(url: str, count: int, folder: Path) -> Work:
    """Celery on Redis, one task for each reminder, its worker with a thread pool."""
    from celery import Celery
    from celery.worker import state

    os.environ.setdefault("C_FORCE_ROOT", "1")  # a bench may run as anybody

    app = Celery("bench", broker=os.environ[REDIS_ADDRESS])
    app.conf.update(
        task_ignore_result=True,
        task_default_queue=folder.name,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"visibility_timeout": SEEN_AGAIN_AFTER_S},
    )
    held = Reminders(url, count, folder)

    @app.task(name="send")
    def send(reminder_id: int) -> None:
        held.send_and_note(reminder_id)

    for reminder_id, _, _ in held.rows() if held.is_new else ():
        send.delay(reminder_id)

    def work() -> None:
        def end() -> None:
            held.all_sent.wait()
            state.should_stop = 0

        threading.Thread(target=end, daemon=True).start()
        worker = app.Worker(
            pool="threads", concurrency=THREADS, loglevel="ERROR", quiet=True
        )
        with suppress(SystemExit):  # its way to end
            worker.start()

    return work


PEERS: dict[str, Callable[[str, int, Path], Work]] = {
    "lean table + official client": lean_table,
    "APScheduler, a job each": apscheduler_jobs,
    "Huey on SQLite": huey_tasks,
    "Celery on Redis": celery_tasks,
}
