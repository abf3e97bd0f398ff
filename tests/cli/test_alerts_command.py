"""A clinic's minutes, hours and words are settled by commands, and the test is told."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from diary.alerts import hours_of, last_rehearsal_of, on_call_of, timers_of
from diary.alerts.codes import answer_page
from diary.clinics import Clinic
from diary.db import db
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_member, make_sender

Run = Callable[..., Result]
OAK = ("--clinic", "oak")
PHONES = ("+15557770001", "+15557770002")


@pytest.fixture
def run(app: Flask) -> Run:
    def called(*arguments: str) -> Result:
        db.session.commit()
        result: Result = app.test_cli_runner().invoke(args=list(arguments))
        db.session.expire_all()
        return result

    return called


@pytest.fixture
def oak(app: Flask) -> Clinic:
    clinic = make_clinic(slug="oak", name="Oak Clinic", text_name="Oak")
    make_sender(clinic)
    for name in ("kim", "lee"):
        make_member(clinic, email=f"{name}@oak.example", name=name.title())
    return clinic


def on_call(run: Run) -> None:
    for place, name in enumerate(("kim", "lee"), 1):
        run(
            *("on-call", "set", *OAK, "--email", f"{name}@oak.example"),
            *("--place", str(place), "--phone", PHONES[place - 1]),
            *("--mail-to", f"{name}@home.example", "--call", "+15557770009"),
        )


def test_minutes_are_shown_and_changed(run: Run, oak: Clinic) -> None:
    assert run("alerts", "minutes", *OAK).stdout == (
        "Oak Clinic: first 10, second 20, third 30, repeat 15, end_within 60.\n"
    )
    run("alerts", "minutes", *OAK, "--first", "5", "--end-within", "45")
    timers = timers_of(oak.id)
    assert (timers.first, timers.second, timers.end_within) == (5, 20, 45)

    refused = run("alerts", "minutes", *OAK, "--second", "4")
    assert refused.exit_code == 1
    assert "later than the one before" in refused.stderr


def test_hours_are_given_by_weekday_and_taken_back(run: Run, oak: Clinic) -> None:
    span = ("--from", "08:00", "--until", "17:00")
    told = run("alerts", "hours", *OAK, "--on", "mon-sat", *span)
    assert "Monday to Saturday 08:00-17:00" in told.stdout
    run("alerts", "hours", *OAK, "--on", "sat")
    assert [each.weekday for each in hours_of(oak.id)] == [0, 1, 2, 3, 4]

    refused = run("alerts", "hours", *OAK, "--on", "monday", *span)
    assert (refused.exit_code, "mon-fri" in refused.stderr) == (1, True)


def test_hours_may_have_a_break(run: Run, oak: Clinic) -> None:
    morning, evening = ("--from", "08:00", "--until", "12:00"), ("--from", "14:00")
    both = (*morning, *evening, "--until", "18:00")
    told = run("alerts", "hours", *OAK, "--on", "mon-tue", *both)
    assert "Monday to Tuesday 08:00-12:00 and 14:00-18:00" in told.stdout

    unended = run("alerts", "hours", *OAK, "--on", "wed", *morning, *evening)
    assert (unended.exit_code, "Give a time" in unended.stderr) == (1, True)
    twice = run("alerts", "hours", *OAK, "--on", "wed", *morning, *morning)
    assert (twice.exit_code, "Wednesday: " in twice.stderr) == (1, True)
    assert len(hours_of(oak.id)) == 4


def test_closed_days_are_told_and_taken_back(run: Run, oak: Clinic) -> None:
    told = run("alerts", "closed", *OAK, "--on", "2026-12-25")
    assert told.stdout == "2026-12-25\n"
    taken_back = run("alerts", "closed", *OAK, "--on", "2026-12-25", "--open")
    assert "has no closed days" in taken_back.stdout
    assert run("alerts", "closed", *OAK, "--open").exit_code == 2
    refused = run("alerts", "closed", *OAK, "--on", "2020-01-01")
    assert (refused.exit_code, "from today on" in refused.stderr) == (1, True)


def test_ready_says_what_is_missing_until_nothing_is(
    run: Run, oak: Clinic, clock: Clock
) -> None:
    missing = run("alerts", "ready", *OAK)
    assert missing.exit_code == 1
    assert "nobody is on call" in missing.stdout

    on_call(run)
    span = ("--from", "08:00", "--until", "17:00")
    run("alerts", "hours", *OAK, "--on", "mon-fri", *span)
    shown = run("alerts", "approve", *OAK, "--email", "kim@oak.example").stdout
    assert "call or text 988" in shown
    assert "Approved by Kim." in shown
    run("page", "test", *OAK)
    answer_page(oak.id, PHONES[0], last_rehearsal_of(oak.id)[0].code, clock.now)
    ready = run("alerts", "ready", *OAK)
    assert (ready.exit_code, ready.stdout) == (
        0,
        "Oak Clinic is ready to text patients.\n",
    )


def test_a_test_is_told_person_by_person_and_way_by_way(run: Run, oak: Clinic) -> None:
    assert run("page", "status", *OAK).exit_code == 1
    on_call(run)
    kim = on_call_of(oak.id)[0]
    assert (kim.email, kim.voice) == ("kim@home.example", "+15557770009")
    run("page", "test", *OAK)

    told = run("page", "status", *OAK).stdout.splitlines()
    assert told[:2] == ["Kim was paged", "  text: about to leave"]
    assert [line for line in told if line.startswith("  e-mail")]
    assert told[4] == "Lee was paged"


def test_a_whole_alert_can_be_rehearsed(run: Run, oak: Clinic) -> None:
    assert run("page", "test", *OAK, "--alert").exit_code == 1
    on_call(run)
    assert "about nobody" in run("page", "test", *OAK, "--alert").stdout
