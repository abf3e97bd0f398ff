"""What it costs to start: ``import wsgi`` in a process of its own, several times.

``python bench/start.py [turns]``; prints one line of JSON. Beside it, in the same run:
Flask, Flask-SQLAlchemy and the Twilio client, which any such service imports. Wall
seconds, CPU seconds and MB, each the median. To reach: 1.0 s and 90 MB.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from diary.config import HOUSE, make_keys

PEERS = {
    "ours": "import wsgi",
    "flask_and_twilio": "import flask, flask_sqlalchemy, twilio.rest",
}


def measured(statement: str, folder: str) -> tuple[float, float, float]:
    """Return (wall s, CPU s, MB) of one process that runs the statement."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    code = f"{statement}; import resource as r; print(r.getrusage(r.RUSAGE_SELF)[2])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOUSE,
        env={**os.environ, "DIARY_INSTANCE": folder},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cpu, int(done.stdout) / 1024


def main(turns: int) -> None:
    told: dict[str, object] = {"bench": "start", "turns": turns}
    with tempfile.TemporaryDirectory() as folder:
        make_keys(Path(folder))
        for name, statement in PEERS.items():
            runs = [measured(statement, folder) for _ in range(turns + 1)][1:]
            wall, cpu, size = (median(each) for each in zip(*runs, strict=True))
            told[f"{name}_s"] = round(wall, 2)
            told[f"{name}_cpu_s"] = round(cpu, 2)
            told[f"{name}_mb"] = round(size)
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
