"""Where the peers' packages and programs come from, and why one is left out.

Packages go into ``build/peers`` by ``bench/requirements.txt``, out of the service's
way. Redis is the system's own ``redis-server``; it runs for one measurement, in a
folder that goes away.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
FOLDER = HOUSE / "build" / "peers"
NEEDED = HOUSE / "bench" / "requirements.txt"
REDIS_ADDRESS, REDIS_PID = "BENCH_REDIS", "BENCH_REDIS_PID"


def fetched() -> str:
    """Install the peers once; return why they are missing, or nothing."""
    stamp = FOLDER / "requirements.txt"
    if stamp.exists() and stamp.read_text() == NEEDED.read_text():
        return ""
    shutil.rmtree(FOLDER, ignore_errors=True)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "install"),
            *("--quiet", "--no-deps", "--target", str(FOLDER), "-r", str(NEEDED)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(FOLDER, ignore_errors=True)
        return f"the packages could not be installed: {_last_line(done.stderr)}"
    shutil.copy(NEEDED, stamp)
    return ""


def _last_line(told: str) -> str:
    return (told.strip().splitlines() or ["pip said nothing"])[-1][:120]


def environment() -> dict[str, str]:
    """Return the environment in which a measured process finds the peers."""
    return {**os.environ, "PYTHONPATH": f"{HOUSE}{os.pathsep}{FOLDER}"}


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis of our own; give why there is none, or nothing.

    It appends each change to its file, as one that must not lose tasks does.
    """
    program = shutil.which("redis-server")
    if program is None:
        yield "no redis-server on this machine (Debian: apt install redis-server)"
        return
    with tempfile.TemporaryDirectory(prefix="bench-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        server = subprocess.Popen(
            [
                *(program, "--port", "0", "--unixsocket", str(socket)),
                *("--dir", folder, "--appendonly", "yes", "--save", ""),
            ],
            stdout=subprocess.DEVNULL,
        )
        for _ in range(500):
            if socket.exists():
                break
            time.sleep(0.02)
        os.environ[REDIS_ADDRESS] = f"redis+socket://{socket}"
        os.environ[REDIS_PID] = str(server.pid)
        try:
            yield "" if socket.exists() else "redis-server did not start"
        finally:
            server.kill()
            server.wait()
