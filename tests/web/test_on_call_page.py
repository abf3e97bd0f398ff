"""An administrator settles who is called, when somebody reads, and rehearses it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from diary.alerts import (
    Alert,
    AlertKind,
    answer_page,
    closed_days_of,
    hours_of,
    last_rehearsal_of,
    on_call_of,
    plan_of,
    timers_of,
)
from diary.audit import Action, AuditEvent
from diary.db import db
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.web.doors import Browser, submit

PAGE = "/on-call"
PHONE = "+15557770001"


@pytest.fixture
def admin(browser: Browser, cast: Cast) -> FlaskClient:
    return browser(cast.admin)


def put_on_call(admin: FlaskClient, cast: Cast, **ways: str) -> int:
    fields = {"member": cast.clinician.ref, "place": "1", "phone": PHONE} | ways
    fields = {"email": "", "voice": ""} | fields
    return submit(admin, PAGE, **fields).status_code


def give_hours(admin: FlaskClient, **typed: str) -> TestResponse:
    empty = {f"hours_{day}": "" for day in range(7)}
    return submit(admin, f"{PAGE}/hours", page=PAGE, **empty | typed)


def settings_written() -> list[str]:
    written = select(AuditEvent.detail).where(AuditEvent.action == Action.SETTINGS)
    return [detail or "" for detail in db.session.scalars(written)]


def test_somebody_is_put_on_call_and_called_no_more(
    admin: FlaskClient, cast: Cast
) -> None:
    assert put_on_call(admin, cast, voice="(555) 777-0002") == 303
    (person,) = on_call_of(cast.clinic.id)
    assert (person.phone, person.voice) == (PHONE, "+15557770002")
    shown = admin.get(PAGE).text
    assert f"1. {cast.clinician.name}" in shown
    assert cast.clinician.email in shown

    submit(admin, f"{PAGE}/remove", page=PAGE, member=cast.clinician.ref)
    assert on_call_of(cast.clinic.id) == []


def test_what_is_wrong_is_said_at_once(admin: FlaskClient, cast: Cast) -> None:
    assert put_on_call(admin, cast, phone="1", email="x", place="0") == 422
    assert on_call_of(cast.clinic.id) == []
    nobody = submit(admin, PAGE, member=cast.stranger.ref, place="1", phone=PHONE)
    assert nobody.status_code == 404


def test_minutes_are_a_clinics_own_and_written_down(
    admin: FlaskClient, cast: Cast
) -> None:
    given = {"first": 5, "second": 12, "third": 20, "repeat": 10, "end_within": 45}
    assert submit(admin, f"{PAGE}/minutes", page=PAGE, **given).status_code == 303
    assert timers_of(cast.clinic.id).end_within == 45
    assert timers_of(cast.other_clinic.id).end_within == 60
    assert "alert minutes 5/12/20/10/45" in settings_written()

    wrong = submit(admin, f"{PAGE}/minutes", page=PAGE, **given | {"second": 4})
    assert wrong.status_code == 422
    assert "later than the one before" in wrong.text


def test_hours_are_given_a_weekday_each(admin: FlaskClient, cast: Cast) -> None:
    assert give_hours(admin, hours_0="08:30-17:00").status_code == 303
    (window,) = hours_of(cast.clinic.id)
    assert (window.weekday, window.opens) == (0, 510)
    assert 'value="08:30-17:00"' in admin.get(PAGE).text

    wrong = give_hours(admin, hours_1="9")
    assert wrong.status_code == 422
    assert "Tuesday: Give times like" in wrong.text
    assert len(hours_of(cast.clinic.id)) == 1


def test_a_weekday_may_have_a_break(admin: FlaskClient, cast: Cast) -> None:
    assert give_hours(admin, hours_0="14-18, 8-12").status_code == 303
    assert [each.opens for each in hours_of(cast.clinic.id)] == [480, 840]
    shown = admin.get(PAGE).text
    assert 'value="08:00-12:00, 14:00-18:00"' in shown
    assert "Monday 08:00-12:00 and 14:00-18:00" in shown


def test_hours_that_overlap_are_refused_and_nothing_is_lost(
    admin: FlaskClient, cast: Cast
) -> None:
    give_hours(admin, hours_0="08:00-12:00", hours_2="09:00-10:00")
    typed = {"hours_0": "8-12, 11:30-18", "hours_4": "9-x"}
    wrong = give_hours(admin, **typed)

    assert wrong.status_code == 422
    assert "Friday: Give times like" in wrong.text
    assert all(f'value="{each}"' in wrong.text for each in typed.values())
    wrong = give_hours(admin, hours_0="8-12, 11:30-18", hours_4="9-10, 9-10")
    assert "Monday: 08:00-12:00 and 11:30-18:00 overlap." in wrong.text
    assert "Friday: 09:00-10:00 and 09:00-10:00 overlap." in wrong.text
    assert 'href="#hours_0"' in wrong.text
    assert [each.weekday for each in hours_of(cast.clinic.id)] == [0, 2]


def test_closed_days_are_added_and_taken_back(admin: FlaskClient, cast: Cast) -> None:
    change, christmas = f"{PAGE}/closed-days", date(2026, 12, 25)
    assert submit(admin, change, page=PAGE, day="2026-12-25").status_code == 303
    assert closed_days_of(cast.clinic.id, christmas) == [christmas]
    assert "Fri Dec 25 2026" in admin.get(PAGE).text
    assert "closed on 2026-12-25" in settings_written()

    submit(admin, change, page=PAGE, day="2026-12-25", open="yes")
    assert closed_days_of(cast.clinic.id, christmas) == []
    wrong = submit(admin, change, page=PAGE, day="2020-01-01")
    assert wrong.status_code == 422
    assert "from today on" in wrong.text


def test_the_words_are_shown_and_approved_by_name(
    admin: FlaskClient, cast: Cast
) -> None:
    shown = admin.get(PAGE).text
    assert "Nobody has approved them" in shown
    assert "call or text 988" in shown
    submit(admin, f"{PAGE}/texts", page=PAGE)

    plan = plan_of(cast.clinic.id)
    assert plan is not None
    assert plan.texts_approved_by_id == cast.admin.id
    assert f"by {cast.admin.name}" in admin.get(PAGE).text


def test_a_test_page_is_sent_and_who_answered_is_shown(
    admin: FlaskClient, cast: Cast, clock: Clock
) -> None:
    put_on_call(admin, cast)
    assert "never" in admin.get(PAGE).text
    submit(admin, f"{PAGE}/test", page=PAGE)
    (page,) = last_rehearsal_of(cast.clinic.id)
    answer_page(cast.clinic.id, PHONE, page.code, clock.now)
    db.session.commit()

    shown = admin.get(PAGE).text
    assert "was paged and answered" in shown
    assert "never" not in shown


def test_a_whole_rehearsal_is_an_alert_about_nobody(
    admin: FlaskClient, cast: Cast, browser: Browser
) -> None:
    submit(admin, f"{PAGE}/rehearsal", page=PAGE)
    alert = db.session.scalars(select(Alert)).one()
    assert (alert.kind, alert.patient_id) == (AlertKind.REHEARSAL, None)
    assert alert.next_page_at == alert.opened_at

    clinician = browser(cast.clinician)
    there = f"/alerts/{alert.ref}"
    assert "Rehearsal" in clinician.get(there).text
    ended = {"disposition": "not_a_crisis", "note": ""}
    done = submit(clinician, f"{there}/close", page=there, **ended)
    assert done.status_code == 303


def test_only_administrators_settle_it(cast: Cast, browser: Browser) -> None:
    assert browser(cast.clinician).get(PAGE).status_code == 403
    assert browser(cast.desk).get(PAGE).status_code == 403
