"""The diary part of a text: what was read becomes an answer, safety rules included.

Leaves keeping it to ``intake``.
"""

from datetime import date, timedelta
from decimal import Decimal

from diary import intake
from diary.alerts import AlertKind
from diary.audit import Actor, ActorKind
from diary.entries import EntryDraft, Source
from diary.errors import Invalid
from diary.inbox.arrivals import NOTHING, Part, Said
from diary.inbox.context import day_meant, diary_day
from diary.inbox.replies import Echo, Line
from diary.localtime import local
from diary.reading import CrisisLevel, Kind, Reading


def belongs(heard: Reading) -> bool:
    """Say whether a text is for the diary: numbers, symptoms, or words of alarm."""
    alarming = heard.crisis_level is not CrisisLevel.NONE or bool(heard.red_flags)
    return heard.has_data or alarming or bool(heard.also)


def answers_in_words(heard: Reading, *, was_asked: bool) -> bool:
    """Say whether words alone answer the check-in: it is open, nothing unclear."""
    is_words = heard.kind is Kind.NOTE and not heard.acts and heard.ask is None
    return was_asked and is_words and bool(heard.text.strip())


def take(said: Said) -> Part:
    """Keep the answer of a text, each of its days; echo what was kept."""
    readings = (said.heard, *said.heard.also)
    kept = [_keep(said, heard, number) for number, heard in enumerate(readings)]
    done = [each for each in kept if each is not None]
    if not done:
        return NOTHING
    submitted = [each for each, _ in done]
    echoes = tuple(echo for _, echo in done if echo is not None)
    return Part(
        lines=(*_safety_lines(submitted), *_echo_lines(echoes)),
        submission_id=submitted[0].submission.id,
        alerts=tuple(alert for each in submitted for alert in each.alerts),
        waits=not echoes and not _alarms(submitted),
    )


def _keep(
    said: Said, heard: Reading, number: int
) -> tuple[intake.Submitted, Echo | None] | None:
    """Keep one day of a text; what a rule refuses is kept as words of its own day."""
    patient, now = said.patient, said.arrival.said_at
    day = day_meant(patient, heard, now)
    try:
        submitted = _submit(said, heard, number, day, is_whole=True)
    except Invalid:
        if number:
            return None
        day = diary_day(patient, now)
        return _submit(said, heard, number, day, is_whole=False), None
    return submitted, _echo(heard, day, local(now, patient.zone).date())


def _submit(
    said: Said, heard: Reading, number: int, day: date, *, is_whole: bool
) -> intake.Submitted:
    arrival, patient = said.arrival, said.patient
    sid = arrival.inbound.sid
    draft = EntryDraft(
        clinic_id=arrival.clinic.id,
        patient_id=patient.id,
        day=day,
        source=Source.TEXT,
        client_key=f"text:{sid}:{number}" if number else f"text:{sid}",
        received_at=arrival.said_at,
        scores=_scores(heard) if is_whole else {},
        symptoms=_symptoms(heard) if is_whole else {},
        words="" if number else said.body,
    )
    actor = Actor(ActorKind.PATIENT, patient.ref)
    return intake.submit(
        arrival.clinic, patient, draft, arrival.now, actor, heard=heard
    )


def _scores(heard: Reading) -> dict[str, Decimal]:
    mood = {} if heard.mood is None else {"mood": heard.mood}
    return {**mood, **heard.scores}


def _symptoms(heard: Reading) -> dict[str, int | None]:
    return {report.key: report.severity for report in heard.symptoms}


def _echo(heard: Reading, day: date, today: date) -> Echo | None:
    if not heard.has_data:
        return None
    back = (today - day) // timedelta(days=1)
    count = len(heard.symptoms) + len({*heard.scores} - {"mood"})
    mood = heard.mood if heard.mood is not None else heard.scores.get("mood")
    return Echo(day, back, mood, count)


def _alarms(submitted: list[intake.Submitted]) -> bool:
    return any(alert.tier == 0 for each in submitted for alert in each.alerts)


def _safety_lines(submitted: list[intake.Submitted]) -> tuple[Line, ...]:
    if not _alarms(submitted):
        return ()
    kinds = {alert.kind for each in submitted for alert in each.alerts}
    return (Line("crisis" if AlertKind.CRISIS in kinds else "urgent"),)


def _echo_lines(echoes: tuple[Echo, ...]) -> tuple[Line, ...]:
    return (Line("saved", echoes),) if echoes else (Line("saved_words"),)
