"""What a newcomer reads when the machine lacks something: one sentence, the remedy."""

import shutil
import subprocess
from pathlib import Path

import pytest

from diary.config import HOUSE

TOOLS = ("sh", "dirname", "cksum", "cat", "env")
OLD = "exit 1"
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; esac'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with blanks in its name, holding setup, a lock and a bare ``bin``."""
    house = tmp_path / "a new comer"
    (house / "bin").mkdir(parents=True)
    shutil.copy(HOUSE / "setup", house)
    (house / "requirements.lock").write_text("")
    for tool in TOOLS:
        (house / "bin" / tool).symlink_to(shutil.which(tool) or "")
    return house


def add_python(machine: Path, name: str, does: str) -> None:
    program = machine / "bin" / name
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)


def set_up(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "setup", "requirements.lock"],
        env={"PATH": str(machine / "bin")},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (None, "Python 3.11 or newer is needed"),
        (OLD, "Python 3.11 or newer is needed"),
        (WITHOUT_VENV, "apt install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_one_sentence(
    machine: Path, python: str | None, sentence: str
) -> None:
    if python:
        add_python(machine, "python3", python)
    done = set_up(machine)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_newer_python_beside_an_old_one_is_found(machine: Path) -> None:
    add_python(machine, "python3", OLD)
    add_python(machine, "python3.12", 'if [ "$2" = venv ]; then echo made; exit 1; fi')
    done = set_up(machine)
    assert "made" in done.stdout
    assert "remove the folder .venv" in done.stderr


def test_packages_are_installed_again_only_when_the_lock_changed(machine: Path) -> None:
    (machine / ".venv" / "bin").mkdir(parents=True)
    add_python(
        machine, "../.venv/bin/python", 'case "$*" in *install*) echo pip;; esac'
    )
    assert "pip" in set_up(machine).stdout
    assert set_up(machine).stdout == ""
    (machine / "requirements.lock").write_text("flask==3.1.3\n")
    assert "pip" in set_up(machine).stdout
