"""What of signing in is not kept: counts, codes, links and visits that are over."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from diary.auth import throttle
from diary.auth.models import FormLink, Invitation, SignInCode, StaffSession
from diary.db import db

KEPT_FOR = timedelta(days=30)


def forget_past(now: datetime) -> None:
    """Delete what ended: counts at once, the rest after 30 days. The job commits."""
    throttle.forget_past(now)
    before = now - KEPT_FOR
    db.session.execute(delete(StaffSession).where(StaffSession.last_seen_at < before))
    for table in (FormLink, Invitation, SignInCode):
        db.session.execute(delete(table).where(table.expires_at < before))
