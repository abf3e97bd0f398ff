"""What is due is asked about once more, then handed over, or waits, or expires."""

from datetime import date, time, timedelta

import pytest

from diary import courses, outbox, reminders
from diary.alerts import AlertKind, Disposition
from diary.courses import RideStatus
from diary.db import db
from diary.outbox import MessageState
from diary.patients import (
    ConsentHow,
    PatientChanges,
    Purpose,
    change,
    give_consent,
    withdraw_consent,
)
from diary.reminders import ReminderState
from diary.tasks import open_tasks
from tests.factories import (
    make_alert,
    make_booster,
    make_clinic,
    make_entry,
    make_patient,
)
from tests.reminders.conftest import STAFF, House, link_of

pytestmark = pytest.mark.both_databases
TODAY = date(2026, 3, 4)
ONLY_RIDES = (Purpose.RIDES,)
ONLY_DIARY = (Purpose.DIARY,)


def test_a_check_in_carries_a_link_to_its_day(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    assert house.tick(patient) == [
        "Oak Clinic: How is today, 0 worst to 10 best? Reply a number or "
        "https://diary.example/f/2026-03-04"
    ]


def test_texts_are_in_the_patients_language(house: House) -> None:
    patient = house.patient(language="es", consents=ONLY_RIDES)
    house.visit(patient, date(2026, 3, 6), time(14))
    (body,) = house.tick(patient)
    assert body.startswith("Oak Clinic: Cita vie 6 mar 2:00 PM.")


def test_a_visit_is_told_in_the_clinics_time_with_its_zone(house: House) -> None:
    patient = house.patient(zone="America/Denver", consents=ONLY_RIDES)
    house.visit(patient, date(2026, 3, 6), time(14))
    house.at(TODAY, time(12))
    (body,) = house.tick(patient)
    assert "Fri 6 Mar 2:00 PM EST" in body


def test_a_second_release_finds_nothing(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    assert house.release().released == 1
    assert house.release().released == 0
    assert len(outbox.messages_about(house.clinic.id, patient.ref)) == 1


def test_the_nudge_comes_four_hours_later_unless_answered(house: House) -> None:
    silent = house.patient(consents=ONLY_DIARY)
    answering = house.patient(consents=ONLY_DIARY)
    tomorrow = date(2026, 3, 5)
    house.at(tomorrow, time(9, 30))
    assert len(house.tick(silent, answering)) == 2
    make_entry(answering, tomorrow)
    house.at(tomorrow, time(13, 29))
    assert house.tick(silent, answering) == []
    house.at(tomorrow, time(13, 30))
    (body,) = house.tick(silent, answering)
    assert "There is still time for today" in body


def test_consent_taken_back_after_planning_stops_the_text(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    withdraw_consent(patient, Purpose.DIARY, STAFF, house.clock.now)
    assert house.release().dropped == 1
    assert house.stored(patient)["check_in/2026-03-04"].reason == "no consent"
    give_consent(patient, Purpose.DIARY, STAFF, house.clock.now, ConsentHow.SPOKEN)
    assert len(house.tick(patient)) == 1


def test_an_answer_without_a_word_to_us_stops_the_text(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    make_entry(patient, TODAY)
    assert house.release().dropped == 1


@pytest.mark.parametrize("moment", ["planned", "released"])
def test_an_open_crisis_alert_holds_reminders_back_until_its_end(
    house: House, moment: str
) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    if moment == "released":
        house.release()
    alert = make_alert(patient, kind=AlertKind.CRISIS)
    db.session.commit()
    assert house.tick(patient) == []
    house.clock.travel(minutes=30)
    assert house.tick(patient) == []
    alert.disposition, alert.closed_at = Disposition.REACHED, house.clock.now
    db.session.commit()
    house.clock.travel(minutes=30)
    assert len(house.tick(patient)) == 1


def test_quiet_hours_are_asked_about_again_before_the_text_leaves(
    house: House,
) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    house.visit(patient, date(2026, 3, 6))
    house.at(TODAY, time(19, 59))
    house.release()
    house.at(TODAY, time(20))
    assert house.dispatch() == []
    house.at(date(2026, 3, 5), time(9))
    assert len(house.dispatch()) == 1


def test_a_session_at_short_notice_is_asked_about_in_the_morning(
    house: House,
) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    house.at(TODAY, time(22))
    house.visit(patient, date(2026, 3, 5), time(16))
    said = house.live(house.clock.now + timedelta(hours=14), patient)
    (asked_at, body), (chased_at, _) = [*said, (None, "")][:2]
    assert asked_at == house.at(date(2026, 3, 5), time(9))
    assert "Visit Thu 5 Mar 4:00 PM" in body
    assert chased_at is None or chased_at >= asked_at + timedelta(hours=4)


def test_asking_is_shown_on_the_ride(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, date(2026, 3, 6))
    house.tick(patient)
    ride = courses.ride_of(house.clinic.id, visit.id)
    assert (ride.status, ride.asked_at) == (RideStatus.ASKED, house.clock.now)


def test_a_ride_nobody_could_be_asked_about_becomes_the_desks(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    house.visit(patient, date(2026, 3, 5))
    house.clock.travel(days=1)
    assert house.release().expired == 2
    assert house.dispatch() == []
    (task,) = open_tasks(house.clinic.id, clinical=False)
    assert task.sentence.startswith("No answer about a ride home")


def test_silence_before_a_session_becomes_the_desks(house: House) -> None:
    patient = house.patient(consents=())
    house.visit(patient, date(2026, 3, 9))  # a Monday
    for day, at, count in (
        (date(2026, 3, 6), time(16, 59), 0),
        (date(2026, 3, 6), time(17), 1),
        (date(2026, 3, 7), time(9), 1),
    ):
        reminders.tell_of_silent_rides(house.clinic, house.at(day, at))
        assert len(open_tasks(house.clinic.id, clinical=False)) == count


@pytest.mark.parametrize("at", [time(12), time(20, 30)])
def test_the_end_of_a_session_is_answered_at_once_in_any_hour(
    house: House, at: time
) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, TODAY, time(11, 30))
    now = house.at(TODAY, at)
    courses.end_session(house.clinic, visit, now, STAFF, now)
    (body,) = house.tick(patient)
    assert "No driving or machines before Thu 5 Mar" in body
    assert "(555) 000-9999" in body


def test_an_end_written_down_at_night_is_told_in_the_morning(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, TODAY, time(11, 30))
    ended = house.at(TODAY, time(14))
    now = house.at(TODAY, time(23))
    courses.end_session(house.clinic, visit, ended, STAFF, now)
    assert house.tick(patient) == []
    house.at(date(2026, 3, 5), time(9))
    assert len(house.tick(patient)) == 1


def test_a_corrected_end_sends_the_corrected_hours(house: House) -> None:
    patient = house.patient(consents=ONLY_RIDES)
    visit = house.visit(patient, TODAY, time(11, 30))
    for at in (time(14), time(15)):
        now = house.at(TODAY, at)
        courses.end_session(house.clinic, visit, now, STAFF, now)
        (body,) = house.tick(patient)
        assert f"{at.hour - 12}:00 PM" in body


def test_no_alert_and_no_budget_holds_the_text_about_driving_back(
    house: House,
) -> None:
    patient = house.patient()
    visit = house.visit(patient, TODAY, time(11, 30))
    make_alert(patient)
    now = house.at(TODAY, time(14))
    courses.end_session(house.clinic, visit, now, STAFF, now)
    (body,) = house.tick(patient)
    assert "No driving" in body


def test_a_booster_is_offered_put_off_and_offered_once_more(house: House) -> None:
    patient = house.patient(consents=(Purpose.BOOSTERS,))
    booster = make_booster(patient, date(2026, 3, 18))
    (body,) = house.tick(patient)
    assert "CALL" in body
    assert "LATER" in body
    courses.answer_booster(
        house.clinic, booster, courses.BoosterAnswer.LATER, STAFF, house.clock.now
    )
    said = house.live(house.clock.now + timedelta(days=10), patient, minutes=60)
    assert [at for at, _ in said] == [house.at(date(2026, 3, 11), time(10))]


def test_the_day_has_a_budget_and_nudges_fall_first(house: House) -> None:
    patient = house.patient()
    make_booster(patient, date(2026, 3, 18))
    for day in (10, 11, 12):
        house.visit(patient, date(2026, 3, day))
    house.at(date(2026, 3, 9), time(8))
    said = house.live(house.clock.now + timedelta(hours=12), patient)
    assert len(said) == 3
    assert not any("still time" in body for _, body in said)


def test_without_a_number_to_text_from_things_wait(house: House) -> None:
    bare = make_clinic()
    patient = make_patient(bare, consents=ONLY_DIARY)
    reminders.sync(bare.id, [patient.id], house.clock.now)
    released = reminders.release_due(house.clock.now, link_of)
    assert (released.released, released.waiting) == (0, 1)


def test_a_changed_number_is_not_texted_at_the_old_one(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    house.release()
    changes = PatientChanges(phone="+15550107777")
    change(house.clinic, patient, changes, STAFF, house.clock.now)
    db.session.commit()
    assert house.dispatch() == []
    (message,) = outbox.messages_about(house.clinic.id, patient.ref)
    assert message.state is MessageState.CANCELED


def test_pages_are_walked_to_the_end_past_what_waits(house: House) -> None:
    asleep = [
        house.patient(zone="Pacific/Honolulu", consents=ONLY_RIDES) for _ in range(3)
    ]
    awake = house.patient(consents=ONLY_RIDES)
    for each in (*asleep, awake):
        house.visit(each, date(2026, 3, 5), time(20))
    house.at(TODAY, time(10))
    after, released, waiting = None, 0, 0
    while True:
        page = reminders.release_due(house.clock.now, link_of, after=after, limit=2)
        released, waiting = released + page.released, waiting + page.waiting
        if (after := page.after) is None:
            break
    assert (released, waiting) == (1, 3)


def test_one_that_fails_every_time_is_set_aside(house: House) -> None:
    patient = house.patient(consents=ONLY_DIARY)
    house.sync(patient)
    (ref,) = reminders.due_refs(house.clock.now)
    for count in range(1, 6):
        assert reminders.note_fault(ref, house.clock.now) is (count == 5)
    house.sync(patient)
    again = house.stored(patient)["check_in/2026-03-04"]
    assert again.state is ReminderState.REFUSED
    assert house.release().released == 0
    assert len(open_tasks(house.clinic.id, clinical=False)) == 1
