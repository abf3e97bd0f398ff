"""Submissions on a real database, and the day they leave behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from diary.db import db
from diary.entries import (
    Entry,
    EntryDraft,
    Source,
    Submission,
    answered_days,
    entries_between,
    has_answer,
    record,
    submissions_between,
    symptoms_of,
    take_back_last,
)
from diary.patients import Patient
from tests.driven_clock import Clock
from tests.factories import make_entry, make_patient

pytestmark = pytest.mark.both_databases

DAY = date(2026, 3, 4)


@pytest.fixture
def patient(app: Flask) -> Patient:
    return make_patient()


@pytest.fixture
def draft(patient: Patient, clock: Clock) -> EntryDraft:
    return EntryDraft(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        day=DAY,
        source=Source.API,
        client_key="app-1",
        received_at=clock.now,
        scores={"mood": Decimal("6.5"), "sleep_hours": Decimal("4.1")},
        symptoms={"nausea": 2, "headache": None},
        words="not great \x00 \ud800 not bad",
    )


def day_of(patient: Patient, day: date = DAY) -> Entry | None:
    db.session.expire_all()
    return next(iter(entries_between(patient.clinic_id, patient.id, day, day)), None)


def symptoms(patient: Patient, day: date = DAY) -> dict[str, int | None]:
    entry = day_of(patient, day)
    assert entry is not None
    return symptoms_of(patient.clinic_id, [entry.id]).get(entry.id, {})


def count() -> int:
    return db.session.scalars(select(func.count(Submission.id))).one()


def test_an_answer_becomes_a_day(patient: Patient, draft: EntryDraft) -> None:
    recorded = record(draft, is_late=False)

    entry = day_of(patient)
    assert recorded.is_new
    assert entry is not None
    assert (entry.mood, entry.sleep_hours) == (Decimal("6.5"), Decimal("4.1"))
    assert entry.has_words
    assert not entry.is_late
    assert symptoms(patient) == {"nausea": 2, "headache": None}


def test_words_are_kept_to_the_last_character(
    patient: Patient, draft: EntryDraft
) -> None:
    record(draft, is_late=False)

    (kept,) = submissions_between(patient.clinic_id, patient.id, DAY, DAY)
    assert kept.words == draft.words


def test_the_same_body_again_writes_nothing(draft: EntryDraft) -> None:
    first = record(draft, is_late=False)
    again = record(draft, is_late=True)

    assert (again.is_new, again.is_changed) == (False, False)
    assert again.submission == first.submission
    assert again.folded == first.folded
    assert count() == 1


def test_another_body_amends(patient: Patient, draft: EntryDraft) -> None:
    record(draft, is_late=False)
    second = replace(draft, scores={"mood": Decimal(3)}, symptoms={"nausea": 1})
    amended = record(second, is_late=False)

    entry = day_of(patient)
    assert (amended.is_new, amended.is_changed) == (False, True)
    assert amended.submission.revision == 2
    assert entry is not None
    assert (entry.mood, entry.sleep_hours) == (Decimal(3), None)
    assert symptoms(patient) == {"nausea": 1}


def test_a_first_body_after_a_second_is_an_amendment_again(
    patient: Patient, draft: EntryDraft
) -> None:
    for mood in (6, 3, 6):
        record(replace(draft, scores={"mood": Decimal(mood)}), is_late=False)

    entry = day_of(patient)
    assert entry is not None
    assert entry.mood == 6
    assert count() == 3


def test_an_amendment_may_move_to_another_day(
    patient: Patient, draft: EntryDraft
) -> None:
    record(draft, is_late=False)
    record(replace(draft, day=DAY - timedelta(days=1)), is_late=True)

    moved = day_of(patient, DAY - timedelta(days=1))
    assert day_of(patient) is None
    assert moved is not None
    assert moved.is_late


def test_two_answers_of_a_day_are_one_day(patient: Patient, draft: EntryDraft) -> None:
    record(draft, is_late=False)
    later = replace(
        draft, client_key="app-2", scores={"pain": Decimal(2)}, symptoms={"nausea": 0}
    )
    record(later, is_late=False)

    entry = day_of(patient)
    assert entry is not None
    assert (entry.mood, entry.pain) == (Decimal("6.5"), Decimal(2))
    assert symptoms(patient) == {"nausea": 0, "headache": None}


def test_a_row_that_is_there_already_is_taken_over(
    patient: Patient, draft: EntryDraft
) -> None:
    make_entry(patient, DAY, mood=1, symptoms={"nausea": 4})
    record(draft, is_late=False)

    entry = day_of(patient)
    assert entry is not None
    assert entry.mood == Decimal("6.5")
    assert symptoms(patient)["nausea"] == 2


def test_taking_back_leaves_no_day(
    patient: Patient, draft: EntryDraft, clock: Clock
) -> None:
    record(draft, is_late=False)
    since, now = clock.now, clock.travel(minutes=5)

    assert take_back_last(patient.clinic_id, patient.id, since, now) == [DAY]
    assert day_of(patient) is None
    assert not has_answer(patient.clinic_id, patient.id, DAY)
    assert submissions_between(patient.clinic_id, patient.id, DAY, DAY) == []
    assert count() == 2


def test_taking_back_takes_the_last_answer_only(
    patient: Patient, draft: EntryDraft, clock: Clock
) -> None:
    since = clock.now
    record(draft, is_late=False)
    later = clock.travel(minutes=1)
    second = replace(
        draft,
        client_key="app-2",
        received_at=later,
        scores={"mood": Decimal(2)},
        symptoms={"tremor": 1},
    )
    record(second, is_late=False)

    take_back_last(patient.clinic_id, patient.id, since, clock.travel(minutes=1))

    entry = day_of(patient)
    assert entry is not None
    assert entry.mood == Decimal("6.5")
    assert symptoms(patient) == {"nausea": 2, "headache": None}


def test_taking_back_twice_takes_the_one_before(
    patient: Patient, draft: EntryDraft, clock: Clock
) -> None:
    since = clock.now
    record(draft, is_late=False)
    later = replace(draft, client_key="b", received_at=clock.travel(minutes=1))
    record(later, is_late=False)
    undo = (patient.clinic_id, patient.id, since)

    assert take_back_last(*undo, clock.travel(minutes=1)) == [DAY]
    assert take_back_last(*undo, clock.travel(minutes=1)) == [DAY]
    assert take_back_last(*undo, clock.travel(minutes=1)) == []
    assert day_of(patient) is None


def test_two_days_of_one_text_go_together(
    patient: Patient, draft: EntryDraft, clock: Clock
) -> None:
    record(draft, is_late=False)
    yesterday = DAY - timedelta(days=1)
    record(replace(draft, client_key="app-1b", day=yesterday), is_late=True)

    gone = take_back_last(patient.clinic_id, patient.id, clock.now, clock.now)

    assert sorted(gone) == [yesterday, DAY]


def test_an_old_answer_is_not_taken_back(
    patient: Patient, draft: EntryDraft, clock: Clock
) -> None:
    record(draft, is_late=False)
    since = clock.travel(minutes=16) - timedelta(minutes=15)

    assert take_back_last(patient.clinic_id, patient.id, since, clock.now) == []


def test_sending_again_what_was_taken_back_does_not_bring_it_back(
    patient: Patient, draft: EntryDraft, clock: Clock
) -> None:
    record(draft, is_late=False)
    take_back_last(patient.clinic_id, patient.id, clock.now, clock.now)

    again = record(draft, is_late=False)

    assert (again.is_new, again.is_changed) == (False, False)
    assert day_of(patient) is None


def test_a_client_key_is_unique_to_a_patient_by_the_schema(draft: EntryDraft) -> None:
    record(draft, is_late=False)
    row = db.session.scalars(select(Submission)).one()
    values = {
        column.key: getattr(row, column.key)
        for column in Submission.__table__.columns
        if column.key not in ("id", "ref")
    }

    db.session.add(Submission(**values))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_another_patients_same_key_is_another_answer(
    patient: Patient, draft: EntryDraft
) -> None:
    other = make_patient()
    record(draft, is_late=False)
    theirs = record(
        replace(draft, clinic_id=other.clinic_id, patient_id=other.id), is_late=False
    )

    assert theirs.is_new
    assert answered_days(patient.clinic_id, [patient.id, other.id], DAY) == {
        patient.id: {DAY}
    }
