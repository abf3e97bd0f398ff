"""Four workers on PostgreSQL beside one, at a latency that leaves one waiting.

``python bench/workers.py [--texts 4000] [--latency 200] [--workers 4]``

Each worker is a process of its own with its own connections, as ``python -m jobs`` is;
all begin together on the same due texts. Texts a second from the first claim to the
last outcome; nothing may be lost or doubled. To reach: three times one. Prints one
line of JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import dispatch
from bench.dispatch_kill import WARM, asked_of
from diary import clock, outbox
from diary.db import db
from tests import postgres
from tests.factories import make_clinic, make_sender

LOOK_EVERY_S = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--latency", type=float, default=200, help="ms")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--one", type=Path, help="the server's folder, for the parent")
    parser.add_argument("--carrier", default="")
    asked = parser.parse_args()
    if asked.one:
        work(asked)
    else:
        print(json.dumps(compared(asked)))


def compared(asked: argparse.Namespace) -> dict[str, Any]:
    one, several = (measured(asked, count) for count in (1, asked.workers))
    return {
        "bench": "workers",
        "texts": asked.texts,
        "latency_ms": asked.latency,
        "1 worker": one,
        f"{asked.workers} workers": several,
        "times one": round(several["per_second"] / one["per_second"], 2),
    }


def measured(asked: argparse.Namespace, count: int) -> dict[str, Any]:
    """Have that many workers send everything that is due."""
    server = dispatch.make_server()
    with dispatch.carrier(asked.latency / 1000) as url:
        with tempfile.TemporaryDirectory() as folder:
            _fill(asked, server, url, Path(folder))
        command = [sys.executable, __file__, "--one", str(server.folder)]
        command += ["--carrier", url]
        workers = [_started(command) for _ in range(count)]
        began = time.monotonic()
        for worker in workers:
            assert worker.stdin  # noqa: S101
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            worker.communicate()
        took = time.monotonic() - began
        texts = asked_of(url, "/_taken")["taken"]
    server.stop()
    taken = Counter(one["to"] for one in texts if one["to"] != WARM)
    return {
        "per_second": round(asked.texts / took),
        "lost": asked.texts - len(taken),
        "doubled": sum(1 for times in taken.values() if times > 1),
    }


def _fill(
    asked: argparse.Namespace, server: postgres.Server, url: str, folder: Path
) -> None:
    box = argparse.Namespace(folder=folder, carrier=url, resumed=True)
    gateways = dispatch.opened(box, server)
    sender = make_sender(make_clinic())
    numbers = [f"+1555{number:07d}" for number in range(asked.texts)]
    dispatch.store(sender, numbers)
    gateways.close()


def _started(command: list[str]) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout  # noqa: S101
    worker.stdout.readline()
    return worker


def work(asked: argparse.Namespace) -> None:
    """Be one worker: say that it is ready, wait for the word, send what is due."""
    with tempfile.TemporaryDirectory() as folder:
        box = argparse.Namespace(
            folder=Path(folder), carrier=asked.carrier, resumed=True
        )
        gateways = dispatch.opened(box, postgres.Server(asked.one))
        print("ready", flush=True)
        sys.stdin.readline()
        # What another holds just now is no reason to go, as the next tick would show.
        while _is_due():
            outbox.dispatch_due(gateways, clock.now(), dispatch.BASE_URL, seconds=100)
        gateways.close()


def _is_due() -> bool:
    waiting = outbox.pulse(clock.now()).waiting_count
    db.session.rollback()
    time.sleep(LOOK_EVERY_S)
    return waiting > 0


if __name__ == "__main__":
    main()
