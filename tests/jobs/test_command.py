"""``python -m jobs`` as an operator meets it: real processes, real signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import HOUSE

ENDS_WITHIN_S = 25


def run(
    environment: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobs", *arguments],
        cwd=HOUSE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_one_turn_of_one_job(environment: dict[str, str]) -> None:
    done = run(environment, "--once", "plan_reminders")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_name_that_is_none_is_one_sentence() -> None:
    done = run({"PATH": os.environ["PATH"]}, "--once", "no_such_job")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("There is no job called no_such_job; there are ")


def test_a_turn_that_fails_is_told_by_the_exit(environment: dict[str, str]) -> None:
    empty = environment["DIARY_INSTANCE"] + "/empty.sqlite3"
    broken = environment | {"DIARY_DATABASE_URL": f"sqlite:///{empty}"}
    assert run(broken, "--once", "plan_reminders").returncode == 1


def test_a_wrong_setting_is_a_sentence(environment: dict[str, str]) -> None:
    done = run(environment | {"PORT": "many"}, "--once", "prune")
    assert done.returncode == 1
    assert "PORT must be a whole number" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def beating(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A clock of its own process, past its first turns."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs"],
        cwd=HOUSE,
        env=environment | {"DIARY_LOG_LEVEL": "INFO"},
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_and_ends(
    beating: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    assert beating.stderr is not None
    # The first line comes once the clock beats; before that a signal just kills.
    assert "clock_started" in beating.stderr.readline()
    beating.send_signal(number)
    _, said = beating.communicate(timeout=ENDS_WITHIN_S)
    assert beating.returncode == 0
    assert [line for line in said.splitlines() if "clock_stopping" not in line] == []
