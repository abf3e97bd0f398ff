"""The database: one metadata, aware instants, SQLite made as strict as PostgreSQL.

Leaves to the edges when to commit. SQLite takes the writer's lock when a transaction
begins, since a read that later writes would fail instead of waiting; an edge that
only reads says so with ``reading()``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, String, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from diary.localtime import require_aware
from diary.sealed import new_ref

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MS = 5000
IDLE_MS = 15_000
"""No statement for so long, and PostgreSQL undoes the transaction: others wait."""
FILE = "file"
GONE = "the database file is gone"
_opened: set[str] = set()
WRITING = "BEGIN IMMEDIATE"
_begin: ContextVar[str] = ContextVar("begin", default=WRITING)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    # Pages are rendered after the commit, from rows as they were read.
    session_options={"expire_on_commit": False},
)


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware going in (a naive one raises ValueError), UTC coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        return None if value is None else require_aware(value)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        return (
            value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        )


class Row(db.Model):  # type: ignore[name-defined, misc]
    """What every table has: an integer key that stays inside the house."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)


class RefRow(Row):
    """A row known outside by a random ref, made before the row is stored."""

    __abstract__ = True
    ref: Mapped[str] = mapped_column(String(26), unique=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        # First, because sealed attributes are bound to it.
        self.ref = values.pop("ref", None) or new_ref()
        super().__init__(**values)


@contextmanager
def reading() -> Iterator[None]:
    """Begin transactions in this context without the writer's lock (SQLite)."""
    token = _begin.set("BEGIN")
    try:
        yield
    finally:
        _begin.reset(token)


@event.listens_for(Engine, "connect")
def _strict_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver's own BEGIN comes too late; ours is sent at the engine's "begin".
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if path:
        record.info[FILE] = Path(path), _identity(Path(path))
        _opened.add(path)


@event.listens_for(Engine, "do_connect")
def _never_begin_anew(
    dialect: Dialect, _record: Any, arguments: Any, _options: Any
) -> None:
    """Where a file was, no empty one is made: it would take the lost one's WAL."""
    if dialect.name == "sqlite" and arguments:
        path = Path(str(arguments[0])).resolve()
        if str(path) in _opened and not path.exists():
            raise sqlite3.OperationalError(GONE)


@event.listens_for(Engine, "checkout")
def _same_sqlite_file(
    _connection: Any, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Refuse where the file was taken away, or we would write on into nowhere."""
    path, opened = record.info.get(FILE, (None, None))
    if path is None or (found := _identity(path)) == opened:
        return
    if found is None:
        raise sqlite3.OperationalError(GONE)
    raise DisconnectionError("the database file is another one now")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@event.listens_for(Engine, "begin")
def _begin_strictly(connection: Connection) -> None:
    """Take SQLite's lock; have PostgreSQL end a writer that froze and holds rows."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_begin.get())
    elif _begin.get() == WRITING and not _is_without_transactions(connection):
        # In the transaction, since PgBouncer hands its connections to others after it.
        idle = f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_MS}"
        connection.exec_driver_sql(idle)


def _is_without_transactions(connection: Connection) -> bool:
    return bool(getattr(connection.connection.driver_connection, "autocommit", False))


def dialect_name() -> str:
    """Return the database in use: "sqlite" or "postgresql"."""
    return db.session.connection().dialect.name


def upsert(table: Any, dialect: str | None = None) -> Any:
    """Return an INSERT that takes ``on_conflict_…`` clauses, for the database in use.

    SQLite and PostgreSQL spell it alike, but SQLAlchemy keeps one class for each. A
    statement that is kept names its ``dialect``.
    """
    # Named late: each dialect brings its drivers' modules, 5 MB of them for PostgreSQL.
    module = import_module(f"sqlalchemy.dialects.{dialect or dialect_name()}")
    return module.insert(table)


def choice(names: type[StrEnum], *, checked: bool = True) -> Enum:
    """Return a column type for a closed set, stored as its strings.

    ``checked`` adds a CHECK; large tables go without, since SQLite rebuilds the whole
    table to change one.
    """
    return Enum(
        names,
        native_enum=False,
        length=24,
        create_constraint=checked,
        name=names.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )
