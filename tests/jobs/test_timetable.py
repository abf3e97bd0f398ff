"""One table says what runs when; the page about it says the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import jobs
from diary import runs
from jobs.__main__ import listed
from jobs.timetable import TIMETABLE, job_named
from tests.architecture.source import HOUSE

PAGE = HOUSE / "docs" / "jobs.md"
NOT_JOBS = {"__init__", "__main__", "scheduler", "tick", "timetable"}


def rows_of_page() -> list[list[str]]:
    lines = PAGE.read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return [row for row in cells if row and row[0].startswith("`")]


def spoken(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds % size == 0:
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def test_the_page_says_what_the_table_says() -> None:
    expected = [
        [
            f"`{job.name}`",
            spoken(job.every),
            f"once in {spoken(job.slot)}" if job.slot else "in every process",
            spoken(job.late_after),
            job.why,
        ]
        for job in TIMETABLE
    ]
    assert rows_of_page() == expected


def test_every_job_is_a_file_of_its_name_and_every_file_a_job() -> None:
    folder = Path(jobs.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - NOT_JOBS
    assert files == {job.name for job in TIMETABLE}
    assert all(job.run.__module__ == f"jobs.{job.name}" for job in TIMETABLE)


def test_late_is_later_than_the_next_turns() -> None:
    assert all(job.late_after >= 2 * (job.slot or job.every) for job in TIMETABLE)


def test_a_slot_is_turned_to_several_times_while_it_lasts() -> None:
    assert all(job.slot is None or job.every < job.slot for job in TIMETABLE)


def test_a_slot_has_one_name_while_it_lasts() -> None:
    plan = job_named("plan_reminders")
    assert plan is not None
    at = datetime(2026, 3, 8, 6, 55, tzinfo=UTC)
    names = [plan.slot_at(at + timedelta(minutes=n)) for n in range(10)]
    assert names == ["2026-03-08T06:55+00:00"] * 5 + ["2026-03-08T07:00+00:00"] * 5


def test_the_command_lists_every_job() -> None:
    lines = listed().splitlines()
    assert [line.split()[0] for line in lines] == [job.name for job in TIMETABLE]


def test_a_name_that_is_none_is_no_job() -> None:
    assert job_named("dispatch") is None


def test_the_jobs_whose_silence_is_the_clocks_are_turned_to_by_every_process() -> None:
    steady = [job_named(name) for name in runs.STEADY]
    assert [job.slot for job in steady if job] == [None, None]
    assert all(job and job.every < runs.STANDS_AFTER / 10 for job in steady)
