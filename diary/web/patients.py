"""Finding and enrolling patients. One patient's page is ``patient``'s.

Leaves who fits a search and what an enrolment needs to ``patients``.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import courses, patients
from diary.audit import Action
from diary.auth import Permission
from diary.courses import TreatmentSession
from diary.patients import Patient, PatientDraft, Purpose
from diary.texts import LANGUAGES
from diary.web import plans
from diary.web.answers import Page, note_look
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("patients", __name__)

MORNING = time(9, 30)
SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class Listed:
    """One row of the list."""

    patient: Patient
    next_visit: TreatmentSession | None


@bp.get("/patients")
@staff(Permission.CONTACT)
def show() -> Page:
    wanted = request.args.get("q", "").strip()[:80]
    found = patients.search(g.clinic.id, wanted)
    shown = found[:SHOWN_AT_MOST]
    note_look(Action.SEARCH if wanted else Action.LIST, detail=f"{len(shown)} shown")
    coming = courses.next_sessions(g.clinic.id, [one.id for one in shown], g.now)
    model = {
        "q": wanted,
        "listed": [Listed(one, coming.get(one.id)) for one in shown],
        "found_count": len(found),
    }
    return Page("desk/patients.html", model)


@bp.get("/patients/new")
@staff(Permission.CONTACT)
def ask() -> Page:
    model = {"purposes": list(Purpose), "languages": LANGUAGES, "morning": MORNING}
    return Page("desk/enrol.html", model)


@bp.post("/patients")
@staff(Permission.CONTACT, again=ask)
def enrol() -> Response:
    fields = Fields(request.form)
    draft = _draft(fields, g.now)
    with fields.all_at_once():
        patient = patients.enrol(g.clinic, draft, g.actor, g.now)
    plans.follow(patient)
    return redirect(url_for("patient.show", ref=patient.ref), 303)


def _draft(fields: Fields, now: datetime) -> PatientDraft:
    return PatientDraft(
        name=fields.text("name"),
        date_of_birth=fields.day("date_of_birth", date(now.year - 40, 1, 1)),
        phone=fields.text("phone"),
        language=fields.text("language") or g.clinic.language,
        time_zone=fields.text("time_zone") or g.clinic.zone,
        check_in_at=fields.wall_time("check_in_at", MORNING),
        consents=fields.choices("consents", Purpose),
        external_id=fields.text("external_id") or None,
        emergency_contact=fields.text("emergency_contact") or None,
        address=fields.text("address") or None,
    )
