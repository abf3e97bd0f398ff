"""The database is as strict as we rely on it to be."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from diary.clinics import Clinic, Member, Role
from diary.db import db
from tests.driven_clock import Clock


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
)
def test_sqlite_keeps_what_it_promised(app: Flask, pragma: str, value: object) -> None:
    assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == value


@pytest.mark.both_databases
def test_a_naive_instant_is_refused(app: Flask) -> None:
    naive = datetime(2026, 3, 4)  # noqa: DTZ001
    db.session.add(
        Clinic(slug="x", name="X", text_name="X", zone="UTC", created_at=naive)
    )
    with pytest.raises(StatementError, match="offset from UTC"):
        db.session.flush()


@pytest.mark.both_databases
def test_an_instant_comes_back_as_it_went_in(app: Flask, clock: Clock) -> None:
    at = clock.travel(microseconds=123456)
    db.session.add(Clinic(slug="x", name="X", text_name="X", zone="UTC", created_at=at))
    db.session.commit()
    db.session.expire_all()
    kept = db.session.query(Clinic).one().created_at
    assert kept == at
    assert str(kept.tzinfo) == "UTC"


@pytest.mark.both_databases
def test_a_row_cannot_point_at_nothing(app: Flask, clock: Clock) -> None:
    member = Member(
        clinic_id=99,
        email="a@b.example",
        name="A",
        role=Role.DESK,
        created_at=clock.now,
    )
    db.session.add(member)
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.sqlite_only
def test_nothing_is_written_to_a_file_that_was_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))

    path.rename(tmp_path / "elsewhere")
    with pytest.raises(OperationalError), engine.begin() as connection:
        connection.execute(text("INSERT INTO kept VALUES ('lost')"))

    (tmp_path / "elsewhere").replace(path)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT * FROM kept")).all() == []
    engine.dispose()
