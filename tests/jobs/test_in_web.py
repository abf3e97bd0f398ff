"""The clock inside the web process starts and ends with it."""

import signal
import socket
import subprocess
import sys

from tests.architecture.source import HOUSE

SECONDS = 25


def test_it_beats_while_the_web_serves_and_ends_with_it(
    environment: dict[str, str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app"],
        cwd=HOUSE,
        env=environment | {"PORT": port, "DIARY_CLOCK": "on"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        assert "clock_started" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in said
