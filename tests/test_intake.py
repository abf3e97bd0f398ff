"""Every door's answer goes through the safety rules, in one transaction."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from diary import intake
from diary.alerts import AlertKind, open_alerts
from diary.audit import Action, Actor, events_about
from diary.entries import EntryDraft, Source, entries_between
from diary.errors import Invalid, NotFound
from diary.reading import CrisisLevel, Kind, Reading
from tests.cast import Cast, assemble
from tests.driven_clock import Clock
from tests.factories import at_local, today

pytestmark = pytest.mark.both_databases

SYSTEM = Actor.system()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


@pytest.fixture
def draft(cast: Cast, clock: Clock) -> EntryDraft:
    return EntryDraft(
        clinic_id=cast.clinic.id,
        patient_id=cast.patient.id,
        day=today(cast.patient),
        source=Source.FORM,
        client_key="form-1",
        received_at=clock.now,
        scores={"mood": Decimal(6)},
        symptoms={"chest_pain": 2},
        words="tight since noon",
    )


def submit(
    cast: Cast, draft: EntryDraft, heard: Reading | None = None
) -> intake.Submitted:
    now = draft.received_at
    return intake.submit(cast.clinic, cast.patient, draft, now, SYSTEM, heard=heard)


def test_an_answer_opens_the_alerts_it_calls_for(cast: Cast, draft: EntryDraft) -> None:
    submitted = submit(cast, draft)

    assert [alert.rule for alert in submitted.alerts] == ["urgent.chest_pain"]
    assert open_alerts(cast.clinic.id)[0].words == "tight since noon"


def test_a_reading_with_words_of_crisis_opens_one(
    cast: Cast, draft: EntryDraft
) -> None:
    heard = Reading(
        text="",
        kind=Kind.NOTE,
        crisis=True,
        crisis_level=CrisisLevel.PAGE,
    )
    submitted = submit(cast, replace(draft, symptoms={}), heard=heard)

    assert [alert.kind for alert in submitted.alerts] == [AlertKind.CRISIS]


def test_a_repeat_opens_nothing_and_leaves_no_trace(
    cast: Cast, draft: EntryDraft, clock: Clock
) -> None:
    submit(cast, draft)
    traces = len(events_about(cast.clinic.id, cast.patient.ref))
    again = submit(cast, replace(draft, received_at=clock.travel(minutes=1)))

    assert not again.is_new
    assert again.alerts == ()
    assert open_alerts(cast.clinic.id)[0].repeat_count == 0
    assert len(events_about(cast.clinic.id, cast.patient.ref)) == traces


def test_a_wrong_answer_writes_nothing(cast: Cast, draft: EntryDraft) -> None:
    with pytest.raises(Invalid) as refused:
        submit(cast, replace(draft, scores={"mood": Decimal(11)}))

    assert list(refused.value.fields) == ["mood"]
    assert events_about(cast.clinic.id, cast.patient.ref) == []
    assert open_alerts(cast.clinic.id) == []


def test_an_answer_for_another_clinics_patient_is_refused(
    cast: Cast, draft: EntryDraft
) -> None:
    theirs = replace(draft, patient_id=cast.other_patient.id)

    with pytest.raises(NotFound):
        submit(cast, theirs)
    with pytest.raises(NotFound):
        intake.submit(cast.other_clinic, cast.patient, draft, draft.received_at, SYSTEM)


@pytest.mark.parametrize(
    ("at", "days_back", "is_late"),
    [
        ("10:00", 0, False),
        ("10:00", 1, True),
        ("02:59", 1, False),
        ("02:59", 2, True),
        ("03:00", 1, True),
        ("23:59", 0, False),
    ],
)
def test_a_day_gone_by_is_late_from_three_in_the_morning(
    cast: Cast, draft: EntryDraft, clock: Clock, at: str, days_back: int, is_late: bool
) -> None:
    on = today(cast.patient) + timedelta(days=1)
    hour, minute = map(int, at.split(":"))
    received = at_local(
        cast.patient, on, draft.received_at.time().replace(hour=hour, minute=minute)
    )
    clock.travel(received)
    day = on - timedelta(days=days_back)
    submitted = submit(cast, replace(draft, day=day, received_at=received))

    assert submitted.submission.is_late is is_late
    assert submitted.entry is not None
    assert submitted.entry.is_late is is_late


def test_the_day_is_the_patients_own(cast: Cast, draft: EntryDraft) -> None:
    """At 15:00 UTC it is tomorrow already in Auckland, and not yet in New York."""
    tomorrow = date(2026, 3, 5)
    with pytest.raises(Invalid):
        submit(cast, replace(draft, day=tomorrow))

    cast.patient.zone = "Pacific/Auckland"
    assert submit(cast, replace(draft, day=tomorrow)).is_new


def test_undo_takes_back_the_last_answer(
    cast: Cast, draft: EntryDraft, clock: Clock
) -> None:
    submit(cast, draft)
    days = intake.undo(cast.clinic, cast.patient, clock.travel(minutes=15), SYSTEM)

    assert days == [draft.day]
    assert entries_between(cast.clinic.id, cast.patient.id, draft.day, draft.day) == []
    (last, *_) = events_about(cast.clinic.id, cast.patient.ref)
    assert last.action is Action.UNDO


def test_undo_leaves_the_alert_open(
    cast: Cast, draft: EntryDraft, clock: Clock
) -> None:
    submit(cast, draft)
    intake.undo(cast.clinic, cast.patient, clock.travel(minutes=1), SYSTEM)

    assert len(open_alerts(cast.clinic.id)) == 1


def test_undo_after_a_quarter_of_an_hour_does_nothing(
    cast: Cast, draft: EntryDraft, clock: Clock
) -> None:
    submit(cast, draft)
    late = clock.travel(minutes=15, seconds=1)

    assert intake.undo(cast.clinic, cast.patient, late, SYSTEM) == []
