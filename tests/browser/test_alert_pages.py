"""Pages of alerts, their rules and who is on call fit a phone and are accessible."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser

from diary import clock
from diary.alerts import (
    acknowledge,
    open_alert,
    page_people,
    rehearse,
    set_hours,
    set_on_call,
    snooze,
    windows_in,
)
from diary.audit import Actor
from diary.auth import visits
from diary.clinics import Member
from diary.db import db
from tests.cast import Cast
from tests.factories import CRISIS, make_entry

WIDTHS = (360, 1280)
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture
def story(cast: Cast) -> str:
    """An alert that was paged for, taken and put off; return its address."""
    now, base = clock.now(), "http://localhost"
    make_entry(cast.patient)
    cast.patient.emergency_contact = "Sam Hill, brother, 555-0199"
    set_on_call(cast.clinic, cast.clinician, 1, "+15557770001", Actor.system(), now)
    alert = open_alert(cast.patient, CRISIS, "text:1", "I want to die", now)
    hours = [*windows_in(0, "8-12, 14-18"), *windows_in(1, "8-17")]
    set_hours(cast.clinic, hours, Actor.system(), now)
    page_people(alert.id, now, base)
    rehearse(cast.clinic.id, now, base)
    acknowledge(alert, cast.clinician, now)
    snooze(alert, cast.clinician, 30, "She calls at five from the train", now)
    open_alert(cast.patient, CRISIS, "text:2", "I cannot go on", now)
    db.session.commit()
    return f"/alerts/{alert.ref}"


def cookie(member: Member) -> str:
    token = visits.open_visit(member, clock.real_now(), is_complete=True)
    db.session.commit()
    return token


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_they_fit_and_are_accessible(
    app: Flask,
    cast: Cast,
    story: str,
    browser: Browser,
    server: str,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    seen = {
        cast.clinician: ("/alerts", story, "/rules"),
        cast.admin: ("/on-call", "/operations"),
    }
    for member, paths in seen.items():
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        context.add_cookies(
            [{"name": "diary-visit", "value": cookie(member), "url": server}]
        )
        page = context.new_page()
        for path in paths:
            page.goto(server + path)
            assert page.url == server + path
            page.evaluate(UNFOLD)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        context.close()
