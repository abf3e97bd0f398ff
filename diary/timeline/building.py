"""Reading a patient's days and sessions from the database: always four statements.

Leaves the telling to ``series``, ``change``, ``chart`` and ``table``.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from diary import courses, entries
from diary.courses import SessionStatus, TreatmentSession
from diary.entries import Entry, Submission
from diary.instruments import SCORES
from diary.timeline.series import Day, Mark, Timeline, Words, series


def build(
    clinic_id: int, patient_id: int, first_on: date, last_on: date, today: date
) -> Timeline:
    """Return the story of a patient between two local days, both included."""
    rows = entries.entries_between(clinic_id, patient_id, first_on, last_on)
    said = entries.submissions_between(clinic_id, patient_id, first_on, last_on)
    symptoms = entries.symptoms_of(clinic_id, [row.id for row in rows])
    words = _words(said)
    days = (_day(row, symptoms.get(row.id, {}), words.get(row.day, ())) for row in rows)
    sessions = courses.sessions_of(clinic_id, patient_id)
    return series(first_on, last_on, days, marks_of(sessions), today)


def build_many(
    clinic_id: int, patient_ids: Collection[int], last_on: date, count: int
) -> dict[int, Timeline]:
    """Return the last ``count`` days of many patients: mood and sessions only.

    Two statements, however many patients there are.
    """
    first_on = last_on - timedelta(days=count - 1)
    moods = entries.moods_between(clinic_id, patient_ids, first_on, last_on)
    sessions = courses.sessions_since(clinic_id, patient_ids, _early(first_on))
    return {
        patient_id: series(
            first_on,
            last_on,
            _mood_days(moods.get(patient_id, {})),
            marks_of(sessions.get(patient_id, [])),
        )
        for patient_id in patient_ids
    }


def _early(on: date) -> datetime:
    """An instant before the day has begun in any zone."""
    return datetime.combine(on - timedelta(days=1), time(), UTC)


def _mood_days(moods: dict[date, Decimal | None]) -> Iterable[Day]:
    for on, mood in moods.items():
        scores = {} if mood is None else {"mood": mood}
        yield Day(on, is_answered=True, scores=scores)


def _words(said: list[Submission]) -> dict[date, tuple[Words, ...]]:
    found: dict[date, tuple[Words, ...]] = {}
    for each in said:
        if each.words:
            told = Words(each.received_at, each.source, each.words)
            found[each.day] = (*found.get(each.day, ()), told)
    return found


def _day(row: Entry, symptoms: dict[str, int | None], words: tuple[Words, ...]) -> Day:
    given = {name: getattr(row, name) for name in SCORES}
    return Day(
        on=row.day,
        is_answered=True,
        is_late=row.is_late,
        scores={name: value for name, value in given.items() if value is not None},
        symptoms=symptoms,
        words=words,
    )


def marks_of(sessions: Iterable[TreatmentSession]) -> list[Mark]:
    """Number the sessions held and to come; canceled ones are not drawn."""
    marks = []
    count = 0
    for each in sessions:
        if each.status is SessionStatus.CANCELED:
            continue
        counts = each.status is not SessionStatus.MISSED
        count += counts
        marks.append(
            Mark(
                ref=each.ref,
                on=each.starts_on,
                at=each.starts_at,
                route=each.route,
                status=each.status,
                number=count if counts else None,
                dose_mg=each.dose_mg,
            )
        )
    return marks
