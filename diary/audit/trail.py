"""Writing the trail. Leaves the commit to the edge, so that deed and trace are one."""

from datetime import datetime

from sqlalchemy import Select, insert, literal

from diary.audit.models import Action, Actor, AuditEvent
from diary.db import db

_ONE_MORE = insert(AuditEvent.__table__)


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
    event = {
        "clinic_id": clinic_id,
        "at": now,
        "actor_kind": actor.kind,
        "actor_ref": actor.ref,
        "action": action,
        "patient_ref": patient_ref,
        "about": about,
        "detail": detail,
    }
    # Past the ORM and built once: every request pays for this one.
    db.session.connection().execute(_ONE_MORE, event)


def record_each(
    action: Action,
    actor: Actor,
    now: datetime,
    deeds: Select[tuple[int, str | None, str | None, str | None]],
) -> None:
    """Add one event for each row of a SELECT, in one statement.

    Its columns: clinic's key, patient's ref, ref of what was touched, detail.
    """
    table = AuditEvent.__table__
    columns = [
        *("clinic_id", "patient_ref", "about", "detail"),
        *("at", "actor_kind", "actor_ref", "action"),
    ]
    rows = deeds.add_columns(
        literal(now, table.c.at.type),
        literal(actor.kind, table.c.actor_kind.type),
        literal(actor.ref, table.c.actor_ref.type),
        literal(action, table.c.action.type),
    )
    db.session.execute(insert(table).from_select(columns, rows))
