"""Every statement of a whole day names the clinic it is for, or says why it need not.

The statements are heard as the database gets them, so a filter that is forgotten
anywhere on the way fails here, whatever page or job it is on.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from diary import alerts, clock, patients, reminders
from diary.audit import Actor
from diary.auth import Scope
from diary.db import db
from tests.api.caller import program
from tests.cast import Cast
from tests.doors.routes import Rows, routes, rows_of
from tests.factories import make_patient
from tests.flows.test_kept_apart import MakeApp, _a_whole_day, _crash_on_purpose
from tests.inbox.phones import Phone
from tests.web.doors import let_in

TABLE = re.compile(r"(?:FROM|JOIN|UPDATE) (\w+)")
NEED_NO_CLINIC = {
    "a row that was found before": re.compile(r"\w+\.id = \?( AND .*)?"),
    "who holds the token is who it is for": re.compile(r".*\.token_hash = \?.*"),
    "who signs in says no clinic": re.compile(r"member\.email = \?.*"),
    "the number texted to picks the clinic": re.compile(r"sender\.number = \?.*"),
    "a sender is one clinic's": re.compile(r"suppression\.sender_id = \? AND .*"),
}


@contextmanager
def heard() -> Iterator[set[str]]:
    said: set[str] = set()

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.add(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def without_clinic(said: set[str]) -> list[str]:
    """Return what reads or changes a clinic's rows and names neither clinic nor key."""
    of_clinics = {t.name for t in db.metadata.sorted_tables if "clinic_id" in t.c}
    return sorted(
        statement
        for statement in said
        if of_clinics & set(TABLE.findall(statement))
        and "clinic_id" not in (where := statement.partition(" WHERE ")[2])
        and not any(allowed.fullmatch(where) for allowed in NEED_NO_CLINIC.values())
    )


def _open_every_page(app: Flask, cast: Cast, rows: Rows) -> None:
    for member in (cast.desk, cast.clinician, cast.admin):
        browser = app.test_client()
        let_in(browser, member)
        for route in routes(app, "staff"):
            if route.is_safe:
                browser.get(rows.address(app, route))


def _ask_by_program(app: Flask, cast: Cast, rows: Rows) -> None:
    held = program(app.test_client(), cast.clinic, Scope.ALL)
    for route in routes(app, "clinic_token"):
        if route.is_safe:
            held.get(rows.address(app, route).removeprefix("/api/v1"))


def _say_what_people_say(cast: Cast) -> None:
    phone = Phone(cast.patient.phone, cast.sender)
    for said in ("6", "Y", "CALL", "MOVE", "UNDO", "is it late?", "STOP", "START"):
        phone.texts(said)
    twin = make_patient(cast.clinic, name="Ben Hill", phone=cast.patient.phone)
    for said in ("4 sick", "B"):
        phone.texts(said)
    patients.discharge(twin, Actor.system(), clock.now())
    Phone("+15550001234", cast.sender).texts("hello")


def test_no_statement_of_a_day_forgets_the_clinic(
    make_app: MakeApp, cast: Cast
) -> None:
    app = make_app(demo=True)
    rows = rows_of(cast)
    _crash_on_purpose(app)
    with heard() as said:
        _a_whole_day(app, cast)
        _say_what_people_say(cast)
        _open_every_page(app, cast, rows)
        _ask_by_program(app, cast, rows)
        reminders.sync(cast.clinic.id, [cast.patient.id], clock.now())
        reminders.upcoming(cast.clinic, cast.patient, clock.now())
    assert len(said) > 80
    assert without_clinic(said) == []


@pytest.mark.parametrize("forgotten", ["SELECT 1 FROM alert WHERE alert.kind = ?"])
def test_a_forgotten_clinic_is_heard(cast: Cast, forgotten: str) -> None:
    with heard() as said:
        alerts.open_alerts(cast.clinic.id)
    assert without_clinic(said) == []
    assert without_clinic(said | {forgotten}) == [forgotten]
