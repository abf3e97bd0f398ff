"""The form behind the texted link: one patient, one day, to write and never to read.

It shows no name and nothing that was said before. Leaves the link's life to ``auth``
and what becomes of an answer to ``intake``.
"""

from decimal import Decimal
from typing import Any

from flask import Blueprint, g, request

from diary import alerts, auth, courses, intake
from diary.alerts import Alert, AlertKind
from diary.clinics import shared_country
from diary.entries import EntryDraft, Source
from diary.helplines import helplines_of
from diary.instruments import (
    HIGHEST_SEVERITY,
    SEVERITY_WORDS,
    SYMPTOMS,
    Symptom,
    form_symptoms,
)
from diary.texts import LANGUAGES
from diary.web.answers import Page
from diary.web.fields import Fields
from diary.web.guards import form_link, public

bp = Blueprint("diary_form", __name__)

ASKED = ("mood", "sleep", "sleep_hours", "anxiety", "pain", "energy", "craving")
NOTHING = "none"


@bp.get("/f/<token>")
@form_link()
def show() -> Page:
    model = _place() | {
        "day": g.link.day,
        "tiles": _tiles(),
        "severities": SEVERITY_WORDS[_language()],
        "is_change": g.link.submitted_at is not None,
        "help_path": f"{request.path}/help",
    }
    return Page("patient/form.html", model)


@bp.post("/f/<token>")
@form_link(again=show)
def submit() -> Page:
    # An unticked tile still sends how strong it was.
    fields = Fields(request.form, besides=(f"how_{key}" for key in SYMPTOMS))
    draft = EntryDraft(
        clinic_id=g.clinic.id,
        patient_id=g.patient.id,
        day=g.link.day,
        source=Source.FORM,
        client_key=f"form:{g.link.ref}",
        received_at=g.now,
        scores=_scores(fields),
        symptoms=_symptoms(fields),
        words=fields.text("words"),
    )
    with fields.all_at_once():
        done = intake.submit(g.clinic, g.patient, draft, g.now, g.actor)
    auth.note_submitted(g.link, g.real_now)
    model = _place() | {
        "urgent": _urgency(done.alerts),
        "change_path": request.path,
        "help_path": f"{request.path}/help",
    }
    return Page("patient/saved.html", model)


@bp.get("/f/<token>/help")
@form_link()
def clinic_help() -> Page:
    return Page("patient/help.html", _place())


@bp.get("/help")
@public("where to call in need, for whoever asks")
def general_help() -> Page:
    language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    model = {
        "language": language,
        "clinic_name": None,
        "clinic_phone": None,
        "helplines": helplines_of(shared_country()),
    }
    return Page("patient/help.html", model)


def _place() -> dict[str, Any]:
    """Return what every page of a link says of the clinic: whom to call, who reads."""
    language = _language()
    return {
        "language": language,
        "clinic_name": g.clinic.text_name,
        "clinic_phone": g.clinic.phone,
        "helplines": helplines_of(g.clinic.country),
        "hours": alerts.who_reads_when(g.clinic, language, g.now),
    }


def _language() -> str:
    spoken: str = g.patient.language
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


def _tiles() -> tuple[Symptom, ...]:
    """Return what to offer: a nasal spray brings other complaints than an infusion."""
    last = courses.last_held(g.clinic.id, g.patient.id)
    return form_symptoms(last.route if last else None)


def _scores(fields: Fields) -> dict[str, Decimal]:
    given = {name: fields.number(name) for name in ASKED}
    return {name: score for name, score in given.items() if score is not None}


def _symptoms(fields: Fields) -> dict[str, int | None]:
    """Return what was ticked; "nothing today" alone denies everything on offer."""
    ticked = fields.several("symptom")
    if ticked == [NOTHING]:
        return {tile.key: 0 for tile in _tiles()}
    return {key: _severity(fields, key) for key in ticked if key != NOTHING}


def _severity(fields: Fields, key: str) -> int | None:
    how = fields.text(f"how_{key}")
    if not how:
        return None
    if how not in [str(number) for number in range(HIGHEST_SEVERITY + 1)]:
        fields.wrong[f"how_{key}"] = f"Choose from 0 to {HIGHEST_SEVERITY}."
        return None
    return int(how)


def _urgency(opened: tuple[Alert, ...]) -> str | None:
    """Say which lines the answer needs on top: crisis, emergency, or none."""
    if any(alert.kind is AlertKind.CRISIS for alert in opened):
        return "crisis"
    return "emergency" if any(alert.tier == 0 for alert in opened) else None
