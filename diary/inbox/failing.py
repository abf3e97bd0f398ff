"""When a text could be stored but not taken: a person is told, a crisis still pages.

Each step stands alone, so that one that fails again does not undo the others.
"""

from dataclasses import replace

from diary import intake, reading
from diary.alerts import Alert
from diary.db import db
from diary.inbox.answering import finish
from diary.inbox.arrivals import NO_REPLY, Arrival, Outcome, Part, Reply
from diary.inbox.households import languages_of
from diary.inbox.models import UNREAD
from diary.inbox.replies import Line
from diary.inbox.storing import settle
from diary.logs import log
from diary.patients import patients_with_number
from diary.tasks import TaskKind, open_task

SENTENCE = "The service could not take this text: read it and answer it."


def keep_for_a_person(arrival: Arrival) -> Reply:
    """Open a task for a text as it was stored; alarm and answer words of crisis.

    Raises only when nothing at all can be written: then nothing was stored either.
    """
    open_task(
        arrival.clinic.id,
        TaskKind.READ_TEXT,
        f"text:{arrival.ref}",
        SENTENCE,
        arrival.now,
        arrival.now,
        is_clinical=True,
    )
    settle(arrival.text_id, _outcome(arrival, ()), None, None)
    try:
        with db.session.begin_nested():
            return _alarm(arrival)
    except Exception:  # noqa: BLE001 - the task above already tells a person
        log("inbox").exception("crisis check failed", text=arrival.ref)
    return NO_REPLY


def _alarm(arrival: Arrival) -> Reply:
    body = arrival.inbound.body
    heard = reading.read(body, language=arrival.clinic.language)
    if not heard.crisis:
        return NO_REPLY
    people = patients_with_number(arrival.clinic.id, arrival.number)
    sid, now = arrival.inbound.sid, arrival.now
    alerts = [
        alert for patient in people for alert in intake.alarm(patient, heard, sid, now)
    ]
    if not people:
        clinic, number = arrival.clinic, arrival.number
        alerts += intake.alarm_of_number(clinic, number, heard, sid, now)
    language, other = languages_of(arrival, people)
    alarmed = _outcome(arrival, tuple(alerts))
    outcome = replace(alarmed, language=language, other_language=other)
    lines = () if arrival.was_suppressed else (Line("crisis"),)
    return finish(arrival, outcome, lines)


def _outcome(arrival: Arrival, alerts: tuple[Alert, ...]) -> Outcome:
    return Outcome(
        kind=UNREAD,
        language=arrival.clinic.language,
        parts=(Part(alerts=alerts, waits=True),),
        is_crisis=bool(alerts),
    )
