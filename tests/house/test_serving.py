"""Serving as ``./run`` does: one process on loopback that ends cleanly."""

import os
import runpy
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from diary.config import HOUSE, make_keys
from diary.demo import SIGN_INS
from tests.databases import migrate, settings_for

SECONDS = 60
"""Longer than the 24 seconds after which gunicorn ends a worker by force."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A new database and new keys, on a port that was free a moment ago."""
    make_keys(tmp_path)
    url = f"sqlite:///{tmp_path / 'diary.sqlite3'}"
    migrate(settings_for(url, tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "DIARY_SECRET_KEY": (tmp_path / "secret_key").read_text(),
        "DIARY_FIELD_KEYS": (tmp_path / "field_keys").read_text(),
        "DIARY_DATABASE_URL": url,
    }


def serve(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app"],
        cwd=HOUSE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group of its own, so that a test can press Ctrl-C as a terminal does.
        start_new_session=True,
    )


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with serve(environment) as process:
        yield process
        if process.poll() is None:
            process.kill()


def status(address: str) -> int:
    """Return what the server answers."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def greeting(server: subprocess.Popen[str]) -> str:
    """Return the first line the server prints, which it does when it can answer."""
    assert server.stdout is not None
    return server.stdout.readline()


def test_it_answers_and_ends_without_a_trace(
    environment: dict[str, str], server: subprocess.Popen[str]
) -> None:
    address = f"http://127.0.0.1:{environment['PORT']}"
    assert address in greeting(server)
    assert status(f"{address}/nowhere") == 404
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=SECONDS)
    assert server.returncode == 0
    assert "Traceback" not in errors


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Whatever a test puts in their place, the handlers of before come back."""
    numbers = (signal.SIGINT, signal.SIGQUIT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_ctrl_c_waits_for_the_event_loop_and_takes_no_lock(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, own_signals: None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    deferred: list[tuple[object, ...]] = []
    worker = SimpleNamespace(
        method_queue=SimpleNamespace(defer=lambda *call: deferred.append(call)),
        handle_quit=lambda number, frame: pytest.fail("quit inside the handler"),
    )
    runpy.run_path(str(HOUSE / "gunicorn.conf.py"))["_quit_between_events"](worker)
    signal.raise_signal(signal.SIGQUIT)
    (call,) = deferred
    assert call[:2] == (worker.handle_quit, signal.SIGQUIT)


def test_a_demo_says_how_to_come_in(environment: dict[str, str]) -> None:
    with serve(environment | {"DIARY_DEMO": "on"}) as process:
        said = greeting(process)
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        said += process.stdout.read()
    assert f"http://127.0.0.1:{environment['PORT']}/phone" in said
    assert all(one.email in said and one.password in said for one in SIGN_INS)


def test_ctrl_c_amid_filling_a_demo_leaves_it_to_the_next(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with serve(environment | {"DIARY_DEMO": "on", "DIARY_CLOCK": "on"}) as process:
        greeting(process)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert not [line for line in errors.splitlines() if "error" in line.lower()]
    with closing(sqlite3.connect(tmp_path / "diary.sqlite3")) as left:
        claim = left.execute(
            "SELECT is_filled, filler_until FROM demo_clock"
        ).fetchone()
    assert claim == (0, None)


def test_a_taken_port_is_one_sentence(environment: dict[str, str]) -> None:
    taken = ("127.0.0.1", int(environment["PORT"]))
    with socket.create_server(taken), serve(environment) as process:
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert f"Port {environment['PORT']} is taken" in errors
    assert "Traceback" not in errors


def test_wrong_settings_are_named_all_at_once(environment: dict[str, str]) -> None:
    wrong = {"PORT": "none", "DIARY_CARRIER": "pigeon"}
    with serve(environment | wrong) as process:
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert "PORT" in errors
    assert "DIARY_CARRIER" in errors
    assert "Traceback" not in errors
