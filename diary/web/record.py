"""Forms about the patient as a person: details, consents, a text, discharge."""

from datetime import time

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import inbox, patients
from diary.auth import Permission
from diary.errors import Invalid
from diary.patients import ConsentHow, PatientChanges, Purpose
from diary.web import patient as patient_page
from diary.web import plans
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("record", __name__)


@bp.post("/patients/<ref>/details")
@staff(Permission.CONTACT, again=patient_page.show)
def change(ref: str) -> Response:
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    changes = PatientChanges(
        name=_given(fields, "name"),
        phone=_given(fields, "phone"),
        time_zone=_given(fields, "time_zone"),
        language=_given(fields, "language"),
        check_in_at=_time_given(fields, patient.check_in_at),
        external_id=_given(fields, "external_id"),
        emergency_contact=_given(fields, "emergency_contact"),
        address=_given(fields, "address"),
    )
    with fields.all_at_once():
        patients.change(g.clinic, patient, changes, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/consents")
@staff(Permission.CONTACT, again=patient_page.show)
def consent(ref: str) -> Response:
    """Make the standing consents those that are ticked."""
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    wanted = fields.choices("consents", Purpose)
    with fields.all_at_once():
        for purpose in Purpose:
            if purpose in wanted:
                patients.give_consent(
                    patient, purpose, g.actor, g.now, ConsentHow.SPOKEN
                )
            else:
                patients.withdraw_consent(patient, purpose, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/discharge")
@staff(Permission.CONTACT, again=patient_page.show)
def discharge(ref: str) -> Response:
    """End the treatment, once the box that says so is ticked."""
    patient = patients.patient_by_ref(g.clinic.id, ref)
    if request.form.get("sure") != "yes":
        raise Invalid({"sure": "Tick the box: after this nothing more is sent."})
    patients.discharge(patient, g.actor, g.now)
    return _followed(patient)


@bp.post("/patients/<ref>/texts")
@staff(Permission.TEXTS, again=patient_page.show)
def text(ref: str) -> Response:
    """Text the patient what a member wrote, now or when the clinic's hours begin."""
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    words = fields.text("words")
    with fields.all_at_once():
        inbox.write_to(g.clinic, patient, words, g.member, g.now)
    return redirect(url_for("patient.show", ref=patient.ref), 303)


def _given(fields: Fields, name: str) -> str | None:
    return fields.text(name) if name in request.form else None


def _time_given(fields: Fields, kept: time) -> time | None:
    if "check_in_at" not in request.form:
        return None
    return fields.wall_time("check_in_at", kept)


def _followed(patient: patients.Patient) -> Response:
    plans.follow(patient)
    return redirect(url_for("patient.show", ref=patient.ref), 303)
