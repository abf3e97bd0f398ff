"""Every factory makes a row that both databases take."""

from datetime import date

import pytest
from flask import Flask

from diary.db import db
from diary.outbox import Message
from tests import factories
from tests.cast import Cast


@pytest.mark.both_databases
def test_every_factory_makes_a_row(app: Flask, cast: Cast) -> None:
    visit = factories.make_treatment_session(cast.patient)
    factories.make_ride(visit)
    factories.make_entry(cast.patient, symptoms={"nausea": 2, "pain": None})
    factories.make_booster(cast.patient, date(2026, 4, 1))
    message = factories.make_message(cast.sender)
    factories.make_text(cast.patient, cast.sender)
    factories.make_alert(cast.patient)
    factories.make_task(cast.clinic, cast.patient)
    db.session.commit()
    db.session.expire_all()
    found = db.session.get(Message, message.id)
    assert found is not None
    assert found.body == "How is today, 0-10?"


def test_the_cast_is_of_two_clinics(cast: Cast) -> None:
    assert cast.stranger.clinic_id == cast.other_patient.clinic_id
    assert cast.patient.clinic_id == cast.desk.clinic_id != cast.stranger.clinic_id
