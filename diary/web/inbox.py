"""Texts that wait for a person, and marking them seen. Leaves reading to ``inbox``."""

from dataclasses import dataclass

from flask import Blueprint, g, redirect, url_for
from werkzeug import Response

from diary import inbox, patients
from diary.audit import Action
from diary.auth import Permission
from diary.inbox import InboundText
from diary.patients import Patient
from diary.web.answers import Page, note_look
from diary.web.guards import staff

bp = Blueprint("inbox", __name__)


@dataclass(frozen=True)
class Listed:
    """A text, and who wrote it where that is known."""

    text: InboundText
    patient: Patient | None


@bp.get("/inbox")
@staff(Permission.TEXTS)
def show() -> Page:
    found = inbox.waiting(g.clinic.id, clinical=g.viewer.may(Permission.DIARY))
    ids = {text.patient_id for text in found if text.patient_id is not None}
    people = patients.patients_by_id(g.clinic.id, ids)
    for one in people.values():
        note_look(Action.READ, one.ref, detail="inbox")
    listed = [Listed(text, people.get(text.patient_id or 0)) for text in found]
    return Page("desk/inbox.html", {"listed": listed})


@bp.post("/inbox/<ref>/seen")
@staff(Permission.TEXTS)
def seen(ref: str) -> Response:
    clinical = g.viewer.may(Permission.DIARY)
    text = inbox.text_by_ref(g.clinic.id, ref, clinical=clinical)
    inbox.mark_seen(text, g.member, g.now)
    return redirect(url_for("inbox.show"), 303)
