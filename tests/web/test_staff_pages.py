"""Staff at work on days and patients: what each role sees, what forms do."""

from datetime import date, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from diary import courses, patients
from diary.audit import Action, Actor, ActorKind, AuditEvent
from diary.courses import RideStatus, SessionStatus
from diary.db import db
from diary.patients import Patient, Purpose
from diary.tasks import open_tasks
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import (
    make_alert,
    make_booster,
    make_entry,
    make_message,
    make_ride,
    make_treatment_session,
    today,
)
from tests.web.doors import submit


def page_of(patient: Patient) -> str:
    return f"/patients/{patient.ref}"


def send(
    client: FlaskClient, patient: Patient, form: str, **fields: object
) -> TestResponse:
    page = page_of(patient)
    return submit(client, f"{page}/{form}", page=page, **fields)


def enrolment(**changes: object) -> dict[str, object]:
    return {
        "name": "Nora Quill",
        "date_of_birth": "1985-02-03",
        "phone": "(555) 010-4477",
        "language": "en",
        "time_zone": "America/New_York",
        "check_in_at": "08:15",
        "consents": ["diary", "rides"],
    } | changes


def test_the_day_list_tells_who_comes_and_who_drives(
    cast: Cast, desk: FlaskClient
) -> None:
    visit = make_treatment_session(cast.patient, today(cast.patient), time(9))
    make_ride(visit, status=RideStatus.CONFIRMED, escort_name="Leo")
    shown = desk.get("/today").text
    for told in ("Ada Hill", "9:00 AM", "Leo", "Everybody has a ride home"):
        assert told in shown


@pytest.mark.parametrize(
    ("said", "shown"), [("confirmed_at", ", confirmed"), ("declined_at", "said no")]
)
def test_the_desk_sees_who_comes_and_who_said_no(
    cast: Cast, desk: FlaskClient, clock: Clock, said: str, shown: str
) -> None:
    day = today(cast.patient)
    visit = make_treatment_session(cast.patient, day, time(15), **{said: clock.now})
    make_ride(visit)
    assert shown in desk.get("/today").text
    assert shown in desk.get(page_of(cast.patient)).text
    visit.status = SessionStatus.HELD
    db.session.commit()
    assert shown not in desk.get("/today").text


def test_the_desk_writes_down_that_they_come_after_all(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    visit = make_treatment_session(cast.patient)
    make_ride(visit)
    patient = Actor(ActorKind.PATIENT, cast.patient.ref)
    courses.answer_visit(cast.clinic, visit, False, patient, clock.now)
    assert len(open_tasks(cast.clinic.id, clinical=False)) == 1
    assert send(desk, cast.patient, f"sessions/{visit.ref}/coming").status_code == 303
    assert (visit.confirmed_at, visit.declined_at) == (clock.now, None)
    assert open_tasks(cast.clinic.id, clinical=False) == []


def test_a_missing_ride_is_said_on_top(cast: Cast, desk: FlaskClient) -> None:
    make_ride(make_treatment_session(cast.patient, today(cast.patient), time(14)))
    shown = desk.get("/today").text
    assert "1 without a ride home yet; the first is due at 2:00 PM" in shown


def test_only_clinicians_see_the_diary_on_the_day_list(
    cast: Cast, desk: FlaskClient, clinician: FlaskClient
) -> None:
    make_ride(make_treatment_session(cast.patient, today(cast.patient)))
    make_entry(cast.patient, mood=2.5)
    seen = clinician.get("/today").text
    assert "1 of 14 days" in seen
    assert "<b>2.5</b>" in seen
    shown = desk.get("/today").text
    assert "<b>2.5</b>" not in shown
    assert "of 14 days" not in shown


def test_the_desk_sees_no_diary_on_the_patients_page(
    cast: Cast, desk: FlaskClient, clinician: FlaskClient
) -> None:
    make_entry(cast.patient, mood=2.5, symptoms={"nausea": 3})
    make_alert(cast.patient, sentence="Says something grave")
    for told in ("2.5", "Sick to my stomach", "Says something grave"):
        assert told in clinician.get(page_of(cast.patient)).text
        assert told not in desk.get(page_of(cast.patient)).text


def test_the_desk_is_not_told_that_an_alert_holds_texts_back(
    cast: Cast, desk: FlaskClient, clinician: FlaskClient
) -> None:
    make_alert(cast.patient)
    assert "alert is open" in clinician.get(page_of(cast.patient)).text
    assert "alert is open" not in desk.get(page_of(cast.patient)).text


def test_missing_days_are_counted_and_shown_as_missing(
    cast: Cast, clinician: FlaskClient
) -> None:
    held_on = today(cast.patient) - timedelta(days=4)
    visit = make_treatment_session(cast.patient, held_on, status=SessionStatus.HELD)
    make_ride(visit)
    make_entry(cast.patient, held_on + timedelta(days=1))
    shown = clinician.get(page_of(cast.patient)).text
    assert "Ada answered 1 of 5 days" in shown
    assert shown.count(">no answer<") == 27


def test_every_look_at_a_patient_is_written_down(
    cast: Cast, clinician: FlaskClient
) -> None:
    clinician.get(page_of(cast.patient))
    event = db.session.scalars(select(AuditEvent).filter_by(action=Action.READ)).one()
    assert event.patient_ref == cast.patient.ref
    assert event.actor_ref == cast.clinician.ref


def test_searching_finds_by_the_first_letters(cast: Cast, desk: FlaskClient) -> None:
    assert "Ada Hill" in desk.get("/patients?q=hil").text
    shown = desk.get("/patients?q=zz").text
    assert "Ada Hill" not in shown
    assert "Nobody here fits" in shown


@pytest.mark.both_databases
def test_enrolling_leads_to_the_patients_page(cast: Cast, desk: FlaskClient) -> None:
    answer = submit(desk, "/patients", page="/patients/new", **enrolment())
    assert answer.status_code == 303
    (nora,) = patients.search(cast.clinic.id, "nora")
    assert answer.headers["Location"] == page_of(nora)
    assert nora.check_in_at == time(8, 15)
    assert patients.purposes_of(nora) == [Purpose.DIARY, Purpose.RIDES]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "Nul \0 Quill"),
        ("date_of_birth", "2090-01-01"),
        ("date_of_birth", "2015-06-01"),
        ("date_of_birth", "last May"),
        ("phone", "no phone"),
        ("time_zone", "Mars/Base"),
        ("check_in_at", "25:00"),
        ("language", "xx"),
        ("consents", "everything"),
    ],
)
def test_a_wrong_field_is_named_and_nobody_enrolled(
    cast: Cast, desk: FlaskClient, field: str, typed: str
) -> None:
    fields = enrolment(**{field: typed})
    answer = submit(desk, "/patients", page="/patients/new", **fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert patients.search(cast.clinic.id, "nora") == []


def test_all_wrong_fields_are_named_and_what_was_typed_is_kept(
    cast: Cast, desk: FlaskClient
) -> None:
    fields = enrolment(date_of_birth="soon", phone="12", time_zone="Mars/Base")
    shown = submit(desk, "/patients", page="/patients/new", **fields).text
    for field in ("date_of_birth", "phone", "time_zone"):
        assert f'href="#{field}"' in shown
    assert 'value="Nora Quill"' in shown


@pytest.mark.both_databases
def test_a_session_is_planned_moved_and_called_off(
    cast: Cast, desk: FlaskClient
) -> None:
    day = today(cast.patient) + timedelta(days=5)
    when = {"starts_on": day.isoformat(), "starts_at_time": "10:30"}
    assert send(desk, cast.patient, "sessions", route="IV", **when).status_code == 303
    (visit,) = courses.sessions_of(cast.clinic.id, cast.patient.id)
    assert (visit.starts_on, visit.starts_at_time) == (day, time(10, 30))
    form = f"sessions/{visit.ref}"
    send(desk, cast.patient, f"{form}/move", starts_on=day, starts_at_time="11:00")
    db.session.refresh(visit)
    assert visit.starts_at_time == time(11)
    send(desk, cast.patient, f"{form}/cancel")
    db.session.refresh(visit)
    assert visit.status is SessionStatus.CANCELED


def test_a_wrong_day_is_said_on_the_same_page(cast: Cast, desk: FlaskClient) -> None:
    fields = {"starts_on": "2001-01-01", "starts_at_time": "99", "route": "IV"}
    answer = send(desk, cast.patient, "sessions", **fields)
    assert answer.status_code == 422
    assert "Ada Hill" in answer.text
    assert 'href="#starts_on"' in answer.text
    assert 'href="#starts_at_time"' in answer.text
    assert courses.sessions_of(cast.clinic.id, cast.patient.id) == []


def test_the_desk_writes_down_who_drives(cast: Cast, desk: FlaskClient) -> None:
    visit = make_treatment_session(cast.patient)
    make_ride(visit)
    send(
        desk,
        cast.patient,
        f"sessions/{visit.ref}/ride",
        status="confirmed",
        escort_name="Leo",
    )
    ride = courses.ride_of(cast.clinic.id, visit.id)
    assert (ride.status, ride.escort_name) == (RideStatus.CONFIRMED, "Leo")


def test_recording_the_end_makes_it_held(
    cast: Cast, desk: FlaskClient, clock: Clock
) -> None:
    visit = make_treatment_session(cast.patient, today(cast.patient), time(8))
    make_ride(visit)
    send(desk, cast.patient, f"sessions/{visit.ref}/end")
    db.session.refresh(visit)
    assert (visit.status, visit.ended_at) == (SessionStatus.HELD, clock.now)


def test_another_patients_session_is_not_on_this_page(
    cast: Cast, desk: FlaskClient
) -> None:
    visit = make_treatment_session(cast.other_patient)
    make_ride(visit)
    answer = send(desk, cast.patient, f"sessions/{visit.ref}/cancel")
    assert answer.status_code == 404
    db.session.refresh(visit)
    assert visit.status is SessionStatus.PLANNED


def test_a_booster_is_set_and_settled(cast: Cast, desk: FlaskClient) -> None:
    due = today(cast.patient) + timedelta(days=30)
    send(desk, cast.patient, "booster", due_on=due.isoformat())
    booster = courses.booster_of(cast.clinic.id, cast.patient.id)
    assert booster is not None
    assert booster.due_on == due
    send(desk, cast.patient, "booster", settle="1")
    assert courses.booster_of(cast.clinic.id, cast.patient.id) is None


def test_consents_become_what_is_ticked(cast: Cast, desk: FlaskClient) -> None:
    send(desk, cast.patient, "consents", consents=["rides"])
    assert patients.purposes_of(cast.patient) == [Purpose.RIDES]
    send(desk, cast.patient, "consents", consents=["diary", "rides"])
    assert patients.purposes_of(cast.patient) == [Purpose.DIARY, Purpose.RIDES]


def test_a_new_number_is_kept_and_a_wrong_one_refused(
    cast: Cast, desk: FlaskClient
) -> None:
    send(desk, cast.patient, "details", phone="+1 555 010 9988")
    db.session.refresh(cast.patient)
    assert cast.patient.phone == "+15550109988"
    assert send(desk, cast.patient, "details", phone="none").status_code == 422


def test_discharging_takes_a_ticked_box(cast: Cast, desk: FlaskClient) -> None:
    assert send(desk, cast.patient, "discharge").status_code == 422
    assert send(desk, cast.patient, "discharge", sure="yes").status_code == 303
    db.session.refresh(cast.patient)
    assert cast.patient.discharged_at is not None


def test_the_day_can_be_turned(cast: Cast, desk: FlaskClient) -> None:
    make_ride(make_treatment_session(cast.patient, date(2026, 3, 9)))
    assert "Ada Hill" in desk.get("/today?day=2026-03-09").text
    assert "Ada Hill" not in desk.get("/today?day=tomorrow").text


def test_a_booster_shows_on_the_page(cast: Cast, desk: FlaskClient) -> None:
    make_booster(cast.patient, date(2026, 4, 1))
    assert "Wednesday, April 1" in desk.get(page_of(cast.patient)).text


def test_staff_see_that_a_link_went_out_but_not_the_link(
    cast: Cast, clinician: FlaskClient
) -> None:
    link = "https://oak.example/f/8rK2_aB-3dEf8rK2_aB-3dEf8rK2"
    make_message(cast.sender, cast.patient.phone, about=cast.patient.ref, body=link)
    shown = clinician.get(page_of(cast.patient)).text
    assert "https://oak.example/f/…" in shown
    assert link not in shown


def test_staff_see_that_a_code_went_out_but_not_the_code(
    cast: Cast, clinician: FlaskClient
) -> None:
    said = "Your sign-in code is 402817. Call (555) 010-0199."
    about = cast.patient.ref
    make_message(cast.sender, cast.patient.phone, about=about, body=said)
    shown = clinician.get(page_of(cast.patient)).text
    assert "code is …. Call (555) 010-0199." in shown


def test_a_field_nobody_asked_for_is_named_and_nothing_is_stored(
    cast: Cast, desk: FlaskClient
) -> None:
    before = len(patients.patients_of(cast.clinic.id))
    wrong = enrolment(role="admin")
    answer = submit(desk, "/patients", page="/patients/new", **wrong)
    assert answer.status_code == 422
    assert "asks for nothing of that name" in answer.text
    assert len(patients.patients_of(cast.clinic.id)) == before
