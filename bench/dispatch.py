"""One stored reminder sent and its outcome recorded, beside what others would write.

``python bench/dispatch.py [--texts 2000] [--latency 0] [--rounds 5] [--postgresql]``

Ours is everything the outbox does: claim, consent check, intent on disk, unsealing,
the official client, outcome, audit row. CPU ms a text of every process but the
carrier's (PostgreSQL's included), median of the rounds, and texts a second; all in one
run on one stub. To reach: 0.40 ms on SQLite, 0.60 on PostgreSQL, 1,500 a second at 50
ms latency. Prints one line of JSON.
"""

import argparse
import dataclasses
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.dispatch_peers import ACCOUNT, BODY, PEERS, prepared
from diary import clock, outbox
from diary.app import create_app
from diary.db import db
from diary.sealed import blind_index, new_ref, seal
from tests import postgres
from tests.databases import migrate, settings_for
from tests.factories import make_clinic, make_sender

HOUSE = Path(__file__).resolve().parent.parent
OURS = "ours"
NEEDS = {"Huey on SQLite": "huey"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--latency", type=float, default=0, help="ms")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--one", help="measure this one only, for the parent")
    parser.add_argument("--carrier", default="")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked)))
    else:
        print(json.dumps(compared(asked)))


def compared(asked: argparse.Namespace) -> dict[str, Any]:
    """Measure each in a process of its own, in turn, and put them side by side."""
    carrier = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.outbox.carrier"),
            json.dumps({"latency_s": asked.latency / 1000}),
        ],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert carrier.stdout  # noqa: S101
    url = carrier.stdout.readline().strip()
    names = [OURS, *(name for name in PEERS if _is_here(NEEDS.get(name)))]
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(asked.rounds):
        for name in names:
            figures[name].append(_in_a_process(name, url, asked))
    carrier.kill()
    told = {name: _middle(found) for name, found in figures.items()}
    ratios = {
        name: round(told[name]["cpu_ms"] / told[OURS]["cpu_ms"], 1) for name in names
    }
    return {
        "bench": "dispatch",
        "database": "postgresql" if asked.postgresql else "sqlite",
        "texts": asked.texts,
        "latency_ms": asked.latency,
        "figures": told,
        "times_ours": ratios,
        "at": f"{clock.real_now():%Y-%m-%d}",
    }


def _is_here(package: str | None) -> bool:
    return package is None or importlib.util.find_spec(package) is not None


def _in_a_process(name: str, url: str, asked: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", name, "--carrier", url]
    command += ["--texts", str(asked.texts)]
    if asked.postgresql and name == OURS:
        command.append("--postgresql")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _middle(found: list[dict[str, float]]) -> dict[str, float]:
    return {
        "cpu_ms": round(median(one["cpu_ms"] for one in found), 3),
        "per_second": round(median(one["per_second"] for one in found)),
    }


def measured(asked: argparse.Namespace) -> dict[str, float]:
    """Return what one costs, from due to recorded."""
    server = None
    if asked.one != OURS:
        work = prepared(asked.one, asked.carrier, asked.texts)
    else:
        server = _server() if asked.postgresql else None
        work = _ours(asked.carrier, asked.texts, server)
    cpu, began = _cpu_s(server), time.monotonic()
    work()
    took = time.monotonic() - began
    used = _cpu_s(server) - cpu
    if server:
        server.stop()
    return {"cpu_ms": used * 1000 / asked.texts, "per_second": asked.texts / took}


def _ours(url: str, count: int, server: postgres.Server | None) -> Callable[[], None]:
    folder = Path(tempfile.mkdtemp(prefix="ours-"))
    address = server.url("bench") if server else f"sqlite:///{folder / 'ours.sqlite3'}"
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
    context = create_app(settings).app_context()
    context.push()
    _store(count)
    gateways = outbox.open_gateways(settings, db.engine)
    outbox.register_may_send("diary", lambda _messages, _now: {})
    gateways.ordinary.find("+15550000000", clock.now())

    def work() -> None:
        base_url = "https://diary.example.org"
        tally = outbox.dispatch_due(gateways, clock.now(), base_url, seconds=600)
        assert tally.handed_over == count, tally  # noqa: S101

    return work


def _store(count: int) -> None:
    sender = make_sender(make_clinic())
    db.session.flush()
    now = clock.now()
    rows = []
    for number in range(count):
        ref, to = new_ref(), f"+1555{number:07d}"
        rows.append(
            {
                "ref": ref,
                "clinic_id": sender.clinic_id,
                "sender_id": sender.id,
                "key": f"text-{number}",
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


def _server() -> postgres.Server:
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


def _cpu_s(server: postgres.Server | None) -> float:
    """Return the CPU seconds of this process and of every one of the server's."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime + (_server_s(server) if server else 0)


def _server_s(server: postgres.Server) -> float:
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
