"""The metronome: gives every job of the timetable its turn.

APScheduler beats in memory and holds nothing worth keeping; the row is the plan. A
turn that fails is logged once and the beat goes on. Leaves what runs when to
``timetable``.
"""

import gc
import logging
import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from diary import clock, demo, runs
from diary.config import Settings
from diary.db import db, reading
from diary.logs import log
from diary.outbox import Gateways, open_gateways
from diary.reading import warm
from jobs.tick import Tick
from jobs.timetable import TIMETABLE, Job

NOTE_EVERY = timedelta(seconds=10)
"""A tick with nothing to do is written down only so often: each note is an fsync."""

FINISH_WITHIN_S = 22.5
"""Longer than a slow carrier takes to answer, shorter than whoever ends us waits."""
_log = log("jobs")


class App(Protocol):
    """The part of the Flask app that the clock needs."""

    config: Any

    def app_context(self) -> AbstractContextManager[Any]: ...


class Metronome:
    """The clock of one process; build it after the fork."""

    def __init__(self, app: App, gateways: Gateways | None = None) -> None:
        self.app = app
        self.settings: Settings = app.config["SETTINGS"]
        self._finish_by: float | None = None
        self._gateways = gateways
        self._noted: dict[str, datetime] = {}
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Begin to beat in threads of its own; the first beat of each job is now."""
        # A turn that outlasts its beat is skipped on purpose, thirty times a minute.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self.gateways()
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(TIMETABLE))},
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": None,
            },
        )
        for job in TIMETABLE:
            scheduler.add_job(
                self.turn,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.every.total_seconds(),
                next_run_time=clock.real_now(),
            )
        scheduler.start()
        self._scheduler = scheduler
        _log.info("clock_started", jobs=len(TIMETABLE))

    def begin_nothing_more(self) -> None:
        """Let turns under way finish what they have in hand, and claim no more.

        Safe in a signal handler: it takes no lock, which the very code it interrupts
        might hold.
        """
        if self._finish_by is None:
            self._finish_by = clock.monotonic() + FINISH_WITHIN_S

    def is_stopping(self) -> bool:
        return self._finish_by is not None

    def stop(self) -> bool:
        """Begin nothing more and wait for what is under way; say whether it ended.

        The time that has is counted from when this was first asked.
        """
        self.begin_nothing_more()
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is None:
            return True
        _log.info("clock_stopping")
        # Else a beat that falls due meanwhile finds the executors gone and complains.
        scheduler.pause()
        ending = threading.Thread(target=scheduler.shutdown, daemon=True)
        ending.start()
        ending.join(max((self._finish_by or 0.0) - clock.monotonic(), 0.0))
        return not ending.is_alive()

    def gateways(self) -> Gateways:
        """Return the carriers of this process, opened at the first call."""
        if self._gateways is None:
            with self.app.app_context():
                self._gateways = open_gateways(self.settings, db.engine)
        return self._gateways

    def turn(self, job: Job) -> bool:
        """Give a job its turn; say whether it ended well. Never raises."""
        if self.is_stopping():
            return True
        with self.app.app_context():
            try:
                self._run(job)
            except Exception as error:  # noqa: BLE001 - the beat goes on
                db.session.rollback()
                _log.exception("job_failed", job=job.name)
                self._note_failure(job, error)
                return False
            finally:
                db.session.remove()
        return True

    def _run(self, job: Job) -> None:
        # Without the writer's lock: a demo that is being filled holds it for seconds.
        with reading():
            # Also where the pages of the demo are off: its clinic lives by its row.
            is_going = demo.use_clock()
            db.session.rollback()
        if is_going:
            now = clock.now()
            self._in_slot(job, now) if job.slot else self._on_tick(job, now)

    def _on_tick(self, job: Job, now: datetime) -> None:
        outcome = job.run(self._tick(now))
        self._say(job, outcome)
        noted = self._noted.get(job.name)
        if noted is None or not noted <= now < noted + NOTE_EVERY:
            runs.note_tick(job.name, now, outcome, now + job.late_after)
            db.session.commit()
            self._noted[job.name] = now

    def _in_slot(self, job: Job, now: datetime) -> None:
        run = runs.claim_slot(job.name, job.slot_at(now), now)
        db.session.commit()
        if run is None:
            return
        outcome = job.run(self._tick(now))
        self._say(job, outcome)
        runs.finish(db.session.merge(run), now, outcome, now + job.late_after)
        db.session.commit()

    def _tick(self, now: datetime) -> Tick:
        return Tick(now, self.settings, self.gateways(), self.is_stopping)

    def _say(self, job: Job, outcome: str) -> None:
        if outcome:
            _log.info("job_done", job=job.name, outcome=outcome)

    def _note_failure(self, job: Job, error: Exception) -> None:
        """Write the failure down if the database can; that may be what failed."""
        try:
            now, late_at = clock.now(), clock.now() + job.late_after
            runs.note_failure(job.name, now, type(error).__name__, late_at)
            db.session.commit()
        except Exception:  # noqa: BLE001 - it may be the database that failed
            db.session.rollback()


def warm_in_background() -> None:
    """Compile the reader's word lists in a thread of their own, and return at once."""
    threading.Thread(target=warm, name="warm-reading", daemon=True).start()


def leave_at_once() -> None:
    """Spare this process, which is about to end, the collector's last rounds.

    They look for garbage among half a million objects: a second of a busy core, out
    of the few that whoever ends us waits.
    """
    gc.disable()
    gc.freeze()


def start_in_web(app: App) -> Metronome | None:
    """Start the clock inside a web worker if the settings say so.

    For gunicorn's ``post_worker_init``: after the fork, never in ``flask`` commands.
    Returns it, for ``worker_exit`` to stop, or None where the clock is off.
    """
    if not app.config["SETTINGS"].clock:
        return None
    metronome = Metronome(app)
    metronome.start()
    return metronome
