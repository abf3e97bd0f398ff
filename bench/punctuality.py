"""How late texts leave when many patients chose the same minute: the clock at work.

``python bench/punctuality.py [--patients 2000] [--latency 50] [--postgresql]``

Everything is real: release, consent and quiet hours asked twice, form links, claims,
the official client against a carrier in another process. Seconds late from due to
handed over; prints one line of JSON. To reach: all within 60 s, 99 of 100 within 10 s,
pages and rides first.
"""

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
import time as wall
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.dispatch_peers import ACCOUNT
from diary import clock, reminders
from diary.app import create_app
from diary.clinics import Clinic
from diary.db import db
from diary.localtime import local
from diary.outbox import Lane, Message, Sender
from diary.patients import Purpose
from jobs import Metronome
from tests import postgres
from tests.databases import migrate, settings_for
from tests.factories import make_clinic, make_message, make_patient, make_sender

HOUSE = Path(__file__).resolve().parent.parent
GIVE_UP_S = 120
PAGES, RIDES = 20, 80


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=2000)
    parser.add_argument("--latency", type=float, default=50, help="ms")
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.outbox.carrier"),
            json.dumps({"latency_s": asked.latency / 1000}),
        ],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    ) as carrier:
        assert carrier.stdout  # noqa: S101
        found = measured(asked, carrier.stdout.readline().strip())
        carrier.kill()
    print(json.dumps({"bench": "punctuality", "latency_ms": asked.latency, **found}))


def measured(asked: argparse.Namespace, url: str) -> dict[str, Any]:
    """Return how late the texts of one minute left."""
    folder = Path(tempfile.mkdtemp(prefix="punctuality-"))
    server = postgres.Server(folder / "server") if asked.postgresql else None
    app = create_app(_settings(folder, server, url))
    with app.app_context():
        due_at = _wait_for_a_minute_with(asked.patients)
        metronome = Metronome(app)
        metronome.start()
        found = _lateness(due_at, asked.patients)
        metronome.stop()
    if server:
        server.stop()
    return {"database": db_name(asked), "texts": asked.patients, **found}


def db_name(asked: argparse.Namespace) -> str:
    return "postgresql" if asked.postgresql else "sqlite"


def _settings(folder: Path, server: postgres.Server | None, url: str) -> Any:
    address = f"sqlite:///{folder / 'bench.sqlite3'}"
    if server is not None:
        (folder / "server").mkdir(mode=0o700)
        folder.chmod(0o711)
        server.start()
        address = server.url("postgres")
    settings = dataclasses.replace(
        settings_for(address, folder),
        log_level="ERROR",
        carrier="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="token",
        twilio_messaging_service_sid="MG" + "0" * 32,
        twilio_api_url=url,
    )
    migrate(settings)
    return settings


def _wait_for_a_minute_with(count: int) -> datetime:
    """Plan everybody for one minute to come and return it."""
    began = clock.now()
    due_at = began.replace(second=0, microsecond=0) + timedelta(minutes=2)
    clinic = make_clinic(zone="UTC", texts_from=time(0), texts_until=time.max)
    sender = make_sender(clinic)
    _first_in_rank(sender, due_at)
    ids = [_patient(clinic, due_at) for _ in range(count)]
    db.session.commit()
    reminders.sync(clinic.id, ids, clock.now())
    db.session.commit()
    db.session.remove()
    return due_at


def _first_in_rank(sender: Sender, due_at: datetime) -> None:
    """Have pages and questions for the ride home fall due in the same moment."""
    moment = {"due_at": due_at, "useless_after": due_at + timedelta(hours=1)}
    for _ in range(PAGES):
        make_message(sender, rank=0, lane=Lane.PAGES, purpose="page", **moment)
    for _ in range(RIDES):
        make_message(sender, rank=10, purpose="home", **moment)


def _patient(clinic: Clinic, due_at: datetime) -> int:
    at = local(due_at, "UTC").time().replace(tzinfo=None)
    return make_patient(clinic, consents=(Purpose.DIARY,), check_in_at=at).id


def _lateness(due_at: datetime, count: int) -> dict[str, Any]:
    count += PAGES + RIDES
    ends = clock.monotonic() + GIVE_UP_S + (due_at - clock.now()).total_seconds()
    while clock.monotonic() < ends:
        wall.sleep(1)
        left = db.session.query(Message).filter(Message.handed_over_at.is_not(None))
        done = left.count()
        db.session.remove()
        if done >= count:
            break
    rows = db.session.query(Message.rank, Message.handed_over_at)
    late = [(rank, (at - due_at).total_seconds()) for rank, at in rows if at]
    seconds = sorted(each for _, each in late)
    return {
        "handed_over": len(late),
        "late_s_p50": round(seconds[len(seconds) // 2], 1),
        "late_s_p99": round(seconds[int(len(seconds) * 0.99)], 1),
        "late_s_max": round(seconds[-1], 1),
        "last_page_s": round(max(each for rank, each in late if rank == 0), 1),
        "last_ride_s": round(max(each for rank, each in late if rank == 10), 1),
        "first_other_s": round(min(each for rank, each in late if rank > 10), 1),
    }


if __name__ == "__main__":
    main()
