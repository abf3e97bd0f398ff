"""Paging the people on call until one takes the alert, and again until it is ended.

That somebody must be paged is written with the alert itself (``next_page_at``), and
every way a page takes is written with the page, so a process that dies between two
steps loses none. A page carries a code and a link, never what was said. Leaves the
clock to ``escalation``, e-mail and voice to ``bringing``. The edge commits.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from diary.alerts.codes import new_code
from diary.alerts.escalation import LAST_STEP, Standing, Step, next_step
from diary.alerts.events import note_event
from diary.alerts.models import Alert, Bringing, Channel, Deed, OnCall, Page
from diary.alerts.on_call import email_of, on_call_of, voice_of
from diary.alerts.plans import timers_of
from diary.audit import Action, Actor, record
from diary.clinics import clinic_by_id
from diary.db import db
from diary.errors import Refused
from diary.logs import log
from diary.outbox import Lane, MessageDraft, enqueue
from diary.tasks import TaskKind, open_task
from diary.texts import render

PURPOSE = "page"
PAGE_IS_USEFUL_FOR = timedelta(hours=4)
NOBODY = "An alert must be answered and nobody is on call: look at it and call now."
_log = log("alerts")


def alerts_to_page(now: datetime, limit: int = 50) -> list[int]:
    """Return the keys of alerts somebody must be paged for by now, oldest due first."""
    found = select(Alert.id).where(Alert.next_page_at <= now)
    return list(db.session.scalars(found.order_by(Alert.next_page_at).limit(limit)))


def page_people(alert_id: int, now: datetime, base_url: str) -> int:
    """Take one alert's next step; return how many people were paged.

    0 where another process was first or nobody is on call: then a task stands on the
    list and the step comes again. An alert that was taken and not ended in time goes
    on to the next person.
    """
    due = select(Alert).where(Alert.id == alert_id, Alert.next_page_at <= now)
    alert = db.session.scalars(due.with_for_update(skip_locked=True)).first()
    if alert is None:
        return 0
    people = {person.member_id: person for person in on_call_of(alert.clinic_id)}
    standing = _standing(alert, list(people))
    if standing is None:
        return 0
    step = next_step(standing, timers_of(alert.clinic_id), now)
    if step is None:
        return 0
    _apply(alert, step, now)
    for member_id in step.page:
        bring_page(alert, people[member_id], now, base_url)
    db.session.flush()
    return len(step.page)


def next_paged(alert: Alert) -> tuple[int, ...]:
    """Return the members who are paged at ``next_page_at``; nobody once it ended."""
    people = [person.member_id for person in on_call_of(alert.clinic_id)]
    standing = _standing(alert, people)
    if standing is None:
        return ()
    step = next_step(standing, timers_of(alert.clinic_id), standing.due_at)
    return step.page if step else ()


def _standing(alert: Alert, people: list[int]) -> Standing[int] | None:
    if alert.next_page_at is None:
        return None
    return Standing(
        people=people,
        due_at=alert.next_page_at,
        step=alert.page_step,
        begins_with=alert.page_turn,
        end_by=alert.end_by if alert.acknowledged_at else None,
        owner=alert.acknowledged_by_id,
        is_snoozed=alert.snoozed_until is not None,
        must_tell_owner=alert.must_call and alert.call_told_at is None,
    )


def _apply(alert: Alert, step: Step[int], now: datetime) -> None:
    """Write the step down; the story keeps who had taken it."""
    if step.is_handed_on:
        note_event(alert, Deed.HANDED_ON, now, member_id=alert.acknowledged_by_id)
        alert.acknowledged_at = alert.acknowledged_by_id = None
        alert.end_by = alert.snoozed_until = None
    alert.page_step, alert.page_turn = step.step, step.begins_with
    alert.next_page_at = step.due_at
    if step.page:
        alert.call_told_at = now if alert.must_call else None
    else:
        _say_nobody_is_there(alert, now)


def _say_nobody_is_there(alert: Alert, now: datetime) -> None:
    """Open a task, once; nobody is paged, so somebody has to see it by themselves."""
    task = open_task(
        alert.clinic_id,
        TaskKind.CALL_PATIENT,
        f"nobody-on-call:{alert.ref}",
        NOBODY,
        now,
        now,
        patient_id=alert.patient_id,
        is_clinical=True,
    )
    if task.opened_at == now:
        note_event(alert, Deed.NOBODY_THERE, now)


def bring_page(
    alert: Alert | None, person: OnCall, now: datetime, base_url: str
) -> Page:
    """Write down one page with every way it takes; without an alert it is a rehearsal.

    A text is due at once. E-mail and voice wait for an answer first, except in a
    rehearsal, which tries all of them.
    """
    page = Page(
        clinic_id=person.clinic_id,
        alert_id=alert.id if alert else None,
        member_id=person.member_id,
        phone_index=person.phone_index,
        step=alert.page_step if alert else 0,
        code=new_code(),
        paged_at=now,
    )
    db.session.add(page)
    db.session.flush()
    _by_text(page, person, now, base_url, must_call=bool(alert and alert.must_call))
    for channel, to in (
        (Channel.EMAIL, email_of(person)),
        (Channel.VOICE, voice_of(person)),
    ):
        _by_another(page, channel, to, now)
    record(
        Action.PAGE,
        Actor.system(),
        now,
        clinic_id=page.clinic_id,
        about=page.ref,
        detail=f"alert {alert.ref}" if alert else "rehearsal",
    )
    return page


def _by_text(
    page: Page, person: OnCall, now: datetime, base_url: str, *, must_call: bool
) -> None:
    """Promise the text; a clinic without a number to text from pages by the others."""
    language = clinic_by_id(person.clinic_id).language
    name = "page_call" if must_call else "page"
    draft = MessageDraft(
        clinic_id=person.clinic_id,
        key=message_key(page.ref),
        to=person.phone,
        body=render(name, language, code=page.code, link=f"{base_url}/alerts"),
        purpose=PURPOSE,
        due_at=now,
        useless_after=now + PAGE_IS_USEFUL_FOR,
        lane=Lane.PAGES,
        rank=0,
    )
    try:
        with db.session.begin_nested():
            enqueue(draft, now)
    except Refused:
        _log.error("page_without_text", page=page.ref)


def _by_another(page: Page, channel: Channel, to: str, now: datetime) -> None:
    db.session.add(
        Bringing(
            clinic_id=page.clinic_id,
            page_id=page.id,
            channel=channel,
            to=to,
            wake_at=now,
        )
    )


def message_key(ref: str) -> str:
    """Return the key of the message that brings a page by text."""
    return f"page:{ref}"


def page_ref(key: str) -> str:
    """Return the ref of the page that a message of this key brings."""
    return key.removeprefix("page:")


def pages_of(clinic_id: int, alert_id: int) -> list[Page]:
    """Return who was paged for an alert, in order."""
    found = select(Page).where(Page.clinic_id == clinic_id, Page.alert_id == alert_id)
    return list(db.session.scalars(found.order_by(Page.id)))


def page_at_once(key: str, clinic_id: int) -> None:
    """Take the next step now: a page did not arrive, and time is short.

    Only until everybody is being paged: a dead phone must not ring the others anew
    with every failure.
    """
    mine = (Page.clinic_id == clinic_id, Page.ref == page_ref(key))
    alert_id = select(Page.alert_id).where(*mine)
    db.session.execute(
        update(Alert)
        .where(
            Alert.clinic_id == clinic_id,
            Alert.id == alert_id.scalar_subquery(),
            Alert.closed_at.is_(None),
            Alert.acknowledged_at.is_(None),
            Alert.page_step <= LAST_STEP,
        )
        .values(next_page_at=Alert.last_said_at)
    )
