"""What each way to send loses or doubles when it is killed in the middle.

One kill -9 once 40 of 100 texts are with the carrier, then it is started again on what
it left behind and runs until nothing more comes. Lost: neither sent nor explained to
anybody. Doubled: the carrier took it twice. Unresolved: shown to staff as in doubt.
"""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from diary import clock, outbox
from diary.db import db

KILLED_AT = 0.4
OURS = "ours"
WARM = "+15559999999"
QUIET_S = 4.0
SEEN_AGAIN_S = 25.0
STARTED_WITHIN_S = 30.0
ROUND = timedelta(minutes=5)
ROUNDS = 5
Start = Callable[..., subprocess.Popen[str]]


def asked_of(url: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the stand-in carrier something about itself."""
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, data=data), timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def killed(name: str, url: str, count: int, start: Start) -> dict[str, int]:
    """Kill one way to send, let it go on, and count. ``start`` begins its process."""
    with _ended(start(name)) as first:
        _wait(lambda: _calls(url) >= count * KILLED_AT or first.poll() is not None)
        first.kill()
        first.wait()
    with _ended(start(name, is_resumed=True)) as second:
        if name == OURS:  # it ends by itself and says how it stands
            told, _ = second.communicate(timeout=120)
        else:
            told = ""
            seen_again = "Celery" in name
            _wait_until_quiet(url, second, SEEN_AGAIN_S if seen_again else QUIET_S)
    return _verdict(url, count, told)


def _verdict(url: str, count: int, told: str) -> dict[str, int]:
    texts = asked_of(url, "/_taken")["taken"]
    taken = Counter(one["to"] for one in texts if one["to"] != WARM)
    found = json.loads(told.splitlines()[-1]) if told else {}
    numbers = {f"+1555{number:07d}" for number in range(count)}
    return {
        "lost": len(numbers - taken.keys() - set(found.get("explained", ()))),
        "doubled": sum(1 for times in taken.values() if times > 1),
        "unresolved": int(found.get("unresolved", 0)),
    }


def ours_resumed(
    gateways: outbox.Gateways, url: str, base_url: str
) -> Callable[[], dict[str, Any]]:
    """Return what goes on where a killed worker of ours left off."""

    def work() -> dict[str, Any]:
        for turn in range(1, ROUNDS + 1):
            now = clock.now() + turn * ROUND
            asked_of(url, "/_clock", {"now": now.timestamp()})
            outbox.reconcile(gateways, now)
            outbox.dispatch_due(gateways, now, base_url, seconds=600)
        parked = outbox.MessageState.UNRESOLVED
        rows = db.session.query(outbox.Message).filter_by(state=parked).all()
        return {"unresolved": len(rows), "explained": [row.to for row in rows]}

    return work


def _calls(url: str) -> int:
    return int(asked_of(url, "/_calls")["calls"])


def _wait(is_over: Callable[[], bool], within_s: float = 60) -> None:
    ends = time.monotonic() + within_s
    while not is_over() and time.monotonic() < ends:
        time.sleep(0.01)


def _wait_until_quiet(url: str, process: subprocess.Popen[str], quiet_s: float) -> None:
    """Wait for its first call, then until there were none for a while."""
    seen, since = _calls(url), time.monotonic()
    within_s, ends = STARTED_WITHIN_S, since + 90
    while process.poll() is None and time.monotonic() < min(since + within_s, ends):
        time.sleep(0.1)
        now = _calls(url)
        if now > seen + 1:  # its first is to load what it needs
            seen, since, within_s = now, time.monotonic(), quiet_s


@contextmanager
def _ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    with process:
        try:
            yield process
        finally:
            process.kill()


def folder_of(name: str, within: Path) -> Path:
    """Return the folder of one way to send, the same before and after the kill."""
    folder = within / "".join(letter for letter in name if letter.isalnum())
    folder.mkdir(exist_ok=True)
    return folder
