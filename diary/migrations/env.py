"""Runs the one chain of migrations on either database."""

import importlib
import pkgutil
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

import diary
from diary.db import UTCDateTime, db

for found in pkgutil.walk_packages(diary.__path__, "diary."):
    if found.name.endswith((".models", ".runs")):
        importlib.import_module(found.name)


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what they are: old migrations need no imports."""
    is_ours = kind == "type" and isinstance(item, UTCDateTime)
    return "sa.DateTime(timezone=True)" if is_ours else False


def _run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=_render,
        render_as_batch=is_sqlite,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = db.engine
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        # A table rebuild with foreign keys on would delete the children.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.rollback()
    _run(connection)
    connection.commit()
    if engine.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise SystemExit(f"{len(broken)} rows point at nothing after migrating")
