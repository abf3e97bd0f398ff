"""A person on call answers a page from the phone it was sent to."""

import pytest

from diary.alerts import open_alerts, page_people, pages_of, set_on_call
from diary.audit import Actor
from diary.db import db
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.inbox.phones import Phone

pytestmark = pytest.mark.both_databases


@pytest.fixture
def dana(cast: Cast, clock: Clock) -> Phone:
    """The clinician's own phone."""
    phone = Phone("+15557770001", cast.sender)
    actor = Actor.system()
    set_on_call(cast.clinic, cast.clinician, 1, phone.number, actor, clock.now)
    db.session.commit()
    return phone


@pytest.fixture
def code(cast: Cast, ada: Phone, dana: Phone, clock: Clock) -> str:
    """The code Dana was paged with after Ada's text."""
    ada.texts("I want to die")
    (alert,) = open_alerts(cast.clinic.id)
    page_people(alert.id, clock.now, "https://diary.example")
    db.session.commit()
    return pages_of(cast.clinic.id, alert.id)[0].code


def test_ack_and_the_code_take_the_alert(cast: Cast, dana: Phone, code: str) -> None:
    answer = dana.texts(f"ack {code.lower()}")

    (alert,) = open_alerts(cast.clinic.id)
    assert answer is not None
    assert answer.startswith("Thank you, it is yours")
    assert alert.acknowledged_by_id == cast.clinician.id


def test_a_wrong_code_tells_nothing(cast: Cast, dana: Phone, code: str) -> None:
    wrong = "BBBB" if code != "BBBB" else "CCCC"
    stranger = Phone("+15557654321", cast.sender)

    assert dana.texts(f"ACK {wrong}") == stranger.texts(f"ACK {code}")
    assert open_alerts(cast.clinic.id)[0].acknowledged_at is None


def test_a_patient_on_call_is_still_a_patient(
    cast: Cast, ada: Phone, clock: Clock
) -> None:
    actor = Actor.system()
    set_on_call(cast.clinic, cast.clinician, 1, ada.number, actor, clock.now)
    db.session.commit()

    assert ada.texts("6") == "Saved: 6 of 10. UNDO to take it back."
