"""One stored reminder sent and its outcome recorded, beside what others would write.

``python bench/dispatch.py [--texts 2000] [--latency 0] [--rounds 3] [--postgresql]
[--kill]``

Ours is everything the outbox does: claim, consent check, intent on disk, unsealing,
the official client, outcome, audit row. CPU ms a text of every process but the
carrier's (PostgreSQL's and Redis's included), median of the rounds, and texts a
second; all in one run on one stub. ``--kill`` then kills each once in the middle and
counts what it lost or doubled. To reach: 0.40 ms on SQLite, 0.60 on PostgreSQL, 1,500
a second at 50 ms latency. A peer that cannot be had is left out, and it says why.
Prints one line of JSON.
"""

import argparse
import dataclasses
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import dispatch_kill, peers
from bench.dispatch_kill import OURS, WARM
from bench.dispatch_peers import ACCOUNT, BODY, PEERS
from diary import clock, outbox
from diary.app import create_app
from diary.db import db
from diary.sealed import blind_index, new_ref, seal
from tests import postgres
from tests.databases import migrate, settings_for
from tests.factories import make_clinic, make_sender

HOUSE = Path(__file__).resolve().parent.parent
BASE_URL = "https://diary.example.org"
KILL_LATENCY_S = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--latency", type=float, default=0, help="ms")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--one", help="measure this one only, for the parent")
    parser.add_argument("--carrier", default="")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--resumed", action="store_true")
    asked = parser.parse_args()
    print(json.dumps(measured(asked) if asked.one else compared(asked)))


def compared(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure each in a process of its own, in turn, and put them side by side."""
    missing = peers.fetched()
    with peers.redis() as no_redis, tempfile.TemporaryDirectory() as folder:
        left_out = {
            "Huey on SQLite": missing,
            "Celery on Redis": missing or no_redis,
        }
        left_out = {name: why for name, why in left_out.items() if why}
        names = [OURS, *(name for name in PEERS if name not in left_out)]
        told = _rounds(names, asked, Path(folder))
        after_kill = _kills(names, asked, Path(folder)) if asked.kill else {}
    ratios = {
        name: round(told[name]["cpu_ms"] / told[OURS]["cpu_ms"], 1) for name in names
    }
    return {
        "bench": "dispatch",
        "database": "postgresql" if asked.postgresql else "sqlite",
        "texts": asked.texts,
        "latency_ms": asked.latency,
        "figures": told,
        "times_our_cpu": ratios,
        **({"after kill -9": after_kill} if after_kill else {}),
        **({"left out": left_out} if left_out else {}),
        "at": f"{clock.real_now():%Y-%m-%d}",
    }


@contextmanager
def carrier(latency_s: float) -> Iterator[str]:
    """Run the stand-in carrier in a process of its own and give its address."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.outbox.carrier"),
            json.dumps({"latency_s": latency_s}),
        ],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout  # noqa: S101
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def _rounds(
    names: list[str], asked: argparse.Namespace, folder: Path
) -> dict[str, dict[str, float]]:
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with carrier(asked.latency / 1000) as url:
        for turn in range(asked.rounds):
            for name in names:
                own = dispatch_kill.folder_of(f"{name}{turn}", folder)
                with _process(url, asked, own, name) as process:
                    told, _ = process.communicate()
                if process.returncode:
                    raise SystemExit(f"{name} failed")
                figures[name].append(json.loads(told.splitlines()[-1]))
    return {name: _middle(found) for name, found in figures.items()}


def _kills(
    names: list[str], asked: argparse.Namespace, folder: Path
) -> dict[str, dict[str, int]]:
    told = {}
    for name in names:
        own = dispatch_kill.folder_of(f"{name}killed", folder)
        with carrier(KILL_LATENCY_S) as url:
            start = partial(_process, url, asked, own)
            told[name] = dispatch_kill.killed(name, url, asked.texts, start)
    return told


def _process(
    url: str,
    asked: argparse.Namespace,
    folder: Path,
    name: str,
    is_resumed: bool = False,
) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--one", name, "--carrier", url]
    command += ["--texts", str(asked.texts), "--folder", str(folder)]
    if asked.postgresql and name == OURS:
        command.append("--postgresql")
    if is_resumed:
        command.append("--resumed")
    return subprocess.Popen(
        command, env=peers.environment(), stdout=subprocess.PIPE, text=True
    )


def _middle(found: list[dict[str, float]]) -> dict[str, float]:
    return {
        "cpu_ms": round(median(one["cpu_ms"] for one in found), 3),
        "per_second": round(median(one["per_second"] for one in found)),
    }


def measured(asked: argparse.Namespace) -> Any:
    """Return what one costs, from due to recorded; of one resumed, how it stands."""
    server = None
    if asked.one != OURS:
        work = PEERS[asked.one](asked.carrier, asked.texts, asked.folder)
        servers = _redis_s if asked.one.startswith("Celery") else lambda: 0.0
    else:
        server = make_server() if asked.postgresql else None
        servers = partial(server_s, server) if server else lambda: 0.0
        gateways = opened(asked, server)
        if asked.resumed:
            return dispatch_kill.ours_resumed(gateways, asked.carrier, BASE_URL)()
        work = partial(send_all, gateways, asked.texts)
    cpu, began = cpu_s() + servers(), time.monotonic()
    work()
    took = time.monotonic() - began
    used = cpu_s() + servers() - cpu
    if server:
        server.stop()
    return {"cpu_ms": used * 1000 / asked.texts, "per_second": asked.texts / took}


def opened(
    asked: argparse.Namespace, server: postgres.Server | None
) -> outbox.Gateways:
    folder = asked.folder
    address = server.url("bench") if server else f"sqlite:///{folder / 'ours.sqlite3'}"
    settings = dataclasses.replace(
        settings_for(address, folder),
        log_level="ERROR",
        carrier="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="token",
        twilio_messaging_service_sid="MG" + "0" * 32,
        twilio_api_url=asked.carrier,
    )
    migrate(settings)
    context = create_app(settings).app_context()
    context.push()
    gateways = outbox.open_gateways(settings, db.engine)
    outbox.register_may_send("diary", lambda _messages, _now: {})
    if not asked.resumed:
        sender = make_sender(make_clinic())
        store(sender, [WARM])
        send_all(gateways, 1)  # what is loaded once does not count
        store(sender, [f"+1555{number:07d}" for number in range(asked.texts)])
    return gateways


def send_all(gateways: outbox.Gateways, count: int) -> None:
    tally = outbox.dispatch_due(gateways, clock.now(), BASE_URL, seconds=600)
    assert tally.handed_over == count, tally  # noqa: S101


def store(sender: outbox.Sender, numbers: list[str]) -> None:
    db.session.flush()
    now = clock.now()
    rows = []
    for to in numbers:
        ref = new_ref()
        rows.append(
            {
                "ref": ref,
                "clinic_id": sender.clinic_id,
                "sender_id": sender.id,
                "key": f"text-{to}",
                "about": new_ref(),
                "purpose": "diary",
                "to_box": seal(to, "message.to", ref),
                "to_index": blind_index(to),
                "body_box": seal(BODY, "message.body", ref),
                "due_at": now,
                "useless_after": now + timedelta(hours=2),
                "created_at": now,
            }
        )
    db.session.execute(outbox.Message.__table__.insert(), rows)  # type: ignore[attr-defined]
    db.session.commit()


def make_server() -> postgres.Server:
    folder = Path(tempfile.mkdtemp(prefix="server-"))
    folder.chmod(0o711)
    (folder / "server").mkdir(mode=0o700)
    server = postgres.Server(folder / "server")
    server.start()
    import psycopg

    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench")
    return server


def cpu_s() -> float:
    """Return the CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _redis_s() -> float:
    stat = Path("/proc", os.environ[peers.REDIS_PID], "stat").read_text()
    fields = stat.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def server_s(server: postgres.Server) -> float:
    pid = (server.folder / "data" / "postmaster.pid").read_text().split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile; its parent counts it
            continue
        if stat.parent.name == pid:
            ticks += sum(int(one) for one in fields[11:15])
        elif fields[1] == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


if __name__ == "__main__":
    main()
