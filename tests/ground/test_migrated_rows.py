"""What a migration does to the rows that stand, not only to the tables."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import migrate, settings_for

ANYTHING = {"DATETIME": "2026-03-01 10:00:00", "DATE": "2026-03-01", "BLOB": b"x"}


def add(held: sqlite3.Connection, table: str, **values: object) -> None:
    """Insert a row as it was then; what is not given holds anything that fits."""
    needed = {
        name: ANYTHING.get(kind, "10:00:00" if kind == "TIME" else 1)
        for _, name, kind, is_needed, default, _ in held.execute(
            f"PRAGMA table_info({table})"
        )
        if is_needed and default is None
    }
    row = needed | values
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    held.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values()])


def test_visits_that_were_planned_already_are_not_asked_about_late(
    tmp_path: Path,
) -> None:
    path = tmp_path / "diary.sqlite3"
    settings = settings_for(f"sqlite:///{path}", tmp_path)
    migrate(settings, "0009_closed_days")
    with closing(sqlite3.connect(path)) as held, held:
        add(held, "clinic")
        add(held, "patient")
        for key, status in ((1, "planned"), (2, "held")):
            visit = {"id": key, "ref": f"{key}", "route": "IV", "status": status}
            add(held, "treatment_session", **visit)
    migrate(settings, "0010_visits")
    with closing(sqlite3.connect(path)) as held:
        found = held.execute("SELECT booked_at FROM treatment_session ORDER BY id")
        planned, past = (at for (at,) in found)
        (days,) = held.execute("SELECT visit_asked_days FROM clinic").fetchone()
    assert planned is not None
    assert past is None
    assert days == 7


def test_hours_that_were_given_stay_and_a_break_fits_beside_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "diary.sqlite3"
    settings = settings_for(f"sqlite:///{path}", tmp_path)
    migrate(settings, "0010_visits")
    table, morning = "monitored_hours", {"opens": 480, "closes": 720}
    with closing(sqlite3.connect(path)) as held, held:
        add(held, "clinic")
        add(held, table, weekday=0, **morning)
    migrate(settings, "0011_split_hours")
    with closing(sqlite3.connect(path)) as held, held:
        add(held, table, id=2, weekday=0, opens=840, closes=1080)
        with pytest.raises(sqlite3.IntegrityError):
            add(held, table, id=3, weekday=0, **morning)
        found = held.execute(f"SELECT opens, closes FROM {table} ORDER BY opens")
        assert found.fetchall() == [(480, 720), (840, 1080)]
