"""One request, one transaction, then the page: how a view's answer goes out.

A view that only reads runs without the writer's lock; what it read of patients is
written down in a short transaction after, before the answer leaves. A page is rendered
once everything is committed, so that no lock waits for a template.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug import Response

from diary import auth, clock
from diary.audit import Action, Actor, record
from diary.db import db, reading
from diary.errors import Invalid

UNPROCESSABLE = 422
UNSTORABLE = "This holds a sign that cannot be stored. Type it again."


@dataclass
class Page:
    """A template and what it shows; built inside the transaction, rendered after."""

    template: str
    model: dict[str, Any] = field(default_factory=dict)
    status: int = 200


Answer = Page | Response
View = Callable[..., Answer]


@dataclass(frozen=True)
class _Look:
    """One look at a patient's record, to be written down."""

    action: Action
    patient_ref: str | None
    about: str | None
    detail: str | None


def note_look(
    action: Action,
    patient_ref: str | None = None,
    *,
    about: str | None = None,
    detail: str | None = None,
) -> None:
    """Remember that this request shows a patient's data; written before it does."""
    g.setdefault("looks", []).append(_Look(action, patient_ref, about, detail))


def answer(view: View, values: dict[str, Any], again: View | None = None) -> Response:
    """Run a view and commit; below 400 what it wrote stays, otherwise it is undone.

    ``again`` is the view that shows the form once more when the input is Invalid;
    the template finds ``errors`` and what was typed in ``typed``.
    """
    try:
        _require_storable()
        said = _said(view, values, is_reading=request.method in ("GET", "HEAD"))
    except Invalid as wrong:
        if again is None:
            raise
        said = _shown_again(again, values, wrong)
    return _rendered(said)


def _require_storable() -> None:
    """Refuse what PostgreSQL cannot keep in a text, naming every field that has it."""
    given = (*request.form.items(multi=True), *request.args.items(multi=True))
    wrong = {name: UNSTORABLE for name, value in given if "\0" in name + value}
    if wrong:
        raise Invalid(wrong)


def _said(view: View, values: dict[str, Any], *, is_reading: bool) -> Answer:
    with reading() if is_reading else nullcontext():
        said = view(**values)
        if is_reading:
            db.session.commit()
    if not is_reading and _status(said) >= 400:
        db.session.rollback()
    _write_looks()
    db.session.commit()
    return said


def _shown_again(view: View, values: dict[str, Any], wrong: Invalid) -> Answer:
    db.session.rollback()
    g.looks = []
    g.errors = wrong.fields
    said = _said(view, values, is_reading=True)
    if isinstance(said, Page):
        said.status = UNPROCESSABLE
    return said


def _write_looks() -> None:
    actor = g.get("actor") or Actor.system()
    now: datetime = g.get("now") or clock.now()
    for look in g.pop("looks", []):
        record(
            look.action,
            actor,
            now,
            clinic_id=g.clinic.id,
            patient_ref=look.patient_ref,
            about=look.about,
            detail=look.detail,
        )
    visit: auth.Visit | None = g.get("visit")
    if visit is not None and visit.is_stale(g.real_now):
        auth.note_seen(visit, g.real_now)


def _status(said: Answer) -> int:
    return said.status if isinstance(said, Page) else said.status_code


def _rendered(said: Answer) -> Response:
    if isinstance(said, Response):
        return said
    html = render_template(
        said.template,
        **{"errors": g.get("errors", {}), "typed": request.form} | said.model,
    )
    return make_response(html, said.status)
