"""Alerts as JSON: seen whole, taken once, by a member or by the program itself."""

from datetime import timedelta
from typing import Any

import pytest

from diary.alerts import (
    Alert,
    Deed,
    alert_by_ref,
    events_of,
    note_reply,
    open_alert,
    snooze,
)
from diary.db import db
from tests.api.caller import Caller
from tests.cast import Cast
from tests.driven_clock import Clock
from tests.factories import CRISIS

pytestmark = pytest.mark.both_databases


@pytest.fixture
def alert(cast: Cast, clock: Clock) -> Alert:
    made = open_alert(cast.patient, CRISIS, "SM1", "I want out", clock.now)
    db.session.commit()
    return made


def the_only_one(caller: Caller) -> dict[str, Any]:
    (found,) = caller.get("/alerts").json["items"]
    assert isinstance(found, dict)
    return found


def test_a_reply_that_reached_nobody_is_a_call_to_make(
    cast: Cast, oak: Caller, alert: Alert
) -> None:
    assert the_only_one(oak)["must_call"] is False
    note_reply([alert], None)
    db.session.commit()
    assert the_only_one(oak)["must_call"] is True


def test_a_snoozed_alert_says_until_when(
    cast: Cast, oak: Caller, alert: Alert, clock: Clock
) -> None:
    assert the_only_one(oak)["snoozed_until"] is None
    snooze(alert, cast.clinician, 15, "driving", clock.now)
    db.session.commit()
    until = (clock.now + timedelta(minutes=15)).isoformat()
    assert the_only_one(oak)["snoozed_until"] == until.replace("+00:00", "Z")


def test_it_is_taken_for_a_member_with_their_note(
    cast: Cast, oak: Caller, alert: Alert
) -> None:
    body = {"member": cast.clinician.email, "note": "ringing now"}
    taken = oak.post(f"/alerts/{alert.ref}/acknowledge", body)
    assert taken.status_code == 200
    assert taken.json["acknowledged_at"] is not None
    assert taken.json["closed_at"] is None
    kept = alert_by_ref(cast.clinic.id, alert.ref)
    assert (kept.acknowledged_by_id, kept.note) == (cast.clinician.id, "ringing now")


def test_whoever_takes_it_first_has_it(cast: Cast, oak: Caller, alert: Alert) -> None:
    path = f"/alerts/{alert.ref}/acknowledge"
    oak.post(path, {"note": "the night desk has it"})
    again = oak.post(path, {"member": cast.clinician.email, "note": "mine"})
    assert again.status_code == 200
    kept = alert_by_ref(cast.clinic.id, alert.ref)
    assert (kept.acknowledged_by_id, kept.note) == (None, "the night desk has it")
    deeds = [event.deed for event in events_of(cast.clinic.id, kept.id)]
    assert deeds.count(Deed.TAKEN) == 1


def test_another_clinic_can_neither_see_nor_take_it(
    cast: Cast, elm: Caller, alert: Alert
) -> None:
    assert elm.get("/alerts").json["items"] == []
    missed = elm.post(f"/alerts/{alert.ref}/acknowledge", {})
    assert missed.status_code == 404
    assert alert_by_ref(cast.clinic.id, alert.ref).acknowledged_at is None


@pytest.mark.parametrize("who", ["nobody@oak.example", "stranger"])
def test_a_member_of_nowhere_or_elsewhere_takes_nothing(
    cast: Cast, oak: Caller, alert: Alert, who: str
) -> None:
    email = cast.stranger.email if who == "stranger" else who
    refused = oak.post(f"/alerts/{alert.ref}/acknowledge", {"member": email})
    assert refused.status_code == 422
    assert "member" in refused.json["errors"]
    assert alert_by_ref(cast.clinic.id, alert.ref).acknowledged_at is None
