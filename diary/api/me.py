"""A patient's own app: sign in by a texted code, read and change what is one's own."""

from datetime import datetime, time
from http import HTTPStatus
from typing import Any

from flask import request
from pydantic import Field

from diary import auth, clock, outbox, patients, texts
from diary.api import guards
from diary.api.guards import patient_token, public
from diary.api.patients import PatientOut, put_consents, replan, shown
from diary.api.problems import json_blueprint, problem
from diary.api.shapes import Strict
from diary.api.spec import PATIENT, answers, spec
from diary.clinics import clinic_by_id
from diary.db import db
from diary.errors import Invalid
from diary.patients import ConsentHow, Patient, PatientChanges, Purpose
from diary.phone import e164
from diary.sealed import new_ref

blueprint = json_blueprint("api_me")
TAGS = ["me"]
WRONG_CODE = "This code is wrong or too old. Ask for a new one."


class Phone(Strict):
    phone: str = Field(max_length=40)


class Code(Phone):
    code: str = Field(max_length=12)


class Said(Strict):
    detail: str


class TokenOut(Strict):
    token: str
    expires_at: datetime


class MePatch(Strict):
    check_in_at: time | None = None
    language: str | None = Field(default=None, max_length=5)
    consents: list[Purpose] | None = Field(default=None, max_length=8)


@blueprint.post("/sign-in")
@public("a patient has nothing to show yet; the answer is the same for every number")
@spec.validate(resp=answers(HTTP_202=Said), tags=TAGS, security={})
def ask_for_code(json: Phone) -> Any:
    """Ask for a code by text; the answer does not tell whether the number is known."""
    number = _number(json.phone)
    real_now = clock.real_now()
    if number and auth.codes.may_ask(number, request.remote_addr or "", real_now):
        known = patients.patients_anywhere_with_number(number)
        for patient in known:
            _send_code(patient, is_shared=len(known) > 1)
    return Said(detail="If we know this number, a code is on its way."), 202


def _number(written: str) -> str | None:
    try:
        return e164(written)
    except Invalid:
        return None


def _send_code(patient: Patient, *, is_shared: bool) -> None:
    """Text a code: it was asked for, so it needs no consent and waits for no hour."""
    code = auth.codes.patient_code(patient, clock.real_now())
    clinic = clinic_by_id(patient.clinic_id)
    name = "sign_in_code_shared" if is_shared else "sign_in_code"
    body = texts.render(
        name,
        patient.language,
        clinic=clinic.text_name,
        code=code,
        initial=patient.name[:1],
    )
    outbox.enqueue(
        outbox.MessageDraft(
            clinic_id=clinic.id,
            key=f"code:{new_ref()}",
            to=patient.phone,
            body=body,
            purpose="sign_in",
            due_at=guards.now(),
            useless_after=guards.now() + auth.codes.GOOD_FOR,
            about=patient.ref,
            rank=10,
        ),
        guards.now(),
    )


@blueprint.post("/sign-in/confirm")
@public("a patient proves who they are by the code")
@spec.validate(resp=answers(HTTP_200=TokenOut), tags=TAGS, security={})
def confirm_code(json: Code) -> Any:
    """Change a code for a token that belongs to one patient and to nothing else."""
    number = _number(json.phone)
    real_now = clock.real_now()
    if number is None or not auth.codes.may_try(number, real_now):
        return problem(HTTPStatus.UNAUTHORIZED, WRONG_CODE)
    known = patients.patients_anywhere_with_number(number)
    patient = auth.codes.take_code(known, json.code, real_now)
    # The count of tries stands whatever becomes of this request.
    db.session.commit()
    if patient is None:
        return problem(HTTPStatus.UNAUTHORIZED, WRONG_CODE)
    token = auth.make_patient_token(patient.clinic_id, patient.id, real_now)
    return TokenOut(token=token, expires_at=real_now + auth.PATIENT_TOKEN_GOOD_FOR)


@blueprint.post("/me/sign-out")
@patient_token
@spec.validate(resp=answers(HTTP_204=None), tags=TAGS, security=PATIENT)
def sign_out() -> Any:
    """End this token."""
    clinic_id, ref = guards.clinic().id, guards.token_ref()
    auth.revoke_token(clinic_id, ref, guards.actor(), clock.real_now())
    return "", 204


@blueprint.get("/me")
@patient_token
@spec.validate(resp=answers(HTTP_200=PatientOut), tags=TAGS, security=PATIENT)
def read_me() -> Any:
    """Read what the clinic has written down about me."""
    return shown(guards.patient())


@blueprint.patch("/me")
@patient_token
@spec.validate(
    resp=answers(creates=True, HTTP_200=PatientOut), tags=TAGS, security=PATIENT
)
def change_me(json: MePatch) -> Any:
    """Change when I am asked, in which language, and what about."""
    patient = guards.patient()
    changes = PatientChanges(check_in_at=json.check_in_at, language=json.language)
    patients.change(
        guards.clinic(), patient, changes, guards.actor(), guards.now(), ConsentHow.API
    )
    if json.consents is not None:
        put_consents(patient, json.consents, ConsentHow.API)
    replan(patient)
    return shown(patient)
