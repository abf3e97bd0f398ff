"""The diary part of a text: what was read becomes an answer, safety rules included.

Leaves keeping it to ``intake``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
from diary.reading import Ask, CrisisLevel, Kind, Reading, Talk

TOO_OLD = "day_too_old"
_NUMBER_LEFT_OPEN = (Ask.MOOD_UNCLEAR, Ask.MOOD_OUT_OF_RANGE)


@dataclass(frozen=True)
class _Kept:
    """What became of one day of a text; without ``echo`` only its words were kept."""

    submitted: intake.Submitted | None = None
    echo: Echo | None = None
    is_too_old: bool = False


def belongs(heard: Reading) -> bool:
    """Say whether a text is for the diary: numbers, symptoms, or words of alarm."""
    alarming = heard.crisis_level is not CrisisLevel.NONE or bool(heard.red_flags)
    return heard.has_data or alarming or bool(heard.also)


def answers_in_words(heard: Reading, *, was_asked: bool) -> bool:
    """Say whether words alone answer the check-in: it is open, nothing unclear.

    What only asks the clinic, thanks it or was tapped on a phone answers nothing.
    """
    is_answer = heard.talk in (Talk.OTHER, Talk.NOTED) and heard.ask is None
    is_words = heard.kind is Kind.NOTE and not heard.acts and is_answer
    return was_asked and is_words and bool(heard.text.strip())


def take(said: Said) -> Part:
    """Keep the answer of a text, each of its days; echo what was kept."""
    kept: list[_Kept] = []
    for number, heard in enumerate((said.heard, *said.heard.also)):
        kept.append(_keep(said, heard, number, _submitted(kept)))
    done = _submitted(kept)
    if not done:
        return NOTHING
    is_whole = any(each.echo for each in kept) and not _is_too_old(kept)
    return Part(
        lines=(*_safety_lines(done), *_echo_lines(kept), *_asked_for(said.heard)),
        submission_id=done[0].submission.id,
        alerts=tuple(alert for each in done for alert in each.alerts),
        waits=not is_whole and not _alarms(done),
    )


def _submitted(kept: Iterable[_Kept]) -> list[intake.Submitted]:
    return [each.submitted for each in kept if each.submitted is not None]


def _is_too_old(kept: Iterable[_Kept]) -> bool:
    return any(each.is_too_old for each in kept)


def _keep(
    said: Said, heard: Reading, number: int, beside: list[intake.Submitted]
) -> _Kept:
    """Keep one day of a text; what a rule refuses is kept as words of its own day."""
    patient, now = said.patient, said.arrival.said_at
    day = day_meant(patient, heard, now)
    draft = _draft(said, number, day)
    whole = replace(draft, scores=_scores(heard), symptoms=_symptoms(heard))
    try:
        submitted = _submit(said, heard, whole, beside)
    except Invalid as refused:
        is_too_old = "day" in refused.fields
        if number:
            return _Kept(is_too_old=is_too_old)
        words = replace(draft, day=diary_day(patient, now))
        return _Kept(_submit(said, heard, words, beside), is_too_old=is_too_old)
    return _Kept(submitted, _echo(heard, day, local(now, patient.zone).date()))


def _draft(said: Said, number: int, day: date) -> EntryDraft:
    sid = said.arrival.inbound.sid
    return EntryDraft(
        clinic_id=said.arrival.clinic.id,
        patient_id=said.patient.id,
        day=day,
        source=Source.TEXT,
        client_key=f"text:{sid}:{number}" if number else f"text:{sid}",
        received_at=said.arrival.said_at,
        words="" if number else said.body,
    )


def _submit(
    said: Said, heard: Reading, draft: EntryDraft, beside: list[intake.Submitted]
) -> intake.Submitted:
    arrival, patient = said.arrival, said.patient
    actor = Actor(ActorKind.PATIENT, patient.ref)
    return intake.submit(
        arrival.clinic, patient, draft, arrival.now, actor, heard=heard, beside=beside
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


def _asked_for(heard: Reading) -> tuple[Line, ...]:
    """Ask for the day's number where one was told that may mean something else."""
    is_open = heard.has_data and heard.mood is None and heard.ask in _NUMBER_LEFT_OPEN
    return (Line("ask_day"),) if is_open else ()


def _echo_lines(kept: list[_Kept]) -> tuple[Line, ...]:
    echoes = tuple(each.echo for each in kept if each.echo is not None)
    saved = (Line("saved", echoes),) if echoes else ()
    if _is_too_old(kept):
        return (*saved, Line(TOO_OLD))
    return saved or (Line("saved_words"),)
