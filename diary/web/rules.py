"""Every rule by which an answer reaches a person, with where it comes from.

A clinic sets its own about scores here, and how far ahead visits are asked about.
Leaves what rules mean to ``alerts`` and ``watches``.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, redirect, request, url_for
from werkzeug import Response

from diary import clinics, patients, reading, watches
from diary.alerts import RULES
from diary.auth import Permission
from diary.clinics import ASKED_DAYS
from diary.instruments import (
    SCORES,
    SYMPTOMS,
    SYMPTOMS_SOURCE,
    SYMPTOMS_VERSION,
    Symptom,
)
from diary.watches import DAY_RULES, MOST_ANSWERS, Chosen, Shape
from diary.web import patient as patient_page
from diary.web.answers import Page
from diary.web.fields import Fields
from diary.web.guards import staff

bp = Blueprint("rules", __name__)

UNKNOWN = -1
SHAPES = (
    (Shape.AT_MOST, "or less"),
    (Shape.AT_LEAST, "or more"),
    (Shape.FALLS, "lower each time"),
    (Shape.RISES, "higher each time"),
)


@dataclass(frozen=True)
class Shown:
    """A rule about scores, who set it last, and whether it is on."""

    key: str
    says: str
    source: str
    is_on: bool
    set_by: str | None
    set_at: datetime | None


@bp.get("/rules")
@staff(Permission.RULES)
def show() -> Page:
    names = clinics.names_of(g.clinic.id)
    model = {
        "fixed": [*RULES, *DAY_RULES],
        "chosen": [_shown(one, names) for one in watches.rules_of(g.clinic.id)],
        "tiers": _by_tier(),
        "tiers_source": SYMPTOMS_SOURCE,
        "lifts": reading.lifts(),
        "scores": list(SCORES.values()),
        "shapes": SHAPES,
        "most_answers": MOST_ANSWERS,
        "versions": _versions(),
        "visit_days": [(str(days), f"{days} days ahead") for days in ASKED_DAYS],
        "visit_asked_days": g.clinic.visit_asked_days,
    }
    return Page("clinician/rules.html", model)


def _versions() -> dict[str, str]:
    words = {f"crisis words ({at})": one for at, one in reading.versions().items()}
    return {"symptoms": SYMPTOMS_VERSION, **words}


def _shown(one: Chosen, names: dict[int, str]) -> Shown:
    watch = one.watch
    set_by = names.get(one.set_by_id or 0)
    return Shown(watch.key, watch.says, watch.source, one.is_on, set_by, one.set_at)


def _by_tier() -> dict[int, list[Symptom]]:
    return {
        tier: [each for each in SYMPTOMS.values() if each.tier == tier]
        for tier in (0, 1, 2)
    }


@bp.post("/rules")
@staff(Permission.RULES, again=show)
def add() -> Response:
    fields = Fields(request.form)
    score = fields.text("score")
    shape = fields.choice("shape", Shape, Shape.AT_MOST)
    amount = fields.number("amount")
    answers = fields.number("answers")
    with fields.all_at_once():
        whole = int(answers) if answers and answers == int(answers) else 0
        watches.add_rule(score, shape, amount, whole, g.member, g.now)
    return redirect(url_for("rules.show"), 303)


@bp.post("/rules/switch")
@staff(Permission.RULES, again=show)
def switch() -> Response:
    fields = Fields(request.form)
    key, wanted = fields.text("key"), fields.text("on")
    with fields.all_at_once():
        watches.switch_rule(key, g.member, g.now, is_on=wanted == "yes")
    return redirect(url_for("rules.show"), 303)


@bp.post("/rules/visits")
@staff(Permission.RULES, again=show)
def ask_about_visits() -> Response:
    """Set how many days ahead patients are asked whether they come."""
    fields = Fields(request.form)
    days = fields.text("visit_days")
    with fields.all_at_once():
        whole = int(days) if days.isdecimal() else UNKNOWN
        clinics.ask_about_visits(g.clinic, whole, g.actor, g.now)
    return redirect(url_for("rules.show"), 303)


@bp.post("/patients/<ref>/watch")
@staff(Permission.DIARY, again=patient_page.show)
def watch(ref: str) -> Response:
    """Begin or end watching a patient for activation: the box ticked or not."""
    patient = patients.patient_by_ref(g.clinic.id, ref)
    fields = Fields(request.form)
    is_on = fields.text("activation") == "yes"
    with fields.all_at_once():
        watches.watch_activation(patient, g.member, g.now, is_on=is_on)
    return redirect(url_for("patient.show", ref=patient.ref), 303)
