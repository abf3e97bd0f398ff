"""Fresh databases for tests: migrated once a run, copied once a worker, emptied a test.

SQLite is a file copied from a template; PostgreSQL is one server for the run with a
database for each worker. Starting that server is left to ``postgres.py``.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import Migrate, upgrade

from diary.app import create_app
from diary.config import HOUSE, Settings
from diary.db import db
from diary.sealed import Keyring
from tests import postgres

MIGRATIONS = HOUSE / "diary" / "migrations"
SIDE_FILES = ("-wal", "-shm")


class Database(StrEnum):
    """The two engines the service runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass
class Databases:
    """What one worker knows of the databases of a run."""

    folder: Path  # shared by all workers of the run
    worker: str
    apps: dict[Database, Flask] = field(default_factory=dict)

    def app(self, database: Database) -> Flask:
        """Return this worker's app on an empty, migrated database."""
        if database not in self.apps:
            prepare = {
                Database.SQLITE: self._prepare_sqlite,
                Database.POSTGRESQL: self._prepare_postgresql,
            }
            prepare[database]()
            self.apps[database] = create_app(self.settings(database))
        if database is Database.SQLITE:
            self._copy_template()
        else:
            self._empty_tables()
        return self.apps[database]

    def settings(self, database: Database) -> Settings:
        """Return the settings tests run under, on this worker's own database."""
        instance = self.folder / self.worker
        instance.mkdir(exist_ok=True)
        return settings_for(self._url(database), instance)

    def close(self) -> None:
        for app in self.apps.values():
            with app.app_context():
                db.engine.dispose()

    def _url(self, database: Database) -> str:
        if database is Database.SQLITE:
            return f"sqlite:///{self.folder / self.worker / 'diary.sqlite3'}"
        return self._server.url(self.worker)

    @property
    def _server(self) -> postgres.Server:
        return postgres.Server(self.folder / "server")

    @property
    def _template(self) -> Path:
        return self.folder / "template.sqlite3"

    def _prepare_sqlite(self) -> None:
        with self._alone():
            if not self._template.exists():
                draft = self._template.with_suffix(".draft")
                migrate(settings_for(f"sqlite:///{draft}", self.folder))
                draft.rename(self._template)

    def _prepare_postgresql(self) -> None:
        with self._alone():
            if not self._server.is_running:
                self._server.start()
            if not self._asked("SELECT 1 FROM pg_database WHERE datname = 'migrated'"):
                self._told("DROP DATABASE IF EXISTS draft", "CREATE DATABASE draft")
                migrate(settings_for(self._server.url("draft"), self.folder))
                self._told("ALTER DATABASE draft RENAME TO migrated")
            self._told(f'CREATE DATABASE "{self.worker}" TEMPLATE migrated')

    def _asked(self, query: str) -> bool:
        with self._maintenance() as connection:
            return connection.execute(query.encode()).fetchone() is not None

    def _told(self, *statements: str) -> None:
        with self._maintenance() as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _maintenance(self) -> psycopg.Connection:
        address = self._server.url("postgres").replace("+psycopg", "")
        return psycopg.connect(address, autocommit=True)

    def _copy_template(self) -> None:
        with self.apps[Database.SQLITE].app_context():
            db.engine.dispose()
        path = self.folder / self.worker / "diary.sqlite3"
        for side in SIDE_FILES:
            path.with_name(path.name + side).unlink(missing_ok=True)
        # A new file, so that a connection somebody leaked writes into the old one.
        path.unlink(missing_ok=True)
        shutil.copyfile(self._template, path)

    def _empty_tables(self) -> None:
        """Delete everything; for 40 small tables TRUNCATE takes fifty times as long."""
        with self.apps[Database.POSTGRESQL].app_context():
            tables = db.metadata.tables
            deletes = ";".join(f'DELETE FROM "{table}"' for table in tables)
            with db.engine.begin() as connection:
                connection.exec_driver_sql(
                    "SET LOCAL lock_timeout = '5s';"
                    "SET LOCAL session_replication_role = replica;" + deletes
                )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def settings_for(url: str, instance: Path) -> Settings:
    """Return settings with keys that are known and therefore good for tests only."""
    return Settings(
        database_url=url,
        secret_key="a signing key that everybody may know",
        keyring=Keyring({"k1": b"1" * 32}, index_key=b"2" * 32),
        base_url="http://localhost",
        instance=instance,
    )


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring a database from wherever it is to ``revision``, as ``flask db`` does."""
    app = create_app(settings)
    Migrate(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        upgrade(revision=revision)
        db.session.remove()
        db.engine.dispose()


def begin_run(folder: Path) -> None:
    """Make what all workers share; called once, before any of them starts."""
    # PostgreSQL's own user, where root runs the tests, must pass but not look around.
    folder.chmod(0o711)
    (folder / "server").mkdir(mode=0o700)


def end_run(folder: Path) -> None:
    """Stop the server if a test started it, and leave nothing behind."""
    postgres.Server(folder / "server").stop()
    shutil.rmtree(folder)
