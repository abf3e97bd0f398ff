"""Paging the people on call until one takes the alert, and again until it is ended.

That somebody must be paged is written with the alert itself (``next_page_at``), so a
process that dies between two steps loses none. A page carries a code and a link, never
what was said. The edge commits after each alert.
"""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from diary.alerts.escalation import (
    LAST_STEP,
    REPEAT_AFTER,
    next_page_at,
    paged_at_step,
)
from diary.alerts.lifecycle import acknowledge
from diary.alerts.models import Alert, OnCall, Page
from diary.alerts.on_call import on_call_of
from diary.clinics import clinic_by_id, member_by_id
from diary.db import db
from diary.outbox import Lane, MessageDraft, enqueue
from diary.sealed import blind_index
from diary.tasks import TaskKind, open_task
from diary.texts import render

# No vowels, so no words; none of the letters and digits that look alike.
LETTERS = "BCDFGHJKMNPQRTVWX346789"
CODE = re.compile(r"\s*ack\W*((?:[a-z0-9]\W*){4})", re.IGNORECASE)
CODE_WORKS_FOR = timedelta(hours=24)
PAGE_IS_USEFUL_FOR = timedelta(hours=4)
NOBODY = "An alert must be answered and nobody is on call: call the patient now."


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
    if alert.acknowledged_at is not None:
        _hand_on(alert)
    people = on_call_of(alert.clinic_id)
    if not people:
        _say_nobody_is_there(alert, now)
        return 0
    paged = paged_at_step(people, alert.page_step, alert.page_turn)
    for person in paged:
        _page(alert, person, now, base_url)
    alert.next_page_at = next_page_at(alert.page_step, now)
    alert.page_step += 1
    db.session.flush()
    return len(paged)


def _hand_on(alert: Alert) -> None:
    """Begin anew with the next person; the trail keeps who had taken it."""
    alert.acknowledged_at = alert.acknowledged_by_id = None
    alert.page_step = 0
    alert.page_turn += 1


def _say_nobody_is_there(alert: Alert, now: datetime) -> None:
    open_task(
        alert.clinic_id,
        TaskKind.CALL_PATIENT,
        f"nobody-on-call:{alert.ref}",
        NOBODY,
        now,
        now,
        patient_id=alert.patient_id,
        is_clinical=True,
    )
    alert.next_page_at = now + REPEAT_AFTER
    db.session.flush()


def rehearse(clinic_id: int, now: datetime, base_url: str) -> int:
    """Page everybody on call without an alert; return how many people that is.

    Whoever answers with the code has shown that pages reach them.
    """
    people = on_call_of(clinic_id)
    for person in people:
        _page(None, person, now, base_url)
    return len(people)


def answered_rehearsals(clinic_id: int) -> dict[int, datetime]:
    """Return when each member last answered a rehearsal, by member key."""
    answered = (
        select(Page.member_id, func.max(Page.answered_at))
        .where(
            Page.clinic_id == clinic_id,
            Page.alert_id.is_(None),
            Page.answered_at.is_not(None),
        )
        .group_by(Page.member_id)
    )
    found = db.session.execute(answered)
    return {member_id: at for member_id, at in found if at is not None}


def _page(alert: Alert | None, person: OnCall, now: datetime, base_url: str) -> None:
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
    link = f"{base_url}/alerts"
    language = clinic_by_id(person.clinic_id).language
    enqueue(
        MessageDraft(
            clinic_id=person.clinic_id,
            key=f"page:{page.ref}",
            to=person.phone,
            body=render("page", language, code=page.code, link=link),
            purpose="page",
            due_at=now,
            useless_after=now + PAGE_IS_USEFUL_FOR,
            lane=Lane.PAGES,
            rank=0,
        ),
        now,
    )


def new_code() -> str:
    """Return four letters or digits that nobody mistakes for others."""
    return "".join(secrets.choice(LETTERS) for _ in range(4))


def code_in(text: str) -> str | None:
    """Return the code of a text like "ack 7f 3k", None where it is none."""
    found = CODE.fullmatch(text)
    return re.sub(r"\W", "", found[1]).upper() if found else None


def answer_page(clinic_id: int, number: str, code: str, now: datetime) -> Page | None:
    """Take the alert of a page by its code, from the phone that was paged.

    Returns the page, also where somebody else has the alert by now; None for a code
    that was not sent to this number in the last 24 hours: nothing is told then.
    """
    sent = select(Page).where(
        Page.clinic_id == clinic_id,
        Page.code == code,
        Page.phone_index == blind_index(number),
        Page.paged_at > now - CODE_WORKS_FOR,
    )
    page = db.session.scalars(sent.order_by(Page.id.desc())).first()
    member = member_by_id(page.member_id) if page else None
    if page is None or member is None or not member.is_active:
        return None
    page.answered_at = page.answered_at or now
    alert = db.session.get(Alert, page.alert_id) if page.alert_id else None
    if alert is not None and alert.closed_at is None:
        acknowledge(alert, member, now)
    return page


def pages_of(clinic_id: int, alert_id: int) -> list[Page]:
    """Return who was paged for an alert, in order."""
    found = select(Page).where(Page.clinic_id == clinic_id, Page.alert_id == alert_id)
    return list(db.session.scalars(found.order_by(Page.id)))


def page_at_once(message_key: str, clinic_id: int) -> None:
    """Take the next step now: a page did not arrive, and time is short.

    Only until everybody is being paged: a dead phone must not ring the others anew
    with every failure.
    """
    ref = message_key.removeprefix("page:")
    alert_id = select(Page.alert_id).where(Page.clinic_id == clinic_id, Page.ref == ref)
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
