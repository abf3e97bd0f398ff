"""Writing the trail. Leaves the commit to the edge, so that deed and trace are one."""

from datetime import datetime

from sqlalchemy import insert

from diary.audit.models import Action, Actor, AuditEvent
from diary.db import db


def record(
    action: Action,
    actor: Actor,
    now: datetime,
    *,
    clinic_id: int | None,
    patient_ref: str | None = None,
    about: str | None = None,
    detail: str | None = None,
) -> None:
    """Add one event; ``detail`` holds ids, counts and codes, never words."""
    db.session.execute(
        insert(AuditEvent.__table__).values(
            clinic_id=clinic_id,
            at=now,
            actor_kind=actor.kind,
            actor_ref=actor.ref,
            action=action,
            patient_ref=patient_ref,
            about=about,
            detail=detail,
        )
    )
