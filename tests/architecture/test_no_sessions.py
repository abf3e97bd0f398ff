"""Nothing of ours outlives a transaction at the server: no leader, no session locks.

Behind PgBouncer in transaction mode a session is somebody else's a moment later, and
a lock or a setting of it would be too.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import HOUSE, Module, modules

OUTLIVES = re.compile(
    r"""
    pg_(try_)?advisory_(lock|unlock)\w*      # but pg_advisory_xact_lock
    | \b(UN)?LISTEN\s+\w | \bNOTIFY\s+\w | pg_notify
    | (\A|;)\s*SET\s+SESSION\b
    | (\A|;)\s*SET\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)\w+\s*(=|\bTO\b)
    | \bPREPARE\s+\w+\s+AS | \bDEALLOCATE\b | \bDISCARD\b
    | \bCREATE\s+TEMP | \bDECLARE\s+\w+\s+.*CURSOR | \bWITH\s+HOLD\b
    """,
    re.VERBOSE,
)
OPTIONS = {"stream_results", "yield_per"}
"""SQLAlchemy's words for cursors that the server keeps."""


def everything() -> tuple[Module, ...]:
    migrations = (HOUSE / "diary" / "migrations").rglob("*.py")
    return modules() + tuple(Module(path) for path in sorted(migrations))


def said(module: Module) -> Iterator[tuple[str, int]]:
    """Yield every string that is no docstring, with its line."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield str(node.value), node.lineno


def sessions_in(module: Module) -> list[str]:
    found = [
        module.at(line, text[:60])
        for text, line in said(module)
        if OUTLIVES.search(text) or text in OPTIONS
    ]
    found += [
        module.at(node.value.lineno, node.arg)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg in OPTIONS
    ]
    return found


def test_nothing_is_kept_in_a_session_of_the_database() -> None:
    assert not [found for module in everything() for found in sessions_in(module)]


@pytest.mark.parametrize(
    "code",
    [
        'run("SELECT pg_advisory_lock(1)")',
        'run("SELECT pg_try_advisory_lock(1)")',
        'run("LISTEN news")',
        'run("SET lock_timeout = 5")',
        'run("SET SESSION lock_timeout TO 5")',
        'run("CREATE TEMPORARY TABLE seen (id int)")',
        "rows(found, stream_results=True)",
    ],
)
def test_what_would_be_is_found(tmp_path: Path, code: str) -> None:
    assert sessions_in(made(tmp_path, code))


@pytest.mark.parametrize(
    "code",
    [
        'run("SELECT pg_advisory_xact_lock(1)")',
        'run("SET LOCAL lock_timeout = 5")',
        'run("UPDATE t SET state = 1")',
    ],
)
def test_what_ends_with_the_transaction_is_not(tmp_path: Path, code: str) -> None:
    assert not sessions_in(made(tmp_path, code))


def made(folder: Path, code: str) -> Module:
    path = folder / "made.py"
    path.write_text(code)
    return Elsewhere(path)


class Elsewhere(Module):
    """A module that does not lie in the house."""

    @property
    def where(self) -> str:
        return self.path.name
