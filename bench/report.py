"""Runs every measurement and writes what came out to ``docs/performance.md``.

``bench/run``; each line of the page is generated, never typed. A measurement that
fails is written down as failed, and the run ends with 1.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "performance.md"

MEASURES: list[tuple[str, str, list[str]]] = [
    ("One text in", "≤ 3.0 ms CPU, then 2.0", ["bench/text_in.py"]),
    (
        "One reminder out, SQLite, and what a kill -9 costs",
        "≤ 0.40 ms CPU, then 0.30; an 8th of the best scheduler, a 15th of Celery;"
        " 0 lost, 0 doubled",
        ["bench/dispatch.py", "--kill"],
    ),
    (
        "One reminder out, PostgreSQL",
        "≤ 0.60 ms CPU, then 0.45",
        ["bench/dispatch.py", "--postgresql", "--rounds", "1"],
    ),
    (
        "Reminders a second at 50 ms latency, SQLite",
        "≥ 1,500 a second",
        ["bench/dispatch.py", "--latency", "50", "--rounds", "1"],
    ),
    (
        "Four workers beside one at 200 ms latency, PostgreSQL",
        "≥ 3 times one",
        ["bench/workers.py"],
    ),
    (
        "A million stored, SQLite",
        "≤ 1.2 times the cost with 10,000; ≤ 150 MB",
        ["bench/growing.py"],
    ),
    (
        "A million stored, PostgreSQL",
        "≤ 1.2 times the cost with 10,000; ≤ 150 MB",
        ["bench/growing.py", "--postgresql"],
    ),
    ("One patient page, 90 days", "≤ 20 ms CPU", ["bench/patient_page.py"]),
    (
        "2,000 due in one minute at 50 ms latency, SQLite",
        "99 of 100 within 10 s, all within 60 s, pages and rides first",
        ["bench/punctuality.py"],
    ),
    (
        "2,000 due in one minute at 50 ms latency, PostgreSQL",
        "99 of 100 within 10 s, all within 60 s, pages and rides first",
        ["bench/punctuality.py", "--postgresql"],
    ),
    (
        "From a cry for help to the page, 2,000 reminders due beside it",
        "≤ 10 s",
        ["bench/disclosure.py"],
    ),
    (
        "Nights of failing phones and sleeping people, an alert open",
        "0 minutes in which the alert is nobody's",
        ["bench/nights.py", "--nights", "40"],
    ),
    ("Planning 48 hours ahead", "≥ 20,000 a second and core", ["bench/planning.py"]),
    ("Start", "≤ 1.0 s and ≤ 90 MB", ["bench/start.py"]),
]
BUSY = 0.5
"""More than so many processes waiting for a core, and others work beside us."""


def main() -> int:
    load = os.getloadavg()[0]
    told = [(*measure[:2], _measured(measure[2])) for measure in MEASURES]
    PAGE.write_text(_page(told, load), "utf-8")
    print(f"wrote {PAGE.relative_to(HOUSE)}")
    return 0 if all(figures for _, _, figures in told) else 1


def _measured(command: list[str]) -> dict[str, Any] | None:
    """Return the last line a script printed, as JSON; None where it failed."""
    print(" ".join(command), flush=True)
    done = subprocess.run(  # our own scripts, with fixed arguments
        [sys.executable, *command],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return None
    print(f"  {lines[-1]}", flush=True)
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def _page(told: list[tuple[str, str, dict[str, Any] | None]], load: float) -> str:
    cores = os.cpu_count() or 1
    head = [
        "# Performance",
        "",
        "Written by `bench/run`. CPU is user and system time of every process but the",
        "stand-in carrier's; compare ratios of one run rather than runs.",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {cores} cores, "
        f"{platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}; when it began the load was {load:.1f}: "
        + ("others worked beside it." if load > BUSY * cores else "nothing beside it."),
        "",
    ]
    return "\n".join([*head, *(line for each in told for line in _section(*each))])


def _section(name: str, goal: str, figures: dict[str, Any] | None) -> list[str]:
    lines = [f"## {name}", "", f"To reach: {goal}.", ""]
    if figures is None:
        return [*lines, "The measurement failed.", ""]
    lines += ["| figure | value |", "|---|---|"]
    lines += [f"| {key} | {value} |" for key, value in _flat(figures)]
    return [*lines, ""]


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, value in figures.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{before}{key}: ")
        elif key != "bench":
            rows.append((f"{before}{key}", value))
    return rows


if __name__ == "__main__":
    sys.exit(main())
