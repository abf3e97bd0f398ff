"""One chain of migrations makes, on both databases, exactly what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect

from diary.db import db
from tests.architecture.source import load_models
from tests.databases import MIGRATIONS

load_models()


def test_migrations_equal_models(app: Flask, both_databases: None) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, db.metadata)
    assert not difference, "run: flask db migrate -m 'what changes'"


def test_partial_indexes_and_checks_are_there(app: Flask, both_databases: None) -> None:
    """Alembic compares neither, so their names are compared here."""
    inspector = inspect(db.engine)
    found: set[str | None] = set()
    for table in db.metadata.tables:
        found |= {index["name"] for index in inspector.get_indexes(table)}
        found |= {check["name"] for check in inspector.get_check_constraints(table)}
    assert not wanted_names() - found


def wanted_names() -> set[str]:
    tables = db.metadata.tables.values()
    indexes = {str(index.name) for table in tables for index in table.indexes}
    constraints = {rule for table in tables for rule in table.constraints}
    return indexes | {
        str(rule.name) for rule in constraints if isinstance(rule, CheckConstraint)
    }


def test_the_chain_has_one_end() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
