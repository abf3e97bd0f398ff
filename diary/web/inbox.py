"""Texts that wait for a person: answering them, and marking them seen.

Leaves reading and sending to ``inbox``.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import inbox, patients
from diary.audit import Action
from diary.auth import Permission
from diary.errors import Refused
from diary.inbox import InboundText
from diary.patients import Patient
from diary.web.answers import Page, note_look
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("inbox", __name__)


@dataclass(frozen=True)
class Listed:
    """A text, and who wrote it where that is known."""

    text: InboundText
    patient: Patient | None


@dataclass(frozen=True)
class AskedOf:
    """Who asks something in a text that only clinicians read."""

    patient: Patient
    received_at: datetime


@bp.get("/inbox")
@staff(Permission.TEXTS)
def show() -> Page:
    clinical = g.viewer.may(Permission.DIARY)
    found = inbox.waiting(g.clinic.id, clinical=clinical)
    beside = [] if clinical else inbox.asked_beside(g.clinic.id)
    ids = {text.patient_id for text in found if text.patient_id is not None}
    ids |= {one.patient_id for one in beside}
    people = patients.patients_by_id(g.clinic.id, ids)
    for one in people.values():
        note_look(Action.READ, one.ref, detail="inbox")
    listed = [Listed(text, people.get(text.patient_id or 0)) for text in found]
    asked = [AskedOf(people[one.patient_id], one.received_at) for one in beside]
    model = {"listed": listed, "asked": asked, "now": g.now}
    return Page("desk/inbox.html", model | {"longest": inbox.LONGEST_ANSWER})


@bp.post("/inbox/<ref>/seen")
@staff(Permission.TEXTS)
def seen(ref: str) -> Response:
    clinical = g.viewer.may(Permission.DIARY)
    text = inbox.text_by_ref(g.clinic.id, ref, clinical=clinical)
    inbox.mark_seen(text, g.member, g.now)
    return redirect(url_for("inbox.show"), 303)


@bp.post("/inbox/<ref>/answer")
@staff(Permission.TEXTS, again=show)
def answer(ref: str) -> Response:
    clinical = g.viewer.may(Permission.DIARY)
    text = inbox.text_by_ref(g.clinic.id, ref, clinical=clinical)
    if text.patient_id is None:
        raise Refused("Nobody knows whose number this is. Call instead.")
    patient = patients.patient_by_id(g.clinic.id, text.patient_id)
    fields = Fields(request.form)
    words = fields.text("words")
    with fields.all_at_once():
        inbox.write_back(g.clinic, patient, text, words, g.member, g.now)
    return redirect(url_for("inbox.show"), 303)
