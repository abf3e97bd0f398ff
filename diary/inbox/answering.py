"""Rendering an answer and keeping it in the transaction of what it answers.

A reply leaves with the webhook's own answer, so that a crisis reply depends on no
worker. Leaves the choice of texts to ``replies``.
"""

from collections.abc import Iterable
from datetime import timedelta

from diary import alerts, helplines
from diary.clinics import Clinic
from diary.inbox.arrivals import NO_REPLY, Arrival, Outcome, Reply
from diary.inbox.queries import text_by_sid
from diary.inbox.replies import (
    AFTER_OPT_OUT,
    PROMISING,
    SAFETY,
    Echo,
    Line,
    chosen,
    echo_parts,
)
from diary.inbox.storing import settle
from diary.outbox import (
    DEFAULT_RANK,
    Answer,
    Lane,
    MessageDraft,
    answer,
    answer_by_key,
    enqueue,
)
from diary.phone import national
from diary.reminders import spoken_day
from diary.texts import render, segments

REPLY_LASTS = timedelta(minutes=10)
ANSWERED_WITHIN = timedelta(hours=1)
"""What a lost webhook brought later than this is not echoed: nobody waits for it."""
FIRST = 0


def finish(arrival: Arrival, outcome: Outcome, lines: tuple[Line, ...]) -> Reply:
    """Keep what became of a text, and the reply to it where there is one."""
    is_swept = arrival.inbound.sent_at is not None
    given: Answer | None = None
    if lines and is_swept:
        given = _sent_after(arrival, outcome, lines)
    elif lines:
        given = answer(_draft(arrival, outcome, lines), arrival.now)
    name = lines[0].name if given else None
    settle(arrival.text_id, outcome, given.message_id if given else None, name)
    _tell_alerts(outcome, lines, given)
    return NO_REPLY if is_swept else _reply(given)


def _sent_after(
    arrival: Arrival, outcome: Outcome, lines: tuple[Line, ...]
) -> Answer | None:
    """Answer by a call a text that no webhook waits for, while an answer is of use.

    Crisis lines are never too late. A confirmed opt-out stands against any call.
    """
    is_safety = lines[0].name in SAFETY
    is_stale = arrival.now - arrival.said_at > ANSWERED_WITHIN
    if not is_safety and (is_stale or lines[0].name in AFTER_OPT_OUT):
        return None
    message = enqueue(_draft(arrival, outcome, lines), arrival.now)
    return Answer(message.id, message.ref, message.body)


def given_before(sid: str) -> Reply:
    """Return the reply that this text was given when it first came."""
    text = text_by_sid(sid)
    if text is None or text.reply_id is None:
        return NO_REPLY
    return _reply(answer_by_key(text.clinic_id, _key(sid)))


def _reply(given: Answer | None) -> Reply:
    return Reply(given.body, given.ref, given.token) if given else NO_REPLY


def _draft(arrival: Arrival, outcome: Outcome, lines: tuple[Line, ...]) -> MessageDraft:
    """Crisis lines go as pages do: past pause and breaker, at least once."""
    is_safety = lines[0].name in SAFETY
    return MessageDraft(
        clinic_id=arrival.clinic.id,
        key=_key(arrival.inbound.sid),
        to=arrival.number,
        body=_body(arrival, outcome, lines),
        purpose=lines[0].name,
        due_at=arrival.now,
        useless_after=arrival.now + (ANSWERED_WITHIN if is_safety else REPLY_LASTS),
        lane=Lane.PAGES if is_safety else Lane.REMINDERS,
        rank=FIRST if is_safety else DEFAULT_RANK,
        about=outcome.patient.ref if outcome.patient else None,
        sender_id=arrival.sender.id,
    )


def _key(sid: str) -> str:
    return f"reply:{sid}"


def _body(arrival: Arrival, outcome: Outcome, lines: tuple[Line, ...]) -> str:
    """Say safety texts in both languages of a shared phone, if one segment holds it."""
    name, other = lines[0].name, outcome.other_language
    if name in SAFETY and other is not None:
        both = alerts.in_two_languages(
            name, arrival.clinic.country, (outcome.language, other), _phone(arrival)
        )
        if segments(both) == 1:
            return both
    return _joined(arrival, outcome, lines)


def _phone(arrival: Arrival) -> str:
    return national(arrival.clinic.phone or arrival.sender.number)


def _joined(arrival: Arrival, outcome: Outcome, lines: Iterable[Line]) -> str:
    """Return the first line and as many more as fit with it into one segment."""
    first, *more = [_rendered(arrival, outcome, line) for line in lines]
    body = first
    for text in more:
        if segments(f"{body} {text}") == 1:
            body = f"{body} {text}"
    return body


def _rendered(arrival: Arrival, outcome: Outcome, line: Line) -> str:
    clinic, language = arrival.clinic, outcome.language
    is_read = line.name in (*SAFETY, *PROMISING)
    opens = alerts.closed_until(clinic, arrival.now) if is_read else None
    zone = outcome.patient.zone if outcome.patient else clinic.zone
    return render(
        _form(line.name, clinic, is_closed=opens is not None),
        language,
        opens=alerts.spoken_opening(opens, arrival.now, zone, language)
        if opens
        else "",
        clinic=clinic.text_name,
        phone=_phone(arrival),
        what=", ".join(_echoed(echo, language) for echo in line.echoes),
        initials=_listed(line.initials, language),
        **helplines.spoken(clinic.country, language),
    )


def _form(name: str, clinic: Clinic, *, is_closed: bool) -> str:
    """Return the file of a line that is true now: who reads, or until when nobody."""
    if name in SAFETY:
        return alerts.form_of(name, clinic.country, is_closed=is_closed)
    return f"{name}_closed" if is_closed else name


def _echoed(echo: Echo, language: str) -> str:
    parts = echo_parts(echo)
    what = ", ".join(render(name, language, **values) for name, values in parts)
    if echo.days_back == 0:
        return what
    if echo.days_back == 1:
        return render("echo_yesterday", language, what=what)
    return render("echo_day", language, day=spoken_day(echo.day, language), what=what)


def _listed(initials: tuple[str, ...], language: str) -> str:
    if not initials:
        return ""
    *first, last = initials
    return render("initials_or", language, first=", ".join(first), last=last)


def _tell_alerts(
    outcome: Outcome, lines: tuple[Line, ...], given: Answer | None
) -> None:
    is_safety = bool(lines) and lines[0].name in SAFETY
    urgent = [alert for alert in outcome.alerts if alert.tier == 0]
    if urgent:
        alerts.note_reply(urgent, given.ref if given and is_safety else None)


def lines_for(arrival: Arrival, outcome: Outcome, *, silent: bool) -> tuple[Line, ...]:
    """Return what may be answered: nothing where the carrier has, or STOP stands."""
    names = {line.name for line in outcome.lines}
    return chosen(
        outcome.lines,
        opted_out=bool(names & {"stopped", "wrong_number"}),
        may_answer=not silent,
    )
