"""The page of a patient's courses: for clinicians, and for nobody at the desk."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from diary import clock, courses, reminders
from diary.audit import Actor
from diary.courses import Condition, Course, CourseDraft, Protocol, Route, Weekday
from diary.db import db
from diary.web.filters import CONDITIONS, PROTOCOLS
from tests.cast import Cast
from tests.factories import make_patient
from tests.web.doors import Browser, submit

MONDAY, THURSDAY = "2026-03-09", "2026-03-12"
FORM: dict[str, Any] = {
    "protocol": "IV_2x3",
    "route": "IV",
    "condition": "BIPOLAR_DEPRESSION",
    "starts_on": MONDAY,
    "first_at": "10:00",
    "weekdays": ["mon", "thu"],
}


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/patients/{cast.patient.ref}/courses"


@pytest.fixture
def course(cast: Cast) -> Course:
    now = clock.now()
    draft = CourseDraft(
        *(Protocol.SINGLE, Route.IV, Condition.PTSD),
        *(now.date(), now.time().replace(tzinfo=None), (Weekday.WED,)),
    )
    who = Actor.system()
    begun = courses.start_course(cast.clinic, cast.patient, draft, who, now)
    db.session.commit()
    return begun.course


def test_each_condition_and_protocol_has_words() -> None:
    assert CONDITIONS.keys() == set(Condition)
    assert PROTOCOLS.keys() == set(Protocol)


def test_a_clinician_begins_a_course_with_its_sessions(
    cast: Cast, clinician: FlaskClient, page: str
) -> None:
    assert submit(clinician, page, **FORM).status_code == 303

    shown = clinician.get(page).text
    assert "Bipolar depression: infusion, 2 a week for 3 weeks" in shown
    assert "Watched for activation because a course treats" in shown
    visits = courses.sessions_of(cast.clinic.id, cast.patient.id)
    assert len(visits) == 6
    upcoming = reminders.upcoming(cast.clinic, cast.patient, clock.now(), 14)
    assert any("ride" in wish.kind for wish in upcoming)


def test_the_patients_page_shows_course_and_reason(
    cast: Cast, clinician: FlaskClient, page: str
) -> None:
    submit(clinician, page, **FORM)
    shown = html.unescape(clinician.get(f"/patients/{cast.patient.ref}").text)
    assert "Bipolar depression, infusion, from Mon Mar 9" in shown
    assert "Watched already: a course treats bipolar depression" in shown


def test_wrong_fields_are_named_beside_them(
    cast: Cast, clinician: FlaskClient, page: str
) -> None:
    wrong = FORM | {"condition": "SADNESS", "weekdays": ["mon"], "starts_on": THURSDAY}
    refused = submit(clinician, page, **wrong)

    assert refused.status_code == 422
    assert "Choose one of TRD" in refused.text
    assert "Choose 2 different days of the week." in refused.text
    assert courses.courses_of(cast.clinic.id, cast.patient.id) == []


def test_a_form_that_was_refused_keeps_what_was_typed(
    clinician: FlaskClient, page: str, course: Course
) -> None:
    refused = submit(clinician, page, **FORM | {"weekdays": ["tue", "sat"]})
    assert re.findall(r'value="(\w+)" checked', refused.text) == ["tue", "sat"]
    assert 'href="#weekdays"' in refused.text
    assert 'id="weekdays"' in refused.text

    path = f"{page}/{course.ref}/end"
    refused = submit(clinician, path, page=page, ended_on="2026-12-24")
    assert 'name="ended_on" value="2026-12-24"' in refused.text
    assert 'href="#ended_on"' in refused.text
    assert refused.text.count('id="ended_on"') == 1


def test_the_same_course_sent_twice_is_begun_once(
    cast: Cast, clinician: FlaskClient, page: str
) -> None:
    by_hand = FORM | {"protocol": "BY_HAND", "weekdays": []}
    for form in (by_hand, FORM):
        statuses = [submit(clinician, page, **form).status_code for _ in range(2)]
        assert statuses == [303, 422]
    assert len(courses.courses_of(cast.clinic.id, cast.patient.id)) == 2


def test_a_course_is_corrected_and_ended(
    cast: Cast, clinician: FlaskClient, page: str, course: Course
) -> None:
    submit(clinician, f"{page}/{course.ref}/condition", page=page, condition="OCD")
    ended_on = f"{course.starts_on}"
    submit(clinician, f"{page}/{course.ref}/end", page=page, ended_on=ended_on)

    (kept,) = courses.courses_of(cast.clinic.id, cast.patient.id)
    assert (kept.condition, kept.ended_on) == (Condition.OCD, kept.starts_on)
    assert "obsessive-compulsive disorder" in clinician.get(page).text


def test_a_day_to_come_ends_no_course(
    clinician: FlaskClient, page: str, course: Course
) -> None:
    path = f"{page}/{course.ref}/end"
    refused = submit(clinician, path, page=page, ended_on="2026-12-24")
    assert refused.status_code == 422
    assert "from its first one to today" in refused.text


def test_the_desk_sees_no_condition(
    cast: Cast, desk: FlaskClient, page: str, course: Course
) -> None:
    assert desk.get(page).status_code == 403
    for shown in (f"/patients/{cast.patient.ref}", "/today", "/patients", "/tasks"):
        said = desk.get(shown).text.lower()
        assert "post-traumatic" not in said, shown
        assert "ptsd" not in said, shown


@pytest.mark.parametrize("deed", ["", "/end", "/condition"])
def test_the_desk_begins_and_ends_none(
    cast: Cast, desk: FlaskClient, page: str, course: Course, deed: str
) -> None:
    path = page + (f"/{course.ref}{deed}" if deed else "")
    sent = submit(desk, path, page=f"/patients/{cast.patient.ref}", condition="OCD")
    assert sent.status_code == 403


def test_a_stranger_finds_no_course(
    cast: Cast, browser: Browser, page: str, course: Course
) -> None:
    client = browser(cast.stranger)
    assert client.get(page).status_code == 404
    sent = submit(client, f"{page}/{course.ref}/end", page="/today", ended_on=MONDAY)
    assert sent.status_code == 404


def test_anothers_course_is_not_this_patients(
    cast: Cast, clinician: FlaskClient, course: Course
) -> None:
    other = f"/patients/{make_patient(cast.clinic).ref}/courses/{course.ref}/end"
    db.session.commit()
    page = f"/patients/{cast.patient.ref}/courses"
    assert submit(clinician, other, page=page, ended_on=MONDAY).status_code == 404
