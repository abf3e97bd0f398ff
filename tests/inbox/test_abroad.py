"""A clinic abroad: none of its texts names a number that rings nowhere there."""

import re
from datetime import timedelta

import pytest

from diary import texts
from diary.alerts import first_words, safety_texts
from diary.clinics import Clinic
from diary.db import db
from diary.reminders import ReminderKind
from diary.reminders.planning import Visit
from diary.reminders.wording import wording
from tests.driven_clock import Clock
from tests.factories import CRISIS, make_clinic, make_patient, make_sender, today
from tests.inbox.phones import Phone, phone_of

pytestmark = pytest.mark.usefixtures("app")

AMERICAN = re.compile(r"\b(911|988)\b")
LOCAL = {"en": "your local emergency number", "es": "numero de emergencias local"}
SAID = ("help", "I want to die", "chest pain", "please stop texting me")
STRANGER = "+34600111222"


def clinic_in(country: str) -> Clinic:
    return make_clinic(country=country, phone="+34912345678")


def texts_of(clinic: Clinic, language: str, clock: Clock) -> list[str]:
    """Return every answer and reminder that names a number to call in need."""
    clinic.language = language
    sender, patient = make_sender(clinic), make_patient(clinic, language=language)
    db.session.commit()
    phone = phone_of(patient, sender)
    answers = [phone.texts(each) or "" for each in SAID]
    answers.append(Phone(STRANGER, sender).texts("hm") or "")
    visit = Visit(
        ref="v",
        starts_on=today(patient),
        starts_at_time=clock.now.time(),
        zone=clinic.zone,
        starts_at=clock.now,
        no_driving_before=clock.now + timedelta(hours=24),
    )
    nudge, drive = (
        wording(kind, clinic, patient, visit, "https://diary.example/f/x")
        for kind in (ReminderKind.CHECK_IN_NUDGE, ReminderKind.NO_DRIVE)
    )
    return [*answers, nudge, drive]


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize(
    ("country", "emergency", "crisis"),
    [("GB", "999", "116 123"), ("ES", "112", "024"), ("CL", "131", "*4141")],
)
def test_numbers_are_those_of_the_country(
    clock: Clock, language: str, country: str, emergency: str, crisis: str
) -> None:
    said = texts_of(clinic_in(country), language, clock)

    assert not [each for each in said if AMERICAN.search(each)]
    assert all(emergency in each for each in said)
    assert crisis in said[1]
    assert {texts.segments(each) for each in said} == {1}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_where_the_country_is_not_kept_the_local_number_is_meant(
    clock: Clock, language: str
) -> None:
    said = texts_of(clinic_in("PT"), language, clock)

    assert not [each for each in said if AMERICAN.search(each)]
    assert all(LOCAL[language] in each for each in said)
    assert {texts.segments(each) for each in said} == {1}


def test_a_country_without_a_line_of_its_own_offers_none(clock: Clock) -> None:
    said = texts_of(clinic_in("CO"), "es", clock)

    assert all("123" in each for each in said)
    assert "Para hablar" not in said[1]


def test_the_program_hears_the_same_numbers(clock: Clock) -> None:
    said = (
        first_words(clinic_in("FR"), "en", [CRISIS], None, clock.now, "Europe/Paris")
        or ""
    )

    assert "112" in said
    assert "3114" in said


def test_a_clinic_approves_the_words_of_its_own_country() -> None:
    british, american = safety_texts("GB"), safety_texts("US")

    assert [each[:2] for each in british] == [each[:2] for each in american]
    assert not [words for _, _, words in british if AMERICAN.search(words)]
    assert any("116 123" in words for *_, words in british)
