"""A throw-away PgBouncer in front of a PostgreSQL, set as ``docs/pgbouncer.ini`` says.

Reached over a Unix socket beside the server's own. When it starts and stops is left
to whoever asks for it.
"""

import configparser
import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from diary.config import HOUSE
from tests.postgres import Missing, Server

SETTINGS = HOUSE / "docs" / "pgbouncer.ini"
PORT = 6432
NARROW = "narrow"
"""A database of one connection, for which its callers take turns."""


@dataclass
class Bouncer:
    """The users and addresses are the test's, all else is as documented."""

    server: Server
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of a database behind it."""
        return f"{self.server.url(database)}&port={PORT}"

    def start(self) -> None:
        """Start and wait until it answers; raises Missing where there is none."""
        program = shutil.which("pgbouncer") or shutil.which(
            "pgbouncer", path="/usr/sbin"
        )
        if program is None:
            raise Missing("pgbouncer is not installed")
        self.process = subprocess.Popen(
            [program, "--quiet", self._settings(is_new=_is_new(program))],
            user="nobody" if os.geteuid() == 0 else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        address = self.url("postgres").replace("+psycopg", "")
        for _ in range(500):
            if self.process.poll() is not None:
                raise AssertionError(self.process.communicate()[1])
            try:
                psycopg.connect(address, prepare_threshold=None).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("PgBouncer does not answer")

    def _settings(self, *, is_new: bool) -> Path:
        folder = self.server.folder
        said = configparser.ConfigParser()
        said.read(SETTINGS)
        users = folder / "users.txt"
        users.write_text('"postgres" ""\n')
        own = said["pgbouncer"]
        own.pop("listen_addr")
        own.update(
            {
                "unix_socket_dir": str(folder),
                "auth_type": "trust",
                "auth_file": str(users),
                # Fewer than there are callers, so that each meets the others' leavings.
                "default_pool_size": "4",
            }
        )
        if is_new:
            # Later ones can keep prepared statements apart; we must not need that.
            own["max_prepared_statements"] = "0"
        said["databases"] = {
            NARROW: f"host={folder} dbname=postgres pool_size=1",
            "*": f"host={folder}",
        }
        path = folder / "pgbouncer.ini"
        with path.open("w") as file:
            said.write(file)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for each in (path, users):
                os.chown(each, nobody.pw_uid, nobody.pw_gid)
        return path

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()


def _is_new(program: str) -> bool:
    """Say whether it is 1.21 or later, which knows prepared statements."""
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    )
    number = said.stdout.split()[1]
    return tuple(int(part) for part in number.split(".")[:2]) >= (1, 21)
