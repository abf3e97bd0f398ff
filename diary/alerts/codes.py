"""The codes of pages: made, read out of a text, and taking the alert they stand for.

The edge commits.
"""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from diary.alerts.lifecycle import acknowledge
from diary.alerts.models import Alert, Bringing, Page
from diary.clinics import Member, member_by_id
from diary.db import db
from diary.sealed import blind_index

# No vowels, so no words; none of the letters and digits that look alike.
LETTERS = "BCDFGHJKMNPQRTVWX346789"
CODE = re.compile(r"\s*ack\W*((?:[a-z0-9]\W*){4})", re.IGNORECASE)
CODE_WORKS_FOR = timedelta(hours=24)


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
    sent = _sent(clinic_id, code, now).where(Page.phone_index == blind_index(number))
    return _answered(sent, now)


def answer_page_signed_in(member: Member, written: str, now: datetime) -> Page | None:
    """Take it by the code as somebody signed in typed it, whatever phone is dead.

    None where no page with this code went to this member in the last 24 hours.
    """
    code = re.sub(r"\W", "", written).upper().removeprefix("ACK")
    sent = _sent(member.clinic_id, code, now).where(Page.member_id == member.id)
    return _answered(sent, now)


def answer_page_called(bringing: Bringing, now: datetime) -> Page | None:
    """Take it by a key pressed in the call that read the page out."""
    sent = select(Page).where(
        Page.clinic_id == bringing.clinic_id,
        Page.id == bringing.page_id,
        Page.paged_at > now - CODE_WORKS_FOR,
    )
    return _answered(sent, now)


def _sent(clinic_id: int, code: str, now: datetime) -> Select[Page]:
    return select(Page).where(
        Page.clinic_id == clinic_id,
        Page.code == code,
        Page.paged_at > now - CODE_WORKS_FOR,
    )


def _answered(sent: Select[Page], now: datetime) -> Page | None:
    page = db.session.scalars(sent.order_by(Page.id.desc())).first()
    member = member_by_id(page.member_id) if page else None
    if page is None or member is None or not member.is_active:
        return None
    page.answered_at = page.answered_at or now
    alert = db.session.get(Alert, page.alert_id) if page.alert_id else None
    if alert is not None and alert.closed_at is None:
        acknowledge(alert, member, now)
    return page
