"""Alerts as JSON: what needs a person, and taking it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from diary import alerts, clinics, patients
from diary.alerts import Alert, AlertKind, Disposition
from diary.api import guards
from diary.api.guards import token
from diary.api.problems import json_blueprint
from diary.api.shapes import Strict, Words
from diary.api.spec import CLINIC, answers, spec
from diary.audit import Action, record
from diary.auth import Scope
from diary.clinics import Member
from diary.errors import Invalid

blueprint = json_blueprint("api_alerts")
TAGS = ["alerts"]


class AlertOut(Strict):
    """``sentence`` says which rule opened it; ``words`` are the person's own.

    Without a patient it is about ``number``, which is nobody's, or a rehearsal.
    ``must_call``: the reply with the crisis lines did not reach the phone, somebody
    has to ring. A snoozed alert is taken and brings no page until ``snoozed_until``.
    """

    ref: str
    patient: str | None
    number: str | None
    kind: AlertKind
    tier: int
    rule: str
    sentence: str
    words: str | None
    must_call: bool
    opened_at: datetime
    acknowledged_at: datetime | None
    snoozed_until: datetime | None
    disposition: Disposition | None
    closed_at: datetime | None


class AlertList(Strict):
    items: list[AlertOut]
    next: None = None


class AlertQuery(Strict):
    state: Literal["open"] = "open"


class AcknowledgeIn(Strict):
    """``member`` names who takes it; without one the program answers for that."""

    member: str | None = Field(
        default=None, max_length=254, description="a member's e-mail address"
    )
    note: Words = Field(default="", max_length=2000)


@blueprint.get("/alerts")
@token(Scope.ALERTS)
@spec.validate(resp=answers(HTTP_200=AlertList), tags=TAGS, security=CLINIC)
def list_alerts(query: AlertQuery) -> Any:
    """List what is open, oldest first."""
    clinic_id = guards.clinic().id
    found = alerts.open_alerts(clinic_id)
    ids = {each.patient_id for each in found if each.patient_id is not None}
    known = patients.patients_by_id(clinic_id, ids)
    refs = {patient_id: patient.ref for patient_id, patient in known.items()}
    for ref in sorted(refs.values()):
        record(
            Action.READ,
            guards.actor(),
            guards.now(),
            clinic_id=clinic_id,
            patient_ref=ref,
            detail="alerts",
        )
    return AlertList(items=[_shown(each, refs) for each in found])


@blueprint.post("/alerts/<ref>/acknowledge")
@token(Scope.ALERTS)
@spec.validate(
    resp=answers(creates=True, HTTP_200=AlertOut), tags=TAGS, security=CLINIC
)
def acknowledge(ref: str, json: AcknowledgeIn) -> Any:
    """Take an alert: others are paged no more; only a disposition closes it."""
    clinic_id = guards.clinic().id
    alert = alerts.alert_by_ref(clinic_id, ref)
    if json.member is None:
        alerts.acknowledge_by_program(alert, guards.actor(), json.note, guards.now())
    else:
        alerts.acknowledge(alert, _member(json.member), guards.now(), json.note)
    ids = [alert.patient_id] if alert.patient_id else []
    known = patients.patients_by_id(clinic_id, ids)
    return _shown(alert, {key: one.ref for key, one in known.items()})


def _member(email: str) -> Member:
    member = clinics.member_by_email(email)
    if member is None or member.clinic_id != guards.clinic().id or not member.is_active:
        raise Invalid({"member": "Nobody of this clinic has this e-mail address."})
    return member


def _shown(alert: Alert, refs: dict[int, str]) -> AlertOut:
    return AlertOut(
        ref=alert.ref,
        patient=refs.get(alert.patient_id or 0),
        number=alert.number or None,
        kind=alert.kind,
        tier=alert.tier,
        rule=alert.rule,
        sentence=alert.sentence,
        words=alert.words or None,
        must_call=alert.must_call,
        opened_at=alert.opened_at,
        acknowledged_at=alert.acknowledged_at,
        snoozed_until=alert.snoozed_until,
        disposition=alert.disposition,
        closed_at=alert.closed_at,
    )
