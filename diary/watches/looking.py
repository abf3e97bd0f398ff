"""What one answer shows together with those of the days before.

Called by ``intake`` in the transaction of the answer, with every answer: it looks up
only what a rule could be about. Leaves the rules to ``trends`` and ``days`` and opening
alerts to ``intake``.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from diary.alerts import AlertDraft
from diary.courses import last_begun
from diary.entries import EntryDraft, figures_since, symptom_days_between
from diary.instruments import SYMPTOMS
from diary.localtime import instant_of, local_day
from diary.patients import Patient
from diary.watches.choosing import rules_in_force, watcher_of
from diary.watches.days import (
    ACUTE,
    BLADDER,
    Days,
    LastVisit,
    Said,
    activation,
    bladder,
    is_activated,
    lasting,
    may_outlast,
    outlasting,
)
from diary.watches.trends import DAYS_AN_ANSWER, MOST_ANSWERS, Point, trends

TWO_WEEKS = timedelta(days=14)
LONGEST_TREND = timedelta(days=DAYS_AN_ANSWER * MOST_ANSWERS)
# Where the desk has not written down when somebody left: two hours of observation.
A_VISIT_TAKES = timedelta(hours=2)
END_OF_DAY = time(23, 59)
OF_A_VISIT = {*ACUTE, *(key for key, each in SYMPTOMS.items() if each.after_24h)}
OF_ACTIVATION = {"sleep_hours", "mood", "energy"}

Figures = Mapping[date, Mapping[str, Decimal]]


def look_back(patient: Patient, draft: EntryDraft) -> tuple[AlertDraft, ...]:
    """Return what the answer calls for by the rules over several days.

    The answer has been recorded, so that its day is among those looked at.
    """
    said = Said(draft.day, _until(patient, draft), draft.symptoms)
    return (
        *_since_the_visit(patient, said),
        *_over_weeks(patient, said),
        *_by_scores(patient, draft),
    )


def _until(patient: Patient, draft: EntryDraft) -> datetime:
    """Return the latest instant an answer can be about: now, or the end of its day."""
    if draft.day == local_day(draft.received_at, patient.zone):
        return draft.received_at
    return instant_of(draft.day, END_OF_DAY, patient.zone)


def _since_the_visit(patient: Patient, said: Said) -> Iterator[AlertDraft]:
    if OF_A_VISIT.isdisjoint(said.present):
        return
    visit = _last_visit(patient, said.until)
    if visit is None:
        return
    yield from lasting(said, visit)
    if may_outlast(said, visit):
        days = _symptom_days(patient, visit.held_on, visit.held_on)
        yield from outlasting(said, visit, days.get(visit.held_on, frozenset()))


def _last_visit(patient: Patient, until: datetime) -> LastVisit | None:
    visit = last_begun(patient.clinic_id, patient.id, until)
    if visit is None:
        return None
    return LastVisit(visit.starts_on, visit.ended_at or visit.starts_at + A_VISIT_TAKES)


def _over_weeks(patient: Patient, said: Said) -> Iterator[AlertDraft]:
    if not set(BLADDER).isdisjoint(said.present):
        days = _symptom_days(patient, said.day - TWO_WEEKS, said.day)
        yield from bladder(said, days)


def _symptom_days(patient: Patient, first: date, last: date) -> Days:
    return symptom_days_between(patient.clinic_id, patient.id, first, last)


def _by_scores(patient: Patient, draft: EntryDraft) -> Iterator[AlertDraft]:
    if not draft.scores:
        return
    in_force = rules_in_force(patient.clinic_id)
    rules = [each for each in in_force if each.score in draft.scores]
    names = {each.score for each in rules}
    if not OF_ACTIVATION.isdisjoint(draft.scores):
        names |= OF_ACTIVATION
    if not names:
        return
    # A day filled in late stands between others: those after it count too.
    first = draft.day - LONGEST_TREND
    figures = figures_since(patient.clinic_id, patient.id, first, names)
    yield from trends(rules, _points(figures, names), draft.day)
    yield from _activation(patient, figures.get(draft.day, {}), draft.day)


def _points(figures: Figures, names: set[str]) -> dict[str, list[Point]]:
    return {
        name: [
            Point(day, scores[name])
            for day, scores in figures.items()
            if name in scores
        ]
        for name in names
    }


def _activation(
    patient: Patient, scores: Mapping[str, Decimal], day: date
) -> Iterator[AlertDraft]:
    if is_activated(scores):
        watcher = watcher_of(patient.clinic_id, patient.id, day)
        yield from activation(scores, day, watcher)
