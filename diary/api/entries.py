"""The diary as JSON: put one answer, read the days; for a clinic and for /me alike."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import Field

from diary import alerts, entries, intake, outbox, reading
from diary.api import guards
from diary.api.guards import patient_token, token
from diary.api.paging import page_of
from diary.api.patients import opened
from diary.api.problems import json_blueprint
from diary.api.shapes import LocalDay, Page, Score, Strict, plain
from diary.api.spec import CLINIC, PATIENT, answers, spec
from diary.audit import Action
from diary.auth import Scope
from diary.entries import Entry, EntryDraft, Source
from diary.errors import Invalid
from diary.instruments import SCORES
from diary.localtime import local_day
from diary.patients import Patient

blueprint = json_blueprint("api_entries")
TAGS = ["diary"]
SHOWN_DAYS = 90


class Symptom(Strict):
    """``severity`` 0 none to 4 very severe; null where nobody said how strong."""

    key: str = Field(max_length=24)
    severity: int | None = Field(default=None, ge=0, le=4, strict=True)


class EntryIn(Strict):
    """One answer for one local day; ``mood`` 0 worst to 10 best, in halves."""

    day: LocalDay
    mood: Score | None = None
    scores: dict[str, Score] = Field(default_factory=dict, max_length=16)
    symptoms: list[Symptom] = Field(default_factory=list, max_length=80)
    note: str = Field(default="", max_length=2000)


class EntryOut(EntryIn):
    """The answer as it is kept. ``help`` is what to show at once, if anything is."""

    client_id: str
    received_at: datetime
    is_late: bool
    help: str | None


class Day(Strict):
    """One answered day, folded from all that was said for it."""

    day: date
    mood: float | None
    scores: dict[str, float]
    symptoms: list[Symptom]
    notes: list[str]
    is_late: bool
    first_received_at: datetime
    last_received_at: datetime


class DayList(Strict):
    items: list[Day]
    next: str | None


class DayQuery(Page):
    """Both ends included; the last 90 days unless said."""

    since: LocalDay | None = None
    until: LocalDay | None = None


@blueprint.put("/patients/<ref>/entries/<client_id>")
@token(Scope.ENTRIES)
@spec.validate(
    resp=answers(HTTP_200=EntryOut, HTTP_201=EntryOut), tags=TAGS, security=CLINIC
)
def put_entry(ref: str, client_id: str, json: EntryIn) -> Any:
    """Put one answer: 201 first, 200 after; another body under the same id amends."""
    return _put(opened(ref, Action.ANSWER), client_id, json)


@blueprint.put("/me/entries/<client_id>")
@patient_token
@spec.validate(
    resp=answers(HTTP_200=EntryOut, HTTP_201=EntryOut), tags=["me"], security=PATIENT
)
def put_my_entry(client_id: str, json: EntryIn) -> Any:
    """Put one of my answers."""
    return _put(guards.patient(), client_id, json)


@blueprint.get("/patients/<ref>/entries")
@token(Scope.ENTRIES)
@spec.validate(resp=answers(HTTP_200=DayList), tags=TAGS, security=CLINIC)
def list_entries(ref: str, query: DayQuery) -> Any:
    """List a patient's answered days, oldest first."""
    return _list(opened(ref), query)


@blueprint.get("/me/entries")
@patient_token
@spec.validate(resp=answers(HTTP_200=DayList), tags=["me"], security=PATIENT)
def list_my_entries(query: DayQuery) -> Any:
    """List my answered days, oldest first."""
    return _list(guards.patient(), query)


def _put(patient: Patient, client_id: str, given: EntryIn) -> Any:
    draft = EntryDraft(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        day=given.day,
        source=Source.API,
        client_key=client_id,
        received_at=guards.now(),
        scores=_scores(given),
        symptoms=_symptoms(given),
        words=given.note,
    )
    try:
        done = intake.submit(
            guards.clinic(), patient, draft, guards.now(), guards.actor()
        )
    except Invalid as invalid:
        raise Invalid(_as_sent(invalid.fields)) from invalid
    kept = EntryOut(
        **given.model_dump(),
        client_id=client_id,
        received_at=done.submission.received_at,
        is_late=done.submission.is_late,
        help=_help(patient, given, draft),
    )
    return kept, 201 if done.is_new else 200


def _as_sent(wrong: Mapping[str, str]) -> dict[str, str]:
    """Name wrong fields as this door calls them: the words are a note here."""
    return {"note" if name == "words" else name: said for name, said in wrong.items()}


def _help(patient: Patient, given: EntryIn, draft: EntryDraft) -> str | None:
    """The same answer calls for the same words, however often it is sent."""
    heard = reading.read(given.note, language=patient.language) if given.note else None
    wanted = alerts.evaluate(heard, draft.symptoms, given.day)
    clinic = guards.clinic()
    fallback = next((each.number for each in outbox.senders_of(clinic.id)), None)
    return alerts.first_words(
        clinic, patient.language, wanted, fallback, guards.now(), patient.zone
    )


def _scores(given: EntryIn) -> dict[str, Decimal]:
    named = dict(given.scores)
    if given.mood is not None:
        if "mood" in named:
            raise Invalid({"scores.mood": "Give the mood once."})
        named["mood"] = given.mood
    return {name: Decimal(str(value)) for name, value in named.items()}


def _symptoms(given: EntryIn) -> dict[str, int | None]:
    named = {each.key: each.severity for each in given.symptoms}
    if len(named) < len(given.symptoms):
        raise Invalid({"symptoms": "Name each symptom once."})
    return named


def _list(patient: Patient, query: DayQuery) -> DayList:
    first, last = _span(patient, query)
    rows = entries.entries_between(patient.clinic_id, patient.id, first, last)
    items, following = page_of(
        rows, lambda row: row.day.isoformat(), limit=query.limit, cursor=query.cursor
    )
    return DayList(items=_days(patient, items), next=following)


def _span(patient: Patient, query: DayQuery) -> tuple[date, date]:
    last = query.until or local_day(guards.now(), patient.zone)
    shown = min(SHOWN_DAYS - 1, (last - date.min).days)
    first = query.since or last - timedelta(days=shown)
    if first > last:
        raise Invalid({"since": "This lies after until."})
    return first, last


def _days(patient: Patient, rows: list[Entry]) -> list[Day]:
    if not rows:
        return []
    symptoms = entries.symptoms_of(patient.clinic_id, [row.id for row in rows])
    said = entries.submissions_between(
        patient.clinic_id, patient.id, rows[0].day, rows[-1].day
    )
    notes: dict[date, list[str]] = {}
    for each in said:
        if each.words:
            notes.setdefault(each.day, []).append(each.words)
    return [_day(row, symptoms.get(row.id, {}), notes.get(row.day, [])) for row in rows]


def _day(row: Entry, symptoms: dict[str, int | None], notes: list[str]) -> Day:
    given = {name: plain(getattr(row, name)) for name in SCORES}
    mood = given.pop("mood")
    return Day(
        day=row.day,
        mood=mood,
        scores={name: value for name, value in given.items() if value is not None},
        symptoms=[Symptom(key=key, severity=n) for key, n in symptoms.items()],
        notes=notes,
        is_late=row.is_late,
        first_received_at=row.first_received_at,
        last_received_at=row.last_received_at,
    )
